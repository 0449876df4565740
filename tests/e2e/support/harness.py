# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Script-Fu in a real gimp-console with a private profile and reads what it reports."""

import contextlib
import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import time
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUPPORT = HERE.parents[1] / "support"  # programs for the tests
KEY = "test-key"
MARK = "UPSCALE_E2E_RUN"  # every process that a run starts carries this variable
PROCEDURE = "plug-in-ideogram-upscale"

# Output that GIMP itself prints at start and exit, and that our plug-ins neither cause nor can
# avoid.
FOREIGN_NOISE = [re.compile(text) for text in (
    # 3.0 at exit, with images still open
    r"^\(gimp(-console)?:\d+\): GLib-GObject-CRITICAL .*g_object_unref: assertion 'G_IS_OBJECT",
    # a plug-in may live longer than the GIMP that has just quit
    r"gimp_flush\(\): error:",
    # 3.2 now and then loses the mask of a link layer while it loads an XCF, without any plug-in
    r"^gimp(-console)?: Gimp-Core-CRITICAL: gimp_layer_set_(apply|show)_mask: assertion 'layer->mask != NULL'",
    # GIMP's windows under xdotool, whose pointer is not a device that they know
    r"^\(gimp:\d+\): Gdk-CRITICAL .*: gdk_(device|window)_get_",
    r"^gimp: Gimp-Widgets-CRITICAL: gimp_device_info_",
    # 2.10: its theme needs an engine that Debian does not install with it
    r"Gtk-WARNING .*(Unable to locate theme engine in module_path|Themen-Engine)",
    # 3.x: assistive technology asks a widget that was just destroyed; our code is not involved
    r"^\(ideogram-upscale:\d+\): Gtk-CRITICAL .*gtk_container_forall: assertion 'GTK_IS_CONTAINER",
    # 3.x: GTK's file chooser hands the slash that opens its field for a path to that field, in any program
    r"^\(ideogram-upscale:\d+\): Gtk-CRITICAL .*gtk_widget_event: assertion 'WIDGET_REALIZED_FOR_EVENT",
    # 3.x: a button with a menu, pressed by assistive technology, which makes no event
    r"^\(ideogram-upscale:\d+\): Gtk-WARNING .*: no trigger event for menu popup",
    # 3.x: a plug-in's dialog under gimp-console, which has no window that could be the parent
    r"LibGimpUI-CRITICAL .*gimp_window_transient_on_mapped: assertion 'handle_size",
)]

# 3.x: GTK's bridge to assistive technology is asked about a menu that is being closed: it uses
# states that it never got, and releases them
ASKED_TOO_LATE = re.compile(
    r"(?:^\(\S+:(\d+)\): Atk-CRITICAL .*: atk_state_set_contains_state: assertion .*\n\s*)+"
    r"(?:^\(\S+:\1\): Gtk-CRITICAL .*: gtk_container_forall: assertion .*\n\s*)?"
    r"(?:^\(\S+:\1\): GLib-GObject-CRITICAL .*: g_object_unref: assertion 'G_IS_OBJECT.*\n)?",
    re.MULTILINE)

# What must never appear in the output, neither from our plug-in or its service nor from GIMP
# because of them.
TROUBLE = re.compile(
    r"CRITICAL|runtime error:|Sanitizer|^\(ideogram-upscale[^)]*\): .*WARNING|"
    r"plug-in crashed|Plug-in crashed|terminate called|Segmentation fault|Assertion .* failed")


class Trouble(AssertionError):
    """A run went wrong in a way that no test expects."""


def scheme_string(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclasses.dataclass
class Layer:
    id: int
    parent: int  # id of the group, or -1
    width: int
    height: int
    x: int
    y: int
    visible: bool
    opacity: float
    mode: int
    mask: int  # its id, or -1
    alpha: bool
    group: bool
    name: str
    parasites: dict = dataclasses.field(default_factory=dict)

    @property
    def box(self):
        return (self.x, self.y, self.width, self.height)

    @property
    def provenance(self):
        return json.loads(self.parasites["ideogram-upscale"])


@dataclasses.dataclass
class ImageDump:
    id: int
    width: int
    height: int
    base_type: int
    precision: int
    resolution: tuple
    layers: list = dataclasses.field(default_factory=list)  # groups before what is in them

    @property
    def size(self):
        return (self.width, self.height)

    def layer(self, name):
        found = [layer for layer in self.layers if layer.name == name]
        assert len(found) == 1, f"one layer '{name}' in {[layer.name for layer in self.layers]}"
        return found[0]

    def by_id(self, layer_id):
        return next(layer for layer in self.layers if layer.id == layer_id)


@dataclasses.dataclass
class Outcome:
    status: str  # ok, cancel, calling-error, execution-error
    message: str


class Run:
    """What one GIMP process printed and reported."""

    def __init__(self, output, report, seconds, finished):
        self.output, self.report, self.seconds = output, report, seconds
        self.finished = finished  # the script came to its end
        self.images, self.outcomes, self.lists = {}, {}, {}
        image = None
        # a message may have more than one line
        for line in re.split(r"\n(?=@@)", report.strip()):
            kind, _, rest = line.partition(" ")
            if kind == "@@image":
                name, *numbers = rest.split(" ")
                values = [float(number) for number in numbers]
                image = ImageDump(*(int(value) for value in values[:5]), tuple(values[5:]))
                self.images[name] = image
            elif kind == "@@layer":
                fields = rest.split(" ", 12)
                numbers = [float(field) for field in fields[:12]]
                image.layers.append(Layer(
                    *(int(number) for number in numbers[:6]), bool(numbers[6]), numbers[7],
                    int(numbers[8]), int(numbers[9]), bool(numbers[10]), bool(numbers[11]),
                    fields[12]))
            elif kind == "@@parasite":
                layer, name, data = rest.split(" ", 2)
                image.by_id(int(layer)).parasites[name] = data
            elif kind == "@@outcome":
                name, status, message = (rest + "  ").split(" ", 2)
                if status == "error":
                    calling = "failed on invalid input arguments" in message
                    status = "calling-error" if calling else "execution-error"
                self.outcomes[name] = Outcome(status, message.strip())
            elif kind.startswith("@@"):
                self.lists[kind[2:]] = [float(field) if "." in field else int(field)
                                        for field in rest.split()]

    @property
    def messages(self):
        """Everything that was said to the user, by GIMP's console or the script's error."""
        said = [line for line in self.output.splitlines()
                if re.match(r"(Ideogram|ideogram|GIMP).*-(Warning|Error|Message): ", line)]
        return "\n".join(said + [outcome.message for outcome in self.outcomes.values()])


def processes_of(mark):
    """Pid and command line of every living process that a marked run started."""
    found, wanted = [], f"{MARK}={mark}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                if command:  # empty: a zombie
                    found.append((int(entry.name), command))
        except OSError:
            pass
    return found


PLUG_IN = "/ideogram-upscale -gimp .* -run "  # the command line of a plug-in that runs a procedure


def kill_marked(mark, pattern=""):
    """Kills the processes of a marked run whose command line matches. Some may just have ended."""
    for pid, command in processes_of(mark):
        if re.search(pattern, command):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


# Files that the plug-in keeps for good.
KEPT = ("networks.json", "ideogram-upscale.log", "unasked", "preferences.json", "spending.json", "window.json")


class Gimp:
    """A private GIMP: folder/profile is its profile, folder/home its HOME, and so on."""

    def __init__(self, folder, plug_ins, primed=None):
        self.folder = Path(folder)
        self.plug_ins = Path(plug_ins)  # holds ideogram-upscale/ideogram-upscale
        self.version = gimp_version()
        self.major = int(self.version.split(".")[0])
        self.profile = self.folder / "profile"
        self.state = self.folder / "state"
        self.temp = self.folder / "tmp"
        self.always = primed.always if primed else {}  # in the environment of every run
        for name in ("home", "state", "tmp", "run"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.keep_history(0)
        os.chmod(self.folder / "run", 0o700)
        if primed:
            shutil.copytree(primed.profile, self.profile)
            shutil.copytree(primed.folder / "home", self.folder / "home", dirs_exist_ok=True)
            rc = self.profile / "gimprc"
            rc.write_text(rc.read_text().replace(str(primed.folder), str(self.folder)))
        elif not self.profile.exists():
            self.make_profile()

    def keep_history(self, gigabytes):
        """Sets the size of the history; by default 0, so that files left by mistake are noticed."""
        self.preferences.write_text(json.dumps({"history-gb": gigabytes}), encoding="ascii")

    @property
    def preferences(self):
        return self.state / "preferences.json"

    def make_profile(self):
        # at exit 2.10 complains about data folders that do not exist
        for name in ("brushes", "dynamics", "gradients", "palettes", "patterns", "tool-presets"):
            (self.profile / name).mkdir(parents=True)
        rc = (f'(plug-in-path "{self.plug_ins}:${{gimp_plug_in_dir}}/plug-ins")\n'
              f'(temp-path "{self.temp}")\n(swap-path "{self.temp}")\n')
        if self.major >= 3:
            rc += (f'(config-version "{self.version}")\n(show-welcome-dialog no)\n'
                   "(check-updates no)\n")
        (self.profile / "gimprc").write_text(rc)

    def environment(self, extra):
        home = self.folder / "home"
        # a preloaded library may come before the sanitizer's
        sanitizers = "abort_on_error=0:exitcode=99:detect_leaks=0:verify_asan_link_order=0"
        env = {
            "PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8",
            "TMPDIR": str(self.temp), "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_CONFIG_HOME": str(home / ".config"), "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "GIMP2_DIRECTORY": str(self.profile), "GIMP3_DIRECTORY": str(self.profile),
            "IDEOGRAM_UPSCALE_STATE_DIR": str(self.state),
            **self.always, "NO_AT_BRIDGE": "1", "GIO_USE_VFS": "local", "GSETTINGS_BACKEND": "memory",
            # GTK, GLib and fontconfig never free some memory, so leaks are only looked for in unit
            # tests
            "ASAN_OPTIONS": sanitizers, "UBSAN_OPTIONS": "print_stacktrace=1",
        }
        env.update({name: str(value) for name, value in extra.items() if value is not None})
        return env

    def command(self, script, console=True):
        program = "gimp-console" if console else "gimp"
        load = f"(load {scheme_string(script)})"
        common = [program, "-i" if console else "-s", "-d", "-f"]
        if self.major < 3:
            return [*common, "-b", load, "-b", "(gimp-quit 1)"]
        return [*common, "--quit", "--batch-interpreter=plug-in-script-fu-eval", "-b", load]

    def start(self, body, env=None, console=True, wrapper=()):
        return Running(self, body, self.environment(env or {}), console, wrapper)

    def run(self, body, env=None, timeout=600, fails=False, trouble=True):
        """Runs a Script-Fu body to its end. `fails`: the script may stop early by an error;
        trouble=False: do not look for criticals and sanitizer reports."""
        return self.start(body, env).finish(timeout, fails, trouble)

    def files(self, *folders):
        """Every file below the given folders of this GIMP (default: all)."""
        for folder in folders or (self.folder,):
            for path in Path(folder).rglob("*"):
                if path.is_file() and not path.is_symlink():
                    yield path

    def assert_no_key(self, *texts):
        for text in texts:
            assert KEY not in text, "the key came out"
        for path in self.files():
            assert KEY.encode() not in path.read_bytes(), f"the key is in {path}"

    def assert_clean(self):
        """Asserts that no temporary file is left, neither in the temporary folders nor among the jobs."""
        left = [path for path in self.files(self.temp, self.state)
                if path.name not in KEPT and path.suffix != ".lock"]
        left += self.folder.glob("run/ideogram-upscale-*")
        assert not left, f"left behind: {left}"


class WithFonts(Gimp):
    """A GIMP that can make text layers."""

    def command(self, script, console=True):
        return [word for word in super().command(script, console) if word != "-f"]


class Running:
    """A GIMP process at work."""

    def __init__(self, gimp, body, env, console, wrapper):
        self.gimp, self.mark = gimp, uuid.uuid4().hex
        self.report = gimp.folder / f"report-{self.mark[:8]}.txt"
        self.log = gimp.folder / f"output-{self.mark[:8]}.txt"
        script = gimp.folder / f"script-{self.mark[:8]}.scm"
        script.write_text(
            f"(define report (open-output-file {scheme_string(self.report)}))\n"
            f"(load {scheme_string(HERE / ('prelude%d.scm' % min(gimp.major, 3)))})\n"
            f"(load {scheme_string(HERE / 'prelude.scm')})\n"
            f"{body}\n(say \"@@done\")\n(close-output-port report)\n", encoding="utf-8")
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, *gimp.command(script, console)], env={**env, MARK: self.mark},
                cwd=gimp.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True)

    def output(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def abandon(self):
        kill_marked(self.mark)
        self.process.wait(10)

    def finish(self, timeout=300, fails=False, trouble=True):
        try:
            self.process.wait(max(1, self.started + timeout - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise Trouble(f"GIMP hung for {timeout} s:\n{self.output()[-4000:]}") from None
        finally:
            if self.process.poll() is None:
                self.abandon()
        seconds = time.monotonic() - self.started
        try:
            self.expect_no_process()
        finally:
            kill_marked(self.mark)
        report = self.report.read_text(encoding="utf-8") if self.report.exists() else ""
        run = Run(self.output(), report, seconds, "@@done" in report)
        if trouble:
            found = self.trouble()
            assert not found, "trouble in GIMP's output:\n" + "\n".join(found) + "\n\n" + run.output
        if not run.finished and not fails:
            raise Trouble(f"the script stopped early:\n{run.output[-4000:]}\n{report[-2000:]}")
        return run

    def trouble(self):
        return [line for line in ASKED_TOO_LATE.sub("", self.output()).splitlines()
                if TROUBLE.search(line) and not any(noise.search(line) for noise in FOREIGN_NOISE)]

    def expect_no_process(self):
        """GIMP has ended: its plug-ins and the local service must follow at once."""
        for _ in range(30):
            left = [command for _, command in processes_of(self.mark) if "ideogram" in command]
            if not left:
                return
            time.sleep(0.1)
        raise Trouble(f"still running: {left}")


def gimp_version():
    if not hasattr(gimp_version, "found"):
        output = subprocess.run(["gimp-console", "--version"], capture_output=True, text=True,
                                env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent",
                                     "LANG": "C.UTF-8"}, check=False).stdout
        gimp_version.found = re.search(r"\d+\.\d+\.\d+", output)[0]
    return gimp_version.found
