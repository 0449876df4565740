# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/live-check against the scripted server: what it finds, what it pays for, what it keeps to itself.

test_live_check.py --record   writes the recording in tests/data anew
"""

import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tools" / "lib"), str(TOP / "tests" / "contract")]
from live_check import chart, report  # noqa: E402
from live_check.blot import Blot  # noqa: E402
from live_check.wire import Wire, is_allowed  # noqa: E402
from result_files import encode, make_result  # noqa: E402

RECORDING = TOP / "tests" / "data" / "live-replay.json"
RECORDED = "polls=1+pixels=cut16+price=100"
SECRETS = ("test-key", "127.0.0.1:", "signed/", "ephemeral", "Signature", "_result.png", '"user"', '"team"',
           "gimp-layer.png_", "Singapore")


class Service:
    """The scripted server."""

    def __init__(self, *arguments):
        script = TOP / "tests" / "contract" / "fake_service.py"
        self.process = subprocess.Popen([sys.executable, script, *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().split()[-1]
        self.count = 0

    def scenario(self, steps):
        self.count += 1
        return f"{self.base}/{quote(steps, safe='=+')}@{self.count}"

    def ask(self, url, what):
        with urllib.request.urlopen(f"{url}/{what}") as answer:
            return answer.read()

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def command(url, folder, *options, key="test-key"):
    """The command's arguments and environment."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "ONEMIN_API_URL": url,
                   "ONEMIN_ASSET_URL": url} | ({"ONEMIN_API_KEY": key} if key else {})
    return [sys.executable, TOP / "tools" / "live-check", *options, folder], environment


class Run:
    """The command in a folder of its own, against a scenario of its own."""

    def __init__(self, test, steps):
        temporary = tempfile.TemporaryDirectory()
        test.addCleanup(temporary.cleanup)
        self.test, self.folder = test, Path(temporary.name)
        self.url = test.service.scenario(steps)

    def start(self, *options, key="test-key"):
        """(exit status, output)"""
        arguments, environment = command(self.url, self.folder, *options, key=key)
        done = subprocess.run(arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False, timeout=100)
        self.test.assertNotIn("Traceback", done.stdout)
        return done.returncode, done.stdout

    def become(self, steps):
        self.test.service.ask(self.url, "_become/" + steps)

    def log(self):
        return json.loads(self.test.service.ask(self.url, "_log"))

    def images_paid(self):
        return sum(entry["json"]["promptObject"]["num_images"] for entry in self.log() if entry["billed"])

    def findings(self):
        """{question: Finding} of what is kept; nothing is sent."""
        wire = Wire(self.folder / "exchanges", "test-key", self.url, self.url, "test")
        return {finding.question: finding for finding in report.findings(wire)}

    def report(self):
        return (self.folder / "live-report.md").read_text()

    def check(self):
        """What must be true after every run."""
        self.test.assertLessEqual(self.images_paid(), 3)
        for entry in self.log():
            self.test.assertEqual(entry["key"], "test-key" if entry["path"].startswith("/api/") else None)
        for name in ("live-report.md", "live-replay.json"):
            text = (self.folder / name).read_text()
            self.test.assertEqual([secret for secret in SECRETS if secret in text], [], name)
            for address in re.findall(r"https?:[^\s\"|]+", text):
                self.test.assertTrue(address.startswith("https://blotted.invalid/"), address)
        self.test.assertEqual(list(self.folder.rglob("*.new")), [])
        for path in self.folder.rglob("*"):
            self.test.assertFalse(path.is_file() and b"test-key" in path.read_bytes(), path)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.end)

    def checked(self, steps, exit_status=0):
        """(Run, its findings) after it came to its end."""
        run = Run(self, steps)
        status, output = run.start("--yes")
        self.assertEqual(status, exit_status, output)
        run.check()
        return run, run.findings()

    def assert_finding(self, findings, question, seen, verdict):
        self.assertRegex(findings[question].seen, seen)
        self.assertEqual(findings[question].verdict, verdict, findings[question])


def all_at_once(check, cases):
    """Calls check(case) for each case, several at the same time, because they mostly wait."""
    with ThreadPoolExecutor(6) as pool:
        for _ in pool.map(check, cases):
            pass


SIZE, CROP = "the size of the results", "whether the service crops to certain shapes"
ASYNC = "whether it works asynchronously when asked to"
PRICE, ZERO = "what an upscale costs in credits", "whether it accepts 0 for resemblance and detail"
LIVES, PUBLIC = "how long the addresses of results live", "whether the asset address gives results to everybody"
REFUSAL, TEST = ("how it says that its safety check refused a picture",
                 "how it answers Test in the settings")


class Characters(Case):
    def test_as_documented(self):
        run, found = self.checked("features=sync+price=100")
        self.assertEqual(run.images_paid(), 3)
        self.assert_finding(found, SIZE, r"A1: 203x331 became 406x662; B1: 301x203 became 602x406; B2", "confirmed")
        self.assert_finding(found, CROP, r"A1: whole: .*B1: whole: .*scale 2\.000 by 2\.000", "confirmed")
        self.assert_finding(found, ASYNC, "already complete", "confirmed")
        self.assert_finding(found, PRICE, "300 for 3 image.*100 each", "confirmed")
        self.assert_finding(found, PUBLIC, "3 of 3", "confirmed")
        self.assert_finding(found, LIVES, "temporaryUrl: 168 h", "not seen")
        self.assert_finding(found, REFUSAL, "not provoked", "not seen")
        self.assert_finding(found, ZERO, "accepted", "confirmed")
        self.assert_finding(found, TEST, "HTTP 200, `aiRecord` is null", "confirmed")
        self.assert_finding(found, "transparency", r"RGB came back; yellow of alpha 0 .*\(255, 255, 0\)", "confirmed")
        self.assert_finding(found, "colours", "A1: mean difference 0.0, maximum 0.0 of 255; B1", "confirmed")
        self.assert_finding(found, "shape of the answers", "4 of 4", "confirmed")
        self.assert_finding(found, "seeds", r"B: \[7, 8\]", "confirmed")

    def test_stretched(self):
        _, found = self.checked("pixels=stretch64")
        self.assert_finding(found, SIZE, "B1: 301x203 became 576x384", "BROKEN")
        self.assert_finding(found, CROP, r"B1: stretched: .*scale 1\.91\d by 1\.89\d", "BROKEN")
        self.assert_finding(found, "colours", "mean difference [01]", "confirmed")

    def test_asynchronous_and_cropped(self):
        run, found = self.checked("polls=2+ready=1500+pixels=crop11")
        self.assert_finding(found, ASYNC, "asynchronous: the first answer was PROCESSING", "confirmed")
        self.assert_finding(found, CROP, r"A1: cropped: shows 203\.0x203\.0 of 203x331 pixels from \(0\.0, 64\.0\).*"
                            r"B1: cropped: shows 203\.0x203\.0 of 301x203 pixels from \(49\.0, 0\.0\)", "confirmed")
        self.assert_finding(found, "seconds", r"A: answered after \d+\.\d s, complete after \d+\.\d s and [3-9] poll", "confirmed")

    def test_odd_shapes(self):
        def check(shape):
            run, found = self.checked(f"features=done-{shape}+download=jpeg+pixels=cut16")
            self.assertEqual(run.images_paid(), 3)
            self.assert_finding(found, "shape of the answers", "not submit-A, submit-B", "BROKEN")
            self.assert_finding(found, "formats", "A1: JPEG, RGB; B1: JPEG, RGB; B2: JPEG, RGB", "confirmed")
            self.assert_finding(found, CROP, r"B1: cropped: shows 28\d\.\dx19\d\.\d of 301x203 pixels", "BROKEN")
        all_at_once(check, ("nan", "behind", "latin1", "gzip", "data", "array", "top", "snake", "text", "detail", "id"))

    def test_answer_that_breaks_off_after_the_name_of_the_job(self):
        _, found = self.checked("features=shape-cut+polls=1")
        self.assert_finding(found, SIZE, "B2: 301x203 became 602x406", "confirmed")

    def test_alpha_that_is_kept_and_a_place_that_is_not_public(self):
        _, found = self.checked("download=rgbapng+cdn=403")
        self.assert_finding(found, "transparency", "RGBA came back", "confirmed")  # opaque all the same
        self.assert_finding(found, PUBLIC, "0 of 3", "BROKEN")

    def test_refusals(self):
        _, found = self.checked("features=400x1")
        self.assert_finding(found, ZERO, "refused", "BROKEN")
        self.assert_finding(found, "number of results", "B: 2 of 2", "confirmed")
        run, found = self.checked("features=asyncrefusedx1")
        self.assert_finding(found, ASYNC, "refused, with the name", "confirmed")
        self.assertEqual([entry["json"].get("async") for entry in run.log() if entry["billed"]], [None])
        _, found = self.checked("features=unsafe")
        self.assert_finding(found, REFUSAL, "see submit-A, submit-B", "not seen")


class Payment(Case):
    def test_nothing_is_sent_without_a_yes(self):
        run = Run(self, "ok")
        status, output = run.start()
        self.assertEqual((status, run.log()), (2, []))
        self.assertIn("at most 3 images", output)
        for typed in ("no\n", "\n", "y\n"):
            self.type(run, typed)
            self.assertEqual(run.log(), [])
        self.type(run, "yes\n")
        self.assertEqual(run.images_paid(), 3)

    def type(self, run, typed):
        arguments, environment = command(run.url, run.folder)
        ours, theirs = pty.openpty()
        with subprocess.Popen(arguments, env=environment, stdin=theirs, stdout=subprocess.PIPE) as process:
            os.close(theirs)
            os.write(ours, typed.encode())
            process.communicate(timeout=60)
        os.close(ours)

    def test_nothing_is_sent_without_a_key(self):
        run = Run(self, "ok")
        for options in (["--yes"], ["--later"], []):
            status, output = run.start(*options, key=None)
            self.assertEqual((status, run.log()), (1, []), output)

    def test_the_key_of_the_plug_in_is_found_if_it_is_private(self):
        run = Run(self, "ok")
        path = run.folder / ".config" / "GIMP" / "3.0" / "ideogram-upscale" / "key"
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_text("\ufefftest-key\n")
        path.chmod(0o644)
        self.assertEqual(run.start("--yes", key=None)[0], 1)
        path.chmod(0o600)
        self.assertEqual(run.start("--yes", key=None)[0], 0)

    def test_a_key_that_is_not_accepted_ends_it(self):
        run, found = self.checked("results=401", 1)
        self.assertEqual([entry["path"].split("/")[2] for entry in run.log()], ["results"])
        self.assertIn("does not accept the key (HTTP 401)", run.report())
        self.assert_finding(found, TEST, "HTTP 401", "confirmed")

    def test_no_credits_end_it_and_it_can_be_started_again(self):
        run, _ = self.checked("features=406x1", 1)
        self.assertEqual([entry["path"] for entry in run.log()][-1], "/api/features")
        text = run.report()
        self.assertIn("not enough credits (HTTP 406)", text)
        self.assertIn("but the [account] team only has 46 credits", text)
        self.assertEqual(run.start("--yes")[0], 0)
        self.assertEqual(run.images_paid(), 3)

    def test_never_more_than_three_images_whatever_goes_wrong(self):
        def check(steps):
            run = Run(self, steps)
            for _ in range(2):
                run.start("--yes")
                run.check()
                run.become("ok")
            submitted = [entry for entry in run.log() if entry["path"] == "/api/features"]
            self.assertLessEqual(sum(entry["status"] not in (401, 406, 429) for entry in submitted), 2, steps)
        all_at_once(check, (
            "features=reset-after", "features=truncate", "features=500", "features=garbage", "features=null",
            "features=wrongtypes", "features=nouuid", "features=failure", "features=noresults", "features=redirect",
            "features=echo", "features=html", "features=429", "features=more", "features=hostile",
            "features=plainhttp", "assets=500", "assets=garbage", "download=500", "download=truncate",
            "download=redirect", "download=redirect-file", "results=500x1"))

    def test_an_upload_that_fails_is_told(self):
        run, _ = self.checked("assets=413", 1)
        self.assertIn("No chart could be uploaded. Nothing was paid.", run.report())

    def test_killed_during_the_paid_call_it_goes_on_with_the_rest(self):
        run = Run(self, "features=hang")
        arguments, environment = command(run.url, run.folder, "--yes")
        process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while run.images_paid() == 0 and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        run.become("ok")
        status, output = run.start("--yes")
        self.assertEqual((status, run.images_paid()), (0, 3), output)
        self.assertIn("at most 2 images", output)
        self.assertIn("B: 2 of 2", run.findings()["number of results"].seen)

    def test_what_a_killed_run_had_not_finished_writing_goes(self):
        run = Run(self, "ok")
        (run.folder / "exchanges").mkdir()
        (run.folder / "exchanges" / "download-B-0.json.new").write_text("{")
        self.assertEqual(run.start("--yes")[0], 0)
        run.check()

    def test_killed_at_any_moment_it_goes_on(self):
        def check(seed):
            run, times = Run(self, "polls=1+delay=300"), random.Random(seed)
            for _ in range(3):
                arguments, environment = command(run.url, run.folder, "--yes")
                process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
                try:
                    process.wait(times.uniform(0.5, 4))
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            self.assertEqual(run.start("--yes")[0], 0)
            run.check()
            counts = run.findings()["number of results"].seen
            lost = [name for name in ("A", "B") if f"{name}: " not in counts]
            for name in lost:  # killed before the answer to the paid call had come
                self.assertFalse((run.folder / "exchanges" / f"submit-{name}.body").exists())
        all_at_once(check, range(6))

    def test_two_at_the_same_time_pay_once(self):
        run = Run(self, "delay=1000")
        arguments, environment = command(run.url, run.folder, "--yes")
        processes = [subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                     for _ in range(3)]
        self.assertEqual(sorted(process.wait() for process in processes), [0, 1, 1])
        self.assertEqual(run.images_paid(), 3)

    def test_a_second_run_sends_nothing_that_is_there(self):
        run, _ = self.checked("ok")
        before = run.log()
        self.assertEqual(run.start("--yes")[0], 0)
        self.assertEqual([entry["path"] for entry in run.log()[len(before):]],
                         ["/api/results/00000000-0000-0000-0000-000000000000", "/models"])

    def test_later_only_fetches(self):
        run, _ = self.checked("ok")
        before = run.log()
        for path in (run.folder / "exchanges").glob("download-*.json"):  # made two days ago
            about = json.loads(path.read_text())
            path.write_text(json.dumps(about | {"began": about["began"] - 2 * 86400}))
        run.become("signed=403")
        self.assertEqual(run.start("--later")[0], 0)
        self.assertEqual({entry["method"] for entry in run.log()[len(before):]}, {"GET"})
        self.assert_finding(run.findings(), LIVES, r"after 48\.\d h temporaryUrl does not work; "
                            r"after 48\.\d h asset URL works", "BROKEN")
        run.check()

    def test_addresses(self):
        self.assertEqual([is_allowed(url, loopback) for url, loopback in (
            ("https://example.org/a", False), ("http://example.org/a", True), ("http://127.0.0.1:1/", True),
            ("http://127.0.0.1:1/", False), ("file:///etc/passwd", True), ("https://a:b@example.org", True))],
                         [True, False, True, False, False, False])
        run = Run(self, "ok")
        run.url = "http://example.org"
        status, output = run.start("--yes")
        self.assertEqual(status, 1)
        self.assertIn("https", output)


class Tls(unittest.TestCase):
    def test_is_verified(self):
        for kind, expected in (("good", 0), ("expired", 1), ("wrong-host", 1)):
            with self.subTest(kind), tempfile.TemporaryDirectory() as folder:
                service = Service("--tls", kind, folder)
                self.addCleanup(service.end)
                arguments, environment = command(service.scenario("ok"), Path(folder) / "run", "--yes")
                environment["SSL_CERT_FILE"] = f"{folder}/authority.pem"
                done = subprocess.run(arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, check=False, timeout=100)
                self.assertEqual(done.returncode, expected, done.stdout)
                if expected:
                    self.assertIn("does not answer (SSLCertVerificationError)", done.stdout)


class Blotted(unittest.TestCase):
    def test_what_must_not_be_shown(self):
        secrets = ["secret-key", "AKIA77", "photo_of_me", "Ann Miller", "ann@example.org", "9f8e7d6c", "Paris Office",
                   "s3.amazonaws.com", "u-77", "R3QID"]
        uuid = "9f8e7d6c-1234-4abc-9def-001122334455"
        inner = json.dumps({"teamId": "u-77", "url": "https://s3.amazonaws.com/b/images/photo_of_me.png?sig=AKIA77"})
        text = "\n".join((
            json.dumps({"uuid": uuid, "teamUser": {"name": "Ann Miller", "usedCredit": 5}, "userId": "u-77",
                        "email": "ann@example.org", "resultObject": ["images/photo_of_me.png"], "details": inner}),
            r'{"u": "https:\/\/s3.amazonaws.com\/images\/photo_of_me.png?a=1\u0026sig=AKIA77", "k": "secret-key"}',
            "The feature requires 4800 credits, but the Paris Office team only has 46 credits",
            "<Error><RequestId>R3QID</RequestId><Key>images/photo_of_me.png</Key></Error>", f"/api/results/{uuid}"))
        blot = Blot("secret-key")
        blot.learn(text)
        blotted = blot.text(text)
        self.assertEqual([secret for secret in secrets if secret in blotted], [], blotted)
        self.assertEqual(blot.text(text), blotted)
        for kept in ('"usedCredit": 5', "images/1.png", "4800 credits", "46 credits", "[account] team only has"):
            self.assertIn(kept, blotted)

    def test_an_address_keeps_its_path_and_life(self):
        blot = Blot("")
        blot.learn('["images/a.png"]')
        self.assertEqual(blot.address("https://x.org/b/images/a.png?X-Amz-Expires=60&X-Amz-Signature=7"),
                         "https://blotted.invalid/1/images/1.png?X-Amz-Expires=60")


class Chart(unittest.TestCase):
    def test_is_located_within_half_a_pixel(self):
        # (left, top, width, height) of what is shown, in pixels of the source
        cases = {"nearest2": (0, 0, 301, 203), "identity": (0, 0, 301, 203), "scale137": (0, 0, 301, 203),
                 "crop11": (49, 0, 203, 203), "crop32": (0, 1, 301, 200), "shift32": (0, 0, 301, 200),
                 "cut64": (22, 5, 256, 192), "stretch64": (0, 0, 301, 203), "pad": (-75, -124, 451, 451)}
        file = chart.png(chart.chart(301, 203, False))
        for pixels, expected in cases.items():
            for form in ({"form": "PNG"}, {"form": "JPEG", "quality": 80}):
                with self.subTest(pixels, **form):
                    place = chart.measure(encode(make_result(file, 0, pixels), **form), 301, 203).placement
                    for seen, wanted in zip((place.left, place.top, place.width, place.height), expected):
                        self.assertAlmostEqual(seen, wanted, delta=0.5)

    def test_says_nothing_about_another_picture(self):
        other = chart.measure((TOP / "tests" / "data" / "coffee.png").read_bytes(), 301, 203)
        self.assertIsNone(other.placement)
        self.assertIsNone(other.colour_differences())

    def test_differences_of_colours(self):
        shifted = chart.chart(301, 203, False).point(lambda value: min(255, value + 10))
        mean, most = chart.measure(chart.png(shifted), 301, 203).colour_differences()
        self.assertAlmostEqual(most, 10, delta=0.1)
        self.assertTrue(4 < mean < 10, mean)

    def test_alpha(self):
        measured = chart.measure(chart.png(chart.chart(203, 331, True)), 203, 331)
        self.assertEqual([measured.patches[name][3] for name in chart.ALPHA], list(chart.ALPHA.values()))


def without_times(recording):
    """A recording without what differs each time."""
    for exchange in recording["exchanges"]:
        exchange["seconds"] = 0
        exchange["headers"] = [pair for pair in exchange["headers"] if pair[0] not in ("Date", "Content-Length")]
        exchange["body"] = re.sub(r"-[0-9a-f]{4,12}(?=[-\"])|exp=\d+", "", exchange.get("body", ""))
    return recording


class Replay(Case):
    def test_the_recording_in_the_tree_is_what_is_written_today(self):
        run, _ = self.checked(RECORDED)
        today, kept = (without_times(json.loads(path.read_text())) for path in (run.folder / "live-replay.json", RECORDING))
        self.assertTrue(today == kept, "make it again with test_live_check.py --record")

    def test_a_replay_shows_what_was_recorded(self):
        for steps in (RECORDED, "features=done-text+download=redirect+pixels=stretch64"):
            recorded, found = self.checked(steps)
            _, replayed = self.checked(f"replay={recorded.folder}/live-replay.json")
            for question in found.keys() - {"seconds"}:
                self.assertEqual(replayed[question], found[question], question)


def record():
    service = Service()
    with tempfile.TemporaryDirectory() as folder:
        arguments, environment = command(service.scenario(RECORDED), Path(folder), "--yes")
        subprocess.run(arguments, env=environment, check=True)
        RECORDING.write_bytes((Path(folder) / "live-replay.json").read_bytes())
    service.end()


if __name__ == "__main__":
    record() if "--record" in sys.argv else unittest.main()
