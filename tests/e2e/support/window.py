# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window of the plug-in as a user works with it: reads texts, clicks and presses keys."""

import time

TITLE = "^Ideogram Upscale"
READING_TIME = 0.8  # seconds; a sooner press on a new number or message counts as unread


class Window:
    def __init__(self, screen, session, title=TITLE, known=None, holds=(None, None)):
        """Finds the window with this title that contains a widget of a role and name; ignores the
        window `known`."""
        self.screen, self.session, self.title, self.holds = screen, session, title, holds
        self.id = screen.window(title, known=known)
        self.wait(lambda: self.tree())

    def tree(self):
        """The widgets of the window; None as long as there is no window."""
        return next((window for window in self.session.windows(self.title)
                     if any(window.all(*self.holds))), None)

    def words(self):
        tree = self.tree()
        return tree.words() if tree else ""

    def wait(self, condition, timeout=120):
        return self.screen.until(condition, timeout)

    def reads(self, text, timeout=120):
        """Waits until the text is shown somewhere."""
        return self.wait(lambda: text in self.words(), timeout)

    def one(self, role, name):
        """The first widget of that role and name, once it is shown."""
        def find():
            tree = self.tree()
            return tree and next(tree.all(role, name), None)
        return self.wait(find)

    def sensitive(self, name, role="button"):
        return self.one(role, name).sensitive

    def value(self, name):
        return self.one("spin button", name).value

    def click(self, name, role="button", modifier=None):
        x, y, width, height = self.one(role, name).box
        if modifier:
            self.screen.xdotool("keydown", modifier)
        self.screen.click(self.id, x + width // 2, y + height // 2)
        if modifier:
            self.screen.xdotool("keyup", modifier)

    def act(self, name, role="button"):
        """Presses a button by its action, as a screen reader or voice control does."""
        self.wait(lambda: self.session.act(self.title, role, name))

    def choose(self, name, entry):
        """Chooses an entry of a combo box by its number."""
        self.wait(lambda: self.session.act(self.title, "combo box", name, True, entry))

    def enter(self, name, number):
        """Types a number into a field."""
        x, y, _, height = self.one("spin button", name).box
        self.screen.click(self.id, x + height // 2, y + height // 2)  # its buttons are at the end
        self.press("ctrl+a")
        self.type(number)

    def make(self, name="^Make "):
        self.wait(lambda: self.sensitive(name))
        time.sleep(READING_TIME)
        self.click(name)

    def press(self, *keys):
        self.screen.press(self.id, *keys)

    def type(self, text):
        self.screen.type(self.id, text)

    def shoot(self, name):
        self.screen.shoot(self.id, name)

    def gone(self):
        self.screen.gone(self.id)

    def close(self):
        self.press("Escape")
        self.gone()
