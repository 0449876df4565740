# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job whose plug-in is killed is finished later, and never paid twice."""

import json
import os
import re
import shutil
import threading
import time

import pictures
import pytest
from PIL import Image
from harness import PLUG_IN, Trouble, kill_marked
from service import make_result

NAMES = [f"{i + 1}/2 – Photo – upscale R50 D50 seed {1000 + i}" for i in range(2)]


class Killer:
    """Kills the plug-in at work (not GIMP) at the first request of each job that begins so."""

    def __init__(self, running, scenario, path):
        self.running, self.scenario, self.path = running, scenario, path
        self.killed = []
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while self.running.process.poll() is None:
            for entry in self.scenario.calls(self.path):
                if entry["path"] not in self.killed:
                    time.sleep(0.1)  # until the answer was read, or the call hangs
                    self.kill()
                    self.killed.append(entry["path"])
            time.sleep(0.05)

    def kill(self):
        kill_marked(self.running.mark, PLUG_IN)


def finish_killed(running):
    """Finishes a run whose plug-in was killed: GIMP's message about a crash is expected, any other trouble
    is not."""
    run = running.finish(fails=True, trouble=False)
    found = [line for line in running.trouble() if not re.search("[Pp]lug-in crashed", line)]
    if found or not run.finished:
        raise Trouble("\n".join(found) + "\n" + run.output[-3000:] + run.report[-1000:])
    return run


def run_and_kill(gimp, scenario, path, body, times=1):
    """Runs a body whose first upscales are killed."""
    running = gimp.start(body, scenario.env())
    killer = Killer(running, scenario, path)
    try:
        run = finish_killed(running)
    finally:
        killer.thread.join()
    assert len(killer.killed) >= times, f"nothing to kill:\n{run.output[-3000:]}"
    return run


def jobs_of(gimp):
    folder = gimp.state / "jobs"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def killed(gimp, service, small):
    """A job of two results that was killed while the service was at work; GIMP has ended."""
    scenario = service.scenario("polls=10")
    run = run_and_kill(gimp, scenario, "/api/results/", f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (dump-image "before" image)
        (upscale-error "killed" image (first-layer image) '((num-images . 2)))
        (dump-image "after" image)""")
    assert run.images["after"] == run.images["before"]
    assert run.outcomes["killed"].status != "ok"
    [job] = jobs_of(gimp)
    assert json.loads((job / "job.json").read_text(encoding="utf-8"))["state"] == "accepted"
    assert scenario.billed == 1
    return gimp, scenario, job


def test_in_another_gimp(killed, small, tmp_path):
    gimp, scenario, job = killed
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (dump-image "before" image)
        (define results (attempt "recover" (lambda () (recover-job "{job.name}" "grow-canvas"))))
        (say-list "results" results)
        (dump-image "after" image)
        (dump-image "0" (car results)) (dump-image "1" (cadr results))
        (save-layer (first-layer (car results)) "{tmp_path}/0.png")
        (save-layer (first-layer (cadr results)) "{tmp_path}/1.png")
        (attempt "again" (lambda () (recover-job "" "grow-canvas")))
        (attempt "unknown" (lambda () (recover-job "{job.name}" "grow-canvas")))
        (attempt "elsewhere" (lambda () (recover-job "../../../etc" "grow-canvas")))""",
                   scenario.env())
    # the ids are those of the source, but they belong to another run of GIMP
    assert run.images["after"] == run.images["before"]
    assert run.outcomes["recover"].status == "ok"
    assert "new images" in run.output
    for i in range(2):
        image = run.images[str(i)]
        assert image.size == (96, 64) and image.id == run.lists["results"][i]
        assert [layer.name for layer in image.layers] == [NAMES[i]]
        assert image.layers[0].provenance["job"] == job.name
        assert pictures.same(tmp_path / f"{i}.png", make_result(scenario.upload, i))
    assert scenario.billed == 1
    for name in ("again", "unknown", "elsewhere"):
        assert run.outcomes[name].status == "calling-error", run.outcomes[name]
    gimp.assert_clean()
    gimp.assert_no_key(run.output)


class LateKiller(Killer):
    """Kills the plug-in once, when four jobs have been asked for."""

    def watch(self):
        while self.running.process.poll() is None and not self.killed:
            asked_for = {entry["path"] for entry in self.scenario.calls(self.path)}
            if len(asked_for) == 4:
                self.kill()
                self.killed = sorted(asked_for)
            time.sleep(0.05)


def test_four_layers_killed_together_are_four_jobs_to_recover(gimp, service, small):
    if gimp.major < 3:
        pytest.skip("GIMP 2.10 has one active layer")
    scenario = service.scenario("polls=1000")
    running = gimp.start(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define (add-copy)
          (gimp-image-insert-layer image
            (car (gimp-layer-copy (cadr (image-layers image)) FALSE)) 0 0))
        (add-copy) (add-copy)
        (dump-image "before" image)
        (attempt "killed" (lambda () (upscale-layers image (image-layers image) '())))
        (dump-image "after" image)""", scenario.env())
    killer = LateKiller(running, scenario, "/api/results/")
    run = finish_killed(running)
    killer.thread.join()
    assert len(killer.killed) == 4
    assert run.images["after"] == run.images["before"]
    assert len(jobs_of(gimp)) == 4
    scenario.get("_become/ok")
    run = gimp.run("""
        (define (recover-next name) (attempt name (lambda () (recover-job "" "new-image"))))
        (say-list "results" (append (recover-next "1") (recover-next "2") (recover-next "3")
                                    (recover-next "4")))""", scenario.env())
    assert len(set(run.lists["results"])) == 4
    assert scenario.billed == 4
    gimp.assert_clean()


# what happens to the source between the kill and the recovery -> can it still hold the results
CHANGES = {
    "untouched": ("", True),
    "indexed": ("""(gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE
                     64 FALSE FALSE "")""", False),
    "deleted": ("(gimp-image-remove-layer image source)", False),
    "closed": ("(gimp-image-delete image)", False),
}


def test_in_the_same_gimp(gimp, service, small, tmp_path):
    scenario = service.scenario("polls=10")
    body = ""
    for name, (change, _) in CHANGES.items():
        body += f"""
            (define image (photo-on "{small}" 100 80 10 6))
            (define source (first-layer image))
            (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 6 30 32)
            (upscale-error "{name}-killed" image source
                           '((num-images . 2) (region . "selection")))
            {change}
            {'' if name == "closed" else f'(dump-image "{name}-before" image)'}
            (define results (attempt "{name}" (lambda () (recover-job "" "grow-canvas"))))
            (say-list "{name}" results)
            {f'(dump-image "{name}-new" (car results))' if name == "closed"
             else f'(dump-image "{name}" image)'}"""
        if name == "untouched":
            body += f"""
                (save-layer (car results) "{tmp_path}/0.png")
                (save-layer (cadr results) "{tmp_path}/1.png")"""
    run = run_and_kill(gimp, scenario, "/api/results/", body, len(CHANGES))
    for name, (_, stays) in CHANGES.items():
        assert run.outcomes[f"{name}-killed"].status != "ok"
        assert run.outcomes[name].status == "ok", run.outcomes[name]
        assert len(run.lists[name]) == 2
        if name == "closed":
            image = run.images["closed-new"]
            assert image.size == (60, 64) and image.layers[0].mask != -1
        elif stays:
            group, *results = run.images[name].layers[:3]
            assert group.name == "Upscale of Photo"
            assert [layer.id for layer in results] == run.lists[name]
            assert {layer.box for layer in results} == {(10, 6, 60, 64)}
            assert [layer.visible for layer in results] == [True, False]
            assert all(layer.mask != -1 for layer in results)
        else:
            assert run.images[name] == run.images[f"{name}-before"]
    assert run.output.count("new images") == 3
    for i in range(2):
        assert pictures.same(tmp_path / f"{i}.png", make_result(scenario.upload, i))
    assert scenario.billed == len(CHANGES)
    gimp.assert_clean()


def test_killed_while_downloading(gimp, service, small, tmp_path):
    scenario = service.scenario("signed=hangx1")
    run = run_and_kill(gimp, scenario, "/signed/", f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale-error "killed" image (first-layer image) '((num-images . 2)))
        (define results (attempt "recover" (lambda () (recover-job "" "scale-image"))))
        (dump-image "after" image)
        (say-list "results" results)
        (save-layer (car results) "{tmp_path}/0.png")
        (save-layer (cadr results) "{tmp_path}/1.png")""")
    assert run.images["after"].size == (200, 160)
    assert [layer.name for layer in run.images["after"].layers[1:3]] == NAMES
    for i in range(2):
        assert pictures.same(tmp_path / f"{i}.png", make_result(scenario.upload, i))
    assert scenario.billed == 1
    gimp.assert_clean()


# the last state that was written before the kill -> paid calls, and how recovery ends
STATES = {
    "prepared": (0, "calling-error"),
    "uploaded": (0, "calling-error"),
    "submitted": (0, "execution-error"),
    "accepted": (1, "ok"),
    "succeeded": (1, "ok"),
    "downloaded": (1, "ok"),
}


@pytest.mark.parametrize("state", STATES)
def test_killed_at_each_state(gimp, service, small, tmp_path, fault_at_state, state):
    billed, end = STATES[state]
    scenario = service.scenario("polls=10")
    run = finish_killed(gimp.start(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (dump-image "before" image)
        (upscale-error "killed" image (first-layer image) '((num-images . 2) (seed . 5)))
        (dump-image "after" image)""",
        {**scenario.env(), "LD_PRELOAD": fault_at_state, "KILL_AT_STATE": state}))
    assert run.outcomes["killed"].status != "ok"
    assert run.images["after"] == run.images["before"]
    [job] = jobs_of(gimp)
    assert json.loads((job / "job.json").read_text(encoding="utf-8"))["state"] == state
    assert scenario.billed == billed
    calls = len(scenario.log)

    run = gimp.run(f"""
        (define (recover) (recover-job "" "new-image"))
        (define images (attempt "recover" recover))
        (if (pair? images)
            (begin
              (save-layer (first-layer (car images)) "{tmp_path}/0.png")
              (save-layer (first-layer (cadr images)) "{tmp_path}/1.png")))""", scenario.env())
    assert run.outcomes["recover"].status == end, run.outcomes["recover"]
    assert scenario.billed == billed
    if end == "ok":
        for i in range(2):
            assert pictures.same(tmp_path / f"{i}.png", make_result(scenario.upload, i))
        gimp.assert_clean()
    else:
        assert len(scenario.log) == calls, "there was nothing to ask for"
        assert job.exists()
    if state == "downloaded":
        assert len(scenario.log) == calls, "the results were here"
    if state == "submitted":
        assert "may have been charged" in run.outcomes["recover"].message


def test_a_result_damaged_on_disk_is_downloaded_anew(gimp, service, small, tmp_path, fault_at_state):
    scenario = service.scenario()
    finish_killed(gimp.start(f"""
        (define image (photo "{small}"))
        (upscale-error "killed" image (first-layer image) '())""",
        {**scenario.env(), "LD_PRELOAD": fault_at_state, "KILL_AT_STATE": "downloaded"}))
    [job] = jobs_of(gimp)
    result = job / "result-1.png"
    data = bytearray(result.read_bytes())
    data[len(data) // 2] ^= 0xFF
    result.write_bytes(data)
    run = gimp.run(f"""
        (define (recover) (recover-job "" "new-image"))
        (define images (attempt "recover" recover))
        (save-layer (first-layer (car images)) "{tmp_path}/0.png")""", scenario.env())
    assert run.outcomes["recover"].status == "ok"
    assert pictures.same(tmp_path / "0.png", make_result(scenario.upload, 0))
    assert scenario.billed == 1
    gimp.assert_clean()


def test_a_result_that_cannot_become_a_layer_is_handed_over_as_a_file(gimp, service, small):
    for fault, ending in (("nopixels", "jpg"), ("gif", "gif")):
        scenario = service.scenario(f"download={fault}")
        run = gimp.run(f"""
            (define image (photo "{small}"))
            (dump-image "before" image)
            (say-list "results" (attempt "it" (lambda () (upscale image (first-layer image) '()))))
            (attempt "again" (lambda () (recover-job "" "new-image")))
            (dump-image "after" image)""", scenario.env())
        file = gimp.folder / "home" / f"Photo-upscale.{ending}"
        assert run.outcomes["it"].status in ("ok", "cancel")  # no list to return
        assert run.lists["results"] == []
        assert file.stat().st_size > 0
        assert str(file) in run.messages
        assert run.images["after"] == run.images["before"]
        assert run.outcomes["again"].status == "calling-error", "it is not handed over twice"
        assert scenario.billed == 1
    gimp.assert_clean()


@pytest.mark.parametrize("save", [False, True])
def test_imported_but_gone_before_the_image_was_saved(gimp, service, small, tmp_path, save):
    gimp.keep_history(0.000001)  # a kilobyte: less than the result
    scenario = service.scenario()
    saving = f'(save-image image "{tmp_path}/image.xcf")' if save else ""
    gimp.run(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '((seed . 5)))
        (usleep 20000)
        {saving}""", scenario.env())
    [job] = jobs_of(gimp)
    run = gimp.run(f"""
        (attempt "newest" (lambda () (recover-job "" "new-image")))
        (define images (attempt "named" (lambda () (recover-job "{job.name}" "new-image"))))
        (if (pair? images) (save-layer (first-layer (car images)) "{tmp_path}/0.png"))""",
                   scenario.env())
    assert run.outcomes["newest"].status == "calling-error"
    assert job.name in run.outcomes["newest"].message
    assert run.outcomes["named"].status == "ok", run.outcomes["named"]
    assert pictures.same(tmp_path / "0.png", make_result(scenario.upload, 0))
    assert scenario.billed == 1


def test_no_thread_can_be_started_while_results_are_imported(gimp, service, small, fault_at_state):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (dump-image "before" image)
        (upscale-error "failed" image (first-layer image) '())
        (dump-image "after" image)""",
        {**scenario.env(), "LD_PRELOAD": fault_at_state, "NO_THREADS_AT_STATE": "downloaded"})
    assert run.outcomes["failed"].status == "execution-error"
    assert "What was paid for is not lost" in run.outcomes["failed"].message
    assert run.images["after"] == run.images["before"]
    run = gimp.run("""(attempt "recover" (lambda () (recover-job "" "new-image")))""", scenario.env())
    assert run.outcomes["recover"].status == "ok"
    assert scenario.billed == 1
    gimp.assert_clean()


def test_one_of_two_results_cannot_become_a_layer(gimp, service, small):
    scenario = service.scenario("signed=nopixels")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (say-list "results" (upscale image (first-layer image) '((num-images . 2))))
        (dump-image "after" image)""", scenario.env())
    file = gimp.folder / "home" / "Photo-upscale.jpg"
    assert file.stat().st_size > 0 and str(file) in run.messages
    assert len(run.lists["results"]) == 1
    assert run.images["after"].layers[0].box == (0, 0, 96, 64)
    gimp.assert_clean()


def test_jobs_that_cannot_be_recovered(gimp, service, small):
    damaged = gimp.state / "jobs" / "20240101-000000-damaged"
    damaged.mkdir(parents=True)
    (damaged / "job.json").write_text("{\"version\": 1, \"state\"", encoding="utf-8")
    scenario = service.scenario("features=hangx1")
    run = run_and_kill(gimp, scenario, "/api/features", f"""
        (attempt "nothing" (lambda () (recover-job "" "grow-canvas")))
        (define image (photo-on "{small}" 100 80 10 6))
        (dump-image "before" image)
        (upscale-error "killed" image (first-layer image) '())
        (attempt "submitted" (lambda () (recover-job "" "grow-canvas")))
        (dump-image "after" image)
        (attempt "damaged" (lambda () (recover-job "{damaged.name}" "grow-canvas")))""")
    assert run.outcomes["nothing"].status == "calling-error"
    assert "no upscale" in run.outcomes["nothing"].message
    outcome = run.outcomes["submitted"]
    assert outcome.status == "execution-error"
    assert "may have been charged" in outcome.message and "cannot be fetched" in outcome.message
    assert "does not understand" not in outcome.message  # the answer was not wrong, but lost
    assert run.images["after"] == run.images["before"]
    assert run.outcomes["damaged"].status in ("calling-error", "execution-error")
    assert scenario.billed == 1
    folders = jobs_of(gimp)
    assert damaged in folders and len(folders) == 2
    assert (damaged / "job.json").exists()
    # another job in the same state folder succeeds nevertheless
    fine = service.scenario()
    gimp.run(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '())""", fine.env())
    assert jobs_of(gimp) == folders


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_results_on_disk_are_read_by_the_loader_of_their_format(gimp, small, tmp_path, ending):
    """A job that was killed between the download and the import."""
    job = gimp.state / "jobs" / "20240101T000000Z-abcdef"
    job.mkdir(parents=True)
    large = Image.open(small).convert("RGB").resize((96, 64), Image.NEAREST)
    large.save(job / f"result-1.{ending}", **({"lossless": True} if ending == "webp" else {}))
    Image.open(small).convert("L").save(job / "preview.png")
    (job / "job.json").write_text(json.dumps({
        "version": 1, "created": "2024-01-01T00:00:00Z", "state": "downloaded",
        "source": {"name": "Photo", "canvas": [48, 32], "layer": [0, 0, 48, 32],
                   "region": [0, 0, 48, 32]},
        "upload": {"format": "png", "lossy": False, "reduced": False, "size": [48, 32]},
        "results": [{"urls": ["https://example.invalid/1"], "seed": 7, "prompt": "",
                     "file": f"result-1.{ending}"}]}), encoding="utf-8")
    run = gimp.run(f"""
        (define results (recover-job "" "new-image"))
        (dump-image "new" (car results))
        (save-layer (first-layer (car results)) "{tmp_path}/new.png")""", {})
    assert run.images["new"].size == (96, 64)
    assert run.images["new"].layers[0].name == "Photo – upscale R50 D50 seed 7"
    assert pictures.psnr(tmp_path / "new.png", large) > 30
    gimp.assert_clean()


# a record that cannot be read -> its bytes
UNREADABLE = {
    "empty": lambda record: b"",
    "half": lambda record: record[:len(record) // 2],
    "zeroed": lambda record: bytes(len(record)),
    "newer": lambda record: record.replace(b'"version":1', b'"version":2'),
}


def test_results_beside_records_that_cannot_be_read(gimp, service, small, tmp_path, fault_at_state):
    scenario = service.scenario()
    finish_killed(gimp.start(f"""
        (define image (photo "{small}"))
        (upscale-error "killed" image (first-layer image) '())""",
        {**scenario.env(), "LD_PRELOAD": fault_at_state, "KILL_AT_STATE": "downloaded"}))
    [whole] = jobs_of(gimp)
    record = (whole / "job.json").read_bytes()
    for name, damaged in UNREADABLE.items():
        job = whole.with_name(name)
        shutil.copytree(whole, job)
        (job / "job.json").write_bytes(damaged(record))
        os.utime(job / "job.json", (0, 0))  # age must not matter
    shutil.rmtree(whole)
    body = '(attempt "newest" (lambda () (recover-job "" "new-image")))'
    for name in UNREADABLE:
        body += f"""
            (define images (attempt "{name}" (lambda () (recover-job "{name}" "grow-canvas"))))
            (dump-image "{name}" (car images))
            (save-layer (first-layer (car images)) "{tmp_path}/{name}.png")"""
    run = gimp.run(body, scenario.env())
    assert run.outcomes["newest"].status == "calling-error"
    for name, damaged in UNREADABLE.items():
        assert name in run.outcomes["newest"].message, "which ones there are is told"
        assert run.outcomes[name].status == "ok", run.outcomes[name]
        assert [layer.name for layer in run.images[name].layers] == ["result-1.png"]
        assert pictures.same(tmp_path / f"{name}.png", make_result(scenario.upload, 0))
        left = whole.with_name(name)
        assert (left / "job.json").read_bytes() == damaged(record), "it is not ours to change"
        assert (left / "result-1.png").exists()
    assert scenario.billed == 1


def test_paid_jobs_are_never_too_old(killed, small):
    gimp, scenario, job = killed
    os.utime(job / "job.json", (0, 0))
    run = gimp.run("""
        (define images (attempt "recover" (lambda () (recover-job "" "new-image"))))""",
                   scenario.env())
    assert run.outcomes["recover"].status == "ok", run.outcomes["recover"]
    assert scenario.billed == 1


def test_imported_results_stay_for_the_history(gimp, service, small):
    gimp.keep_history(1)
    scenario = service.scenario()
    body = f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '((num-images . 2)))"""
    gimp.run(body, scenario.env())
    [record] = gimp.state.glob("jobs/*/job.json")
    job = json.loads(record.read_text(encoding="utf-8"))
    assert job["state"] == "imported"
    assert all((record.parent / result["file"]).exists() for result in job["results"])
    gimp.keep_history(0)
    gimp.run(body, scenario.env())
    gimp.assert_clean()
