# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What assistive technology sees of a window. As a program: reads lines of JSON, the arguments of
print_windows(), and prints a line of JSON for each; with `listen`, stays connected as a screen
reader does. As a module: finds widgets in them, so that tests can click them."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path


def describe(thing):
    # its name before AT-SPI 2.51
    role = thing.get_role_name().replace("push button", "button")
    found = {"role": role, "name": thing.get_name() or "",
             "description": thing.get_description() or "",
             "states": [state.value_nick for state in thing.get_state_set().get_states()]}
    try:
        box = thing.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        found["box"] = [box.x, box.y, box.width, box.height]
    except Exception:  # noqa: BLE001  (not everything has a place)
        found["box"] = None
    text = thing.get_text_iface()
    if text:
        found["text"] = Atspi.Text.get_text(text, 0, -1)
        if found["role"] == "label" and "showing" in found["states"]:
            found["cut"] = is_cut(text)
    # GTK 2's bridge cannot be asked how far a pulsing bar is
    value = thing.get_value_iface() if role != "progress bar" else None
    if value:
        found["value"] = Atspi.Value.get_current_value(value)
    # GTK's bridge fails if it is asked about a menu that is just being closed
    count = thing.get_child_count() if found["role"] != "combo box" else 0
    children = [thing.get_child_at_index(i) for i in range(count)]
    found["children"] = [describe(child) for child in children if child]
    return found


DOTS = 7  # pixels; no three characters are so narrow


def is_cut(text):
    """True if its end is not shown: what is left out shares the place of the three dots."""
    count = text.get_character_count()
    places = [text.get_character_extents(at, Atspi.CoordType.WINDOW)
              for at in range(max(0, count - 3), count)]
    return (len(places) == 3 and len({place.y for place in places}) == 1
            and sum(place.width for place in places) <= DOTS)


def act_in(thing, role, name, shown=True, entry=None):
    """Does the first action of the first widget with this role and name that is shown; with
    shown=False also of one that is scrolled out of sight. With an entry, chooses that one."""
    states = thing.get_state_set()
    if (thing.get_role_name().replace("push button", "button") == role
            and re.search(name, thing.get_name() or "") and (states.contains(Atspi.StateType.SHOWING) or not shown)
            and states.contains(Atspi.StateType.SENSITIVE)):
        if entry is not None:
            return thing.get_selection_iface().select_child(entry)
        return thing.get_action_iface().do_action(0)
    count = thing.get_child_count() if thing.get_role_name() != "combo box" else 0
    children = [thing.get_child_at_index(i) for i in range(count)]
    return any(act_in(child, role, name, shown, entry) for child in children if child)


PRESSED = ("button", "toggle button", "check box", "radio button", "menu item", "check menu item",
           "link", "tool bar button")
CHOSEN = ("combo box", "list", "list box", "table")


def chances_in(thing, window):
    """What can be pressed, chosen or entered below a widget: its words, and a function of a random
    generator that does it and returns more words."""
    states = thing.get_state_set()
    if not states.contains(Atspi.StateType.SHOWING):
        return
    role = thing.get_role_name().replace("push button", "button")
    doing = None
    if role in ("spin button", "slider"):
        doing = set_value
    elif role == "text":
        doing = enter
    elif role in CHOSEN:
        doing = choose
    elif role in PRESSED:
        doing = press
    if doing and states.contains(Atspi.StateType.SENSITIVE):
        words = f"{window}: {role} {(thing.get_name() or '')!r}"
        yield words, lambda random: doing(thing, random)
    # GTK's bridge fails if it is asked about a menu that is just being closed
    for i in range(thing.get_child_count() if role != "combo box" else 0):
        if child := thing.get_child_at_index(i):
            yield from chances_in(child, window)


def press(thing, random):
    del random
    action = thing.get_action_iface()
    return "" if action and action.do_action(0) else "(refused)"


def set_value(thing, random):
    value = thing.get_value_iface()
    number = random.randint(int(value.get_minimum_value()), int(value.get_maximum_value()))
    value.set_current_value(number)
    return f"= {number}"


def choose(thing, random):
    entries = thing.get_child_count()
    if thing.get_role_name() == "combo box" and entries:
        entries = thing.get_child_at_index(0).get_child_count()
    index = random.randrange(max(1, entries))
    selection = thing.get_selection_iface()
    return f"[{index}]" if selection and selection.select_child(index) else "(refused)"


def enter(thing, random):
    words = random.choice(["", "waves", "größer", "a\nb", "7", "x" * 300])
    text = thing.get_editable_text_iface()
    return f"= {words[:20]!r}" if text and text.set_text_contents(words) else "(refused)"


def print_press(application, seed, wanted):
    """Does anything that can be done in the windows of an application and that `wanted` matches;
    prints what it was, "" if there is nothing to press, null if there is no window."""
    dice, chances, windows = random.Random(seed), [], 0
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        found = desktop.get_child_at_index(i)
        if not found or not re.search(application, found.get_name() or ""):
            continue
        for k in range(found.get_child_count()):
            window = found.get_child_at_index(k)
            try:
                if window and window.get_state_set().contains(Atspi.StateType.SHOWING):
                    windows += 1
                    chances += list(chances_in(window, window.get_name()))
            except GLib.Error:
                pass  # it was closed while we looked
    allowed = [chance for chance in chances if re.search(wanted, chance[0])]
    said = "" if windows else None
    if allowed:
        said, act = dice.choice(allowed)
        try:
            said += f" {act(dice)}"
        except GLib.Error as error:
            said += f" ({error.message})"  # it went away, or it answers when its work is done
    print(json.dumps(said), flush=True)


def print_windows(title, role=None, name=None, shown=True, entry=None):
    """With a role and a name, acts on a widget of these windows and prints in how many it could."""
    desktop = Atspi.get_desktop(0)
    windows = []
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        for k in range(application.get_child_count() if application else 0):
            window = application.get_child_at_index(k)
            try:
                if window and re.search(title, window.get_name() or ""):
                    windows.append(act_in(window, role, name, shown, entry) if role
                                   else describe(window))
            except GLib.Error:
                pass  # it was closed while we looked
    print(json.dumps(windows), flush=True)


class Thing:
    """A widget as assistive technology sees it."""

    def __init__(self, found):
        self.found = found
        self.role, self.name, self.box = found["role"], found["name"], found["box"]
        self.text, self.value = found.get("text"), found.get("value")
        self.description = found.get("description", "")

    def has(self, state):
        return state in self.found["states"]

    @property
    def sensitive(self):
        return self.has("sensitive")

    @property
    def shown(self):
        return self.has("showing")

    def all(self, role=None, name=None, shown=True):
        """All descendants with this role and a matching name; only visible ones unless `shown` is
        False."""
        for child in self.found["children"]:
            thing = Thing(child)
            if ((thing.shown or not shown) and (role is None or thing.role == role)
                    and (name is None or re.search(name, thing.name))):
                yield thing
            yield from thing.all(role, name, shown)

    def words(self):
        """All visible texts, with plain spaces."""
        return "\n".join(filter(None, [t.name for t in self.all()] +
                                [t.text or "" for t in self.all()])).replace("\u00a0", " ")


class Asker:
    """Asks for everything in the windows all the time, as a screen reader may, on a thread."""

    def __init__(self, onlooker, title):
        self.onlooker, self.title = onlooker, title
        self.asked, self.ended = 0, False
        self.thread = threading.Thread(target=self._ask)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()

    def _ask(self):
        while not self.ended:
            self.onlooker.windows(self.title)
            self.asked += 1


def start_listener(env, log):
    """Starts a process that is connected to all applications until it is ended. GTK 3 may crash at
    a key press when the last that was connected leaves, and each look is a short connection."""
    process = subprocess.Popen([sys.executable, Path(__file__), "listen"], env=env, text=True,
                               stdout=subprocess.PIPE, stderr=log)
    process.stdout.readline()
    return process


def listen():
    listener = Atspi.EventListener.new(lambda event: None)
    listener.register("document:load-complete")  # no window of ours makes this event
    print("listening", flush=True)
    Atspi.event_main()


class Onlooker:
    """Keeps the program running, because starting it takes longer than looking."""

    def __init__(self, env, log):
        self.process = subprocess.Popen([sys.executable, Path(__file__)], env=env, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)

    def windows(self, title):
        """Lists the windows that there are now; the list is empty if one was closed meanwhile."""
        return [Thing(window) for window in self._ask("windows", title) or ()]

    def act(self, title, role, name, shown=True, entry=None):
        """Presses a button without mouse or keyboard, or chooses an entry by its number; False if
        there is none that can be pressed."""
        return any(self._ask("windows", title, role, name, shown, entry) or ())

    def press_any(self, application, seed, wanted=""):
        """Presses, chooses or enters anything that can be, as the seed says, in the windows of the
        application, where the regular expression matches its window, role and name. Returns what was
        done, "" if there was nothing to do, None if there is no window."""
        return self._ask("press", application, seed, wanted)

    def _ask(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def main():
    for line in sys.stdin:
        child = os.fork()  # a new connection for each look, because an old one returns old states
        if child == 0:
            signal.alarm(60)
            command, *words = json.loads(line)
            {"windows": print_windows, "press": print_press}[command](*words)
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            print("null", flush=True)


if __name__ == "__main__":
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
    listen() if sys.argv[1:] == ["listen"] else main()
