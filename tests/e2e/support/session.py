# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session of our own: a D-Bus with gnome-keyring and assistive technology on it."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

from accessible import Onlooker, start_listener
from harness import gimp_version

PATH = "/usr/bin:/bin"
PASSWORD = "keyring-password"
SERVICE = "org.freedesktop.secrets"
ACCESSIBILITY = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
PROMPTER = Path("/usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service")
# Starts nothing by itself but the prompter, which asks for the keyring's password, and the bus of
# assistive technology.
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/run/bus</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
LOGIN = "/org/freedesktop/secrets/collection/login"


class Session:
    def __init__(self, folder, display, keyring=True):
        for name in ("home", "run", "services"):
            (folder / name).mkdir(parents=True, mode=0o700)
        for service in (PROMPTER, ACCESSIBILITY):
            shutil.copy(service, folder / "services")
        (folder / "bus.conf").write_text(BUS.format(folder=folder), encoding="ascii")
        self.log = open(folder / "session.log", "wb")  # noqa: SIM115  (lives as long as the session)
        bus = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/run/bus"}
        self.environment = {"PATH": PATH, "HOME": str(folder / "home"), "LANG": "C.UTF-8",
                    "XDG_RUNTIME_DIR": str(folder / "run"), "DISPLAY": display, **bus}
        # for a GIMP in it; GTK 2 shows its windows to assistive technology by these modules only
        self.env = {**bus, "DISPLAY": display, "NO_AT_BRIDGE": "0"}
        if gimp_version().startswith("2"):
            self.env["GTK_MODULES"] = "gail:atk-bridge"
        self.processes = [subprocess.Popen(
            ["dbus-daemon", "--nofork", f"--config-file={folder}/bus.conf"],
            env=self.environment, stdout=self.log, stderr=self.log)]
        self.until(lambda: (folder / "run" / "bus").exists())
        self.onlooker = self.listener = None
        if keyring:
            self.start_keyring()

    def start_keyring(self):
        self.keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=self.environment, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log)
        self.keyring.stdin.write(PASSWORD.encode())
        self.keyring.stdin.close()
        self.processes.append(self.keyring)
        self.until(lambda: LOGIN in self.call(
            "/org/freedesktop/secrets", "org.freedesktop.DBus.Properties.Get",
            "org.freedesktop.Secret.Service", "Collections"))

    def call(self, path, method, *arguments):
        return subprocess.run(
            ["gdbus", "call", "--session", "--dest", SERVICE, "--object-path", path,
             "--method", method, *arguments], env=self.environment, capture_output=True, text=True,
            check=False).stdout

    def windows(self, title):
        """Those whose title matches a regular expression, as assistive technology sees them."""
        return self._first_onlooker().windows(title)

    def act(self, title, role, name, shown=True, entry=None):
        """Presses a button in those windows, or chooses an entry, as assistive technology does."""
        return self._first_onlooker().act(title, role, name, shown, entry)

    def new_onlooker(self):
        if not self.listener:
            self.listener = start_listener(self.environment, self.log)
            self.processes.append(self.listener)
        onlooker = Onlooker(self.environment, self.log)
        self.processes.append(onlooker.process)
        return onlooker

    def _first_onlooker(self):
        if not self.onlooker:
            self.onlooker = self.new_onlooker()
        return self.onlooker

    def lock(self):
        self.call("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                  f"['{LOGIN}']")
        assert self.locked()

    def locked(self):
        return "true" in self.call(LOGIN, "org.freedesktop.DBus.Properties.Get",
                                   "org.freedesktop.Secret.Collection", "Locked")

    def keys(self):
        """How many keys of ours the keyring holds."""
        found = self.call("/org/freedesktop/secrets",
                          "org.freedesktop.Secret.Service.SearchItems",
                          "{'server': 'api.1min.ai'}")
        return found.count("/org/freedesktop/secrets/collection/")

    def hang(self):
        self.keyring.send_signal(signal.SIGSTOP)

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(10)
        self.log.close()

    @staticmethod
    def until(condition):
        end = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < end, "the session did not come up"
            time.sleep(0.05)
