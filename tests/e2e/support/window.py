# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the plug-in as a user sees and operates it: texts, clicks and keys."""

import time

TITLE = "^Ideogram Upscale"
READING_TIME = 0.5  # seconds; a press sooner after the number has changed is refused


class Window:
    def __init__(self, screen, session, title=TITLE, known=None):
        self.screen, self.session, self.title = screen, session, title
        self.id = screen.window(title, known=known)
        self.wait(lambda: self.tree())

    def tree(self):
        """The visible window; None as long as there is none."""
        found = self.session.windows(self.title)
        return found[0] if found else None

    def words(self):
        tree = self.tree()
        return tree.words() if tree else ""

    def wait(self, condition, timeout=120):
        return self.screen.until(condition, timeout)

    def reads(self, text, timeout=120):
        """Waits until the text is shown somewhere."""
        return self.wait(lambda: text in self.words(), timeout)

    def one(self, role, name):
        return self.tree().one(role, name)

    def sensitive(self, name, role="button"):
        return self.one(role, name).sensitive

    def value(self, name):
        return self.one("spin button", name).value

    def click(self, name, role="button", modifier=None):
        thing = self.wait(lambda: next(iter(self.tree().all(role, name)), None))
        x, y, width, height = thing.box
        if modifier:
            self.screen.xdotool("keydown", modifier)
        self.screen.click(self.id, x + width // 2, y + height // 2)
        if modifier:
            self.screen.xdotool("keyup", modifier)

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

    def close(self):
        self.press("Escape")
        self.screen.gone(self.id)
