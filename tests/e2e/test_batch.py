# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many files: what is saved where, what a second run does, and that nothing is paid twice."""

import fcntl
import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
import uuid

import exif
import profiles
import pytest
from harness import HERE, MARK, WithFonts, kill_marked, processes_of, scheme_string
from PIL import Image


def scheme_list(paths):
    return "(list " + " ".join(scheme_string(path) for path in paths) + ")"


def given_of(options):
    def value(what):
        return "#t" if what is True else "#f" if what is False else (
            str(what) if isinstance(what, int) else scheme_string(what))
    return "(list " + " ".join(f"(cons '{name.replace('_', '-')} {value(what)})"
                               for name, what in options.items()) + ")"


def batch(files, folder, name="batch", **options):
    """The Script-Fu that runs a batch and reports its three numbers as a list called `name`."""
    return f"""
        (define counts (attempt "{name}" (lambda () (upscale-files
          {scheme_list(files)} {scheme_string(folder)} {given_of(options)}))))
        (if (pair? counts) (say-list "{name}" counts))"""


def lines_of(report):
    return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]


def names_in(folder):
    return sorted(os.listdir(folder))


@pytest.fixture
def files(tmp_path, small):
    """Three pictures of a kind each."""
    folder = tmp_path / "in"
    folder.mkdir()
    picture = Image.open(small).convert("RGB")
    for name in ("a.png", "b.png", "c.png"):
        picture.save(folder / name)
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT if name == "a.png" else Image.Transpose.ROTATE_180)
    return [folder / name for name in ("a.png", "b.png", "c.png")]


def test_each_kind_of_file(gimp, service, small, tmp_path):
    source, out, report = tmp_path / "in", tmp_path / "out", tmp_path / "report.jsonl"
    source.mkdir()
    exif.write_photo(tmp_path / "photo.jpg")
    photo = Image.open(tmp_path / "photo.jpg")
    photo.save(source / "photo.jpg", exif=photo.info["exif"], icc_profile=profiles.wide_profile())
    alpha = Image.open(small).convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
    alpha.save(source / "alpha.png", dpi=(150, 150))
    (source / "broken.jpg").write_bytes((source / "photo.jpg").read_bytes()[:300])
    (source / "empty.png").touch()
    scenario = service.scenario()
    # GIMP 3 saves a thumbnail as a second page, at which 3.0 fails with 16 bits
    save_deep = f'(save-image image "{source}/deep.tif")'
    if gimp.version.startswith("3.0."):
        save_deep = f"""(file-tiff-export #:run-mode RUN-NONINTERACTIVE #:image image
                          #:file "{source}/deep.tif" #:include-thumbnail FALSE)"""
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (gimp-image-convert-precision image 250)
        (save-image image "{source}/layers.xcf")
        (gimp-image-flatten image)
        {save_deep}
        (say-list "source-size" (list (image-width image) (image-height image)))
        {batch([source, source / "gone.png"], out, report=report)}
        {batch([source], out, name="again", report=report)}
        (define (dump name file)
          (let ((image (load-image (string-append "{out}/" file))))
            (dump-image name image)))
        (dump "tif" "deep-2x.tif") (dump "xcf" "layers-2x.xcf") (dump "jpg" "photo-2x.jpg")
        (dump "png" "alpha-2x.png")""", scenario.env(), timeout=600)
    assert run.lists["batch"] == [4, 3, 0], run.output
    assert run.lists["again"] == [0, 2, 4], run.output
    assert scenario.billed == 4
    assert names_in(out) == ["alpha-2x.png", "deep-2x.tif", "layers-2x.xcf", "photo-2x.jpg"]

    photo = Image.open(source / "photo.jpg")
    made = Image.open(out / "photo-2x.jpg")
    upright = photo.size if photo.getexif().get(0x0112, 1) < 5 else photo.size[::-1]
    assert made.size == tuple(2 * side for side in upright)
    assert made.getexif().get(0x0112, 1) == 1, "it is upright"
    assert profiles.is_wide(made.info.get("icc_profile"))
    assert made.getexif()[0x010F] == photo.getexif()[0x010F], "the maker of the camera"

    made = Image.open(out / "alpha-2x.png")
    assert made.mode == "RGBA" and made.size == (alpha.width * 2, alpha.height * 2)
    assert abs(made.info["dpi"][0] - 300) < 1
    low, high = made.getchannel("A").getextrema()
    assert low < 10 and high > 245

    assert run.lists["source-size"] == [100, 80]
    assert run.images["xcf"].size == (200, 160) and len(run.images["xcf"].layers) == 1
    assert run.images["tif"].size == (200, 160)
    assert run.images["tif"].precision == run.images["xcf"].precision > 150, "16 bits stay 16 bits"

    entries = {os.path.basename(entry["file"]): entry for entry in lines_of(report)[:7]}
    assert entries["photo.jpg"]["state"] == "done" and entries["photo.jpg"]["images_paid"] == 1
    [result] = entries["alpha.png"]["results"]
    assert result["file"] == str(out / "alpha-2x.png") and result["seed"] == 1000
    for broken in ("broken.jpg", "empty.png", "gone.png"):
        assert entries[broken]["state"] == "failed" and entries[broken]["error"]["message"]
    assert re.search(r"^\d/7 photo.jpg: done: photo-2x.jpg$", run.output, re.MULTILINE)
    assert "4 done, 3 failed, 0 skipped" in run.output
    assert not list((gimp.state / "jobs").iterdir()), "all is saved, and no history is wanted"
    gimp.assert_no_key(run.output)


def test_names_and_variations(gimp, service, files, tmp_path):
    scenario = service.scenario()
    run = gimp.run(
        batch(files[:1], tmp_path / "out", "variations", num_images=2, format="jpg")
        + batch(files[:1], tmp_path / "out", "pattern", num_images=2,
                name_pattern="{index} {name} {width}x{height} {seed}")
        + batch(files[:1], tmp_path / "out", "unknown", name_pattern="{nmae}")
        + batch(files[:1], tmp_path / "out", "format", format="nonsense")
        + batch(files, tmp_path / "out", "same", name_pattern="same")
        + batch([], tmp_path / "out", "none")
        + batch(files[:1], "/proc/nowhere", "rights")
        + batch(files[:1], tmp_path / "out", "report", report="/proc/nowhere/report"),
        scenario.env())
    assert run.lists["variations"] == run.lists["pattern"] == [1, 0, 0]
    size = "x".join(str(2 * side) for side in Image.open(files[0]).size)
    assert names_in(tmp_path / "out") == [f"1 a {size} 1000.png", f"2 a {size} 1001.png",
                                          "a-2x-1.jpg", "a-2x-2.jpg"]
    for name in ("unknown", "format", "same", "none", "rights", "report"):
        assert run.outcomes[name].status == "calling-error", name
    assert "{nmae}" in run.outcomes["unknown"].message
    assert "a same.png" in run.outcomes["same"].message or "same.png" in run.outcomes["same"].message


def test_other_files_stay(gimp, service, files, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "a-2x.png").write_bytes(b"mine")
    scenario = service.scenario()
    run = gimp.run(
        batch(files, out, "kept")
        + batch(files, out, "overwritten", overwrite=True)
        + batch(files, out, "nothing-left", overwrite=True)
        + batch(files, files[0].parent, "source", overwrite=True, name_pattern="{name}")
        + batch([files[0].parent], files[0].parent, "beside", format="png", detail=60)
        + batch([files[0].parent], files[0].parent, "beside-again", format="png", detail=60),
        scenario.env())
    assert run.lists["kept"] == [2, 1, 0]
    assert run.lists["overwritten"] == [1, 0, 2] and Image.open(out / "a-2x.png")
    assert run.lists["nothing-left"] == [0, 0, 3]
    assert run.outcomes["source"].status == "calling-error"
    assert run.lists["beside"] == [3, 0, 0]
    assert run.lists["beside-again"] == [0, 0, 6], "its results are no sources"
    assert scenario.billed == 6


def test_no_more_images_than_allowed(gimp, service, files, tmp_path):
    scenario = service.scenario()
    out = tmp_path / "out"
    run = gimp.run(batch(files, out, "too-few", num_images=2, max_images=5)
                   + batch(files, out, "enough", num_images=2, max_images=6)
                   + batch(files, out, "nothing-left", num_images=2, max_images=1),
                   scenario.env())
    assert run.outcomes["too-few"].status == "calling-error"
    assert "6" in run.outcomes["too-few"].message
    assert run.lists["enough"] == [3, 0, 0] and run.lists["nothing-left"] == [0, 0, 3]
    assert scenario.billed == 3


def test_an_empty_account_ends_the_batch(gimp, service, files, tmp_path):
    scenario = service.scenario("features=406")
    run = gimp.run(batch(files, tmp_path / "out", report=tmp_path / "report"), scenario.env())
    assert run.lists["batch"] == [0, 3, 0]
    assert {entry["error"]["kind"] for entry in lines_of(tmp_path / "report")} == {"NoCredits"}


@pytest.mark.parametrize("path", ["/api/features", "/api/results/", "/signed/"])
def test_killed_and_run_again(gimp, service, files, tmp_path, path):
    """Nothing is paid twice, and all results are there."""
    # a download takes a second, so that GIMP has not ended when the kill comes
    scenario, out = service.scenario("polls=4+fetch=1000"), tmp_path / "out"
    running = gimp.start(batch(files, out, num_images=2), scenario.env())
    killed = threading.Event()

    def kill():
        while running.process.poll() is None and not killed.is_set():
            if scenario.calls(path):
                time.sleep(0.2)
                kill_marked(running.mark)
                killed.set()
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    running.process.wait(120)
    thread.join()
    assert killed.is_set()
    running.abandon()
    report = tmp_path / "report"
    run = gimp.run(batch(files, out, num_images=2, report=report)
                   + batch(files, out, "again", num_images=2), scenario.env(), timeout=300)
    unclear = [entry for entry in lines_of(report) if entry.get("error", {}).get("reason") == "PerhapsPaid"]
    done, failed, skipped = run.lists["batch"]
    assert failed == len(unclear) and done + skipped + failed == 3, run.output
    if path == "/signed/":
        assert failed == 0
    if failed == 0:
        assert names_in(out) == [f"{name}-2x-{i}.png" for name in "abc" for i in (1, 2)]
    assert scenario.billed <= 3
    assert run.lists["again"] == [0, failed, 3 - failed]


def test_broken_off_at_random(gimp, service, small, tmp_path):
    """20 files with 3 results each, killed twice: in the end all are there, each paid for once.
    tests/contract/broken_batches_test.cpp plays many more rounds, without GIMP."""
    random_moments = random.Random(1)
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    picture = Image.open(small).convert("RGB").resize((48, 32))
    for i in range(20):
        picture.point(lambda value, i=i: (value + 12 * i) % 256).save(folder / f"{i:02}.png")
    scenario = service.scenario("polls=1")
    for _ in range(2):
        running = gimp.start(batch([folder], out, num_images=3), scenario.env())
        calls = len(scenario.log) + random_moments.randrange(1, 50)
        while running.process.poll() is None and len(scenario.log) < calls:
            time.sleep(0.01)
        time.sleep(random_moments.random() / 5)
        running.abandon()
    report = tmp_path / "report"
    run = gimp.run(batch([folder], out, num_images=3, report=report), scenario.env())
    done, failed, skipped = run.lists["batch"]
    assert done + failed + skipped == 20
    entries = lines_of(report)
    assert all(len(entry["results"]) == 3 for entry in entries if entry["state"] != "failed")
    unclear = [entry for entry in entries if entry.get("error", {}).get("reason") == "PerhapsPaid"]
    assert failed == len(unclear), run.output
    lost = {os.path.basename(entry["file"])[:2] for entry in unclear}
    assert names_in(out) == [f"{i:02}-2x-{k}.png" for i in range(20) if f"{i:02}" not in lost for k in (1, 2, 3)]
    assert 20 - failed <= scenario.billed <= 20


def test_two_batches_at_once(gimp, service, files, tmp_path):
    scenario, out = service.scenario("polls=3"), tmp_path / "out"
    both = [gimp.start(batch(files, out), scenario.env()) for _ in range(2)]
    counts = [running.finish().lists["batch"] for running in both]
    assert [sum(count[0] for count in counts), sum(count[1] for count in counts)] == [3, 0], counts
    assert scenario.billed == 3
    assert names_in(out) == ["a-2x.png", "b-2x.png", "c-2x.png"]


def test_two_batches_into_two_folders(gimp, service, files, tmp_path):
    """What one of them has paid for is taken from the history by the other."""
    gimp.keep_history(1)
    scenario = service.scenario("polls=3")
    both = [gimp.start(batch(files, tmp_path / out), scenario.env()) for out in ("first", "second")]
    counts = [running.finish().lists["batch"] for running in both]
    assert counts == [[3, 0, 0], [3, 0, 0]]
    assert scenario.billed == 3
    assert names_in(tmp_path / "first") == names_in(tmp_path / "second") == ["a-2x.png", "b-2x.png", "c-2x.png"]


def test_a_job_in_use_is_waited_for(gimp, service, files, tmp_path):
    """Another process holds the job of an earlier run, for example to look at its results."""
    gimp.keep_history(1)
    scenario = service.scenario()
    gimp.run(batch(files[:1], tmp_path / "first"), scenario.env())
    [job] = (gimp.state / "jobs").iterdir()
    folder = os.open(job, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    running = gimp.start(batch(files[:2], tmp_path / "second"), scenario.env())
    while not (tmp_path / "second" / "b-2x.png").exists():
        assert running.process.poll() is None
        time.sleep(0.05)
    assert scenario.billed == 2
    os.close(folder)
    run = running.finish()
    assert run.lists["batch"] == [2, 0, 0] and scenario.billed == 2
    assert re.search(r"^1/2 a.png: waits: ", run.output, re.MULTILINE)


@pytest.fixture
def layered(small):
    """The Script-Fu for an image with a group, and a layer that shows nothing."""
    return f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define group (make-group image "Group"))
        (gimp-image-insert-layer image group 0 0)
        (flat-layer image group "a/b" '(200 90 40) 4 4 40 30)
        (define hidden (flat-layer image group "a-b" '(20 90 140) 8 8 30 20))
        (gimp-item-set-visible hidden FALSE)
        (gimp-image-insert-layer image (make-layer image 20 20 RGBA-IMAGE "Nothing") 0 0)"""


def test_each_layer(primed, service, files, layered, small, tmp_path, request):
    gimp = WithFonts(tmp_path / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario, out, report = service.scenario(), tmp_path / "out", tmp_path / "report"
    xcf = tmp_path / "work.xcf"
    given = {"name_pattern": "{name} {layer}", "format": "png"}
    run = gimp.run(f"""{layered}
        (gimp-image-insert-layer image (make-text image "Text" 28) 0 0)
        (save-image image "{xcf}")
        {batch([xcf, files[0]], out, "too-few", max_images=5, **given)}
        {batch([xcf, files[0]], out, "made", max_images=6, report=report, **given)}
        {batch([xcf, files[0]], out, "again", max_images=1, report=report, **given)}""", scenario.env())
    assert run.outcomes["too-few"].status == "calling-error" and "6" in run.outcomes["too-few"].message
    assert run.lists["made"] == [6, 0, 1], run.output
    assert run.lists["again"] == [0, 0, 7], run.output
    assert scenario.billed == 6
    [one] = [name for name in names_in(out) if name.startswith("a ")]
    [text] = [name for name in names_in(out) if name.startswith("work Text")]
    assert names_in(out) == sorted([one, text, "work Below.png", "work Photo.png", "work a-b.png", "work a-b-2.png"])
    with Image.open(out / "work Below.png") as below, Image.open(out / "work Photo.png") as photo:
        assert below.size == (200, 160)
        assert photo.size == tuple(2 * side for side in Image.open(small).size)
    with Image.open(out / "work a-b.png") as hidden, Image.open(out / "work a-b-2.png") as shown:
        assert hidden.size == (60, 40) and shown.size == (80, 60)
        assert hidden.convert("RGB").getpixel((20, 20)) == (20, 90, 140), "hidden, and upscaled all the same"
    entries = {entry.get("layer"): entry for entry in lines_of(report)[:6] if entry["file"] == str(xcf)}
    assert entries["Photo"]["state"] == "done" and entries["Photo"]["images_paid"] == 1
    assert entries["a-b-2"]["results"][0]["file"] == str(out / "work a-b-2.png")
    assert re.search(r"^\d/7 work.xcf \[Photo\]: done: work Photo.png$", run.output, re.MULTILINE)
    assert re.search(r"^2/7 work.xcf \[Nothing\]: skipped: .*transparent", run.output, re.MULTILINE)


@pytest.mark.parametrize("kind", ["psd", "tif", "ora"])
def test_each_layer_of_other_formats(gimp, service, small, tmp_path, kind):
    scenario, out, source = service.scenario(), tmp_path / "out", tmp_path / f"work.{kind}"
    script = ""
    if kind == "tif":
        page = Image.open(small).convert("RGB")
        page.save(source, save_all=True, append_images=[page.transpose(Image.Transpose.ROTATE_180)])
    else:
        script = f"""
            (define image (photo-on "{small}" 100 80 10 6))
            (flat-layer image 0 "Top" '(200 90 40) 4 4 40 30)
            (attempt "saved" (lambda () (save-image image "{source}")))"""
    run = gimp.run(script + batch([source], out, name_pattern="{name}-{layer}", format="png"), scenario.env())
    if kind == "ora" and not source.exists():
        pytest.skip("this GIMP cannot save OpenRaster")
    layers = 2 if kind == "tif" else 3
    assert run.lists["batch"] == [layers, 0, 0], run.output
    assert len(names_in(out)) == layers == scenario.billed
    if kind != "tif":
        assert names_in(out) == ["work-Below.png", "work-Photo.png", "work-Top.png"]


def test_layers_after_a_kill(gimp, service, layered, tmp_path):
    scenario, out, xcf = service.scenario("polls=4+fetch=1000"), tmp_path / "out", tmp_path / "work.xcf"
    gimp.run(f'{layered} (save-image image "{xcf}")')
    script = batch([xcf], out, name_pattern="{layer}", format="png")
    running = gimp.start(script, scenario.env())
    while not scenario.calls("/signed/"):
        assert running.process.poll() is None
        time.sleep(0.02)
    kill_marked(running.mark)
    running.process.wait(60)
    running.abandon()
    run = gimp.run(script, scenario.env(), timeout=300)
    unclear = run.output.count("may have paid")
    assert run.lists["batch"][1] == unclear and len(names_in(out)) == 4 - unclear, run.output
    assert scenario.billed <= 4


def test_the_report_knows_what_is_done(gimp, service, files, tmp_path):
    """The records of an earlier run are gone, and its report was cut off while it was written."""
    scenario, out, report = service.scenario(), tmp_path / "out", tmp_path / "report"
    gimp.run(batch(files[:2], out, report=report), scenario.env())
    whole = report.read_bytes()
    report.write_bytes(b"\xff\x00 no line of ours\n" + whole + b'{"file":"/tmp')
    shutil.rmtree(gimp.state / "batches")
    run = gimp.run(batch([*files, out], out, report=report, max_images=1), scenario.env())
    assert run.lists["batch"] == [1, 0, 4], run.output
    assert scenario.billed == 3
    lines = report.read_bytes().split(b"\n")
    assert lines[-1] == b"" and [line[:7] for line in lines[3:5]] == [b'{"file"', b'{"file"']
    assert [json.loads(line)["state"] for line in lines[4:-1]] == ["skipped", "skipped", "skipped", "skipped", "done"]


def test_on_this_computer(gimp, files, tmp_path):
    run = gimp.run(batch(files[:2], tmp_path / "out", engine="local"), timeout=900)
    assert run.lists["batch"] == [2, 0, 0]
    for name, source in zip(names_in(tmp_path / "out"), files):
        assert Image.open(tmp_path / "out" / name).size == tuple(2 * side for side in Image.open(source).size)


def test_an_engine_that_ends_costs_one_file(gimp, files, tmp_path):
    """The engine on this computer is killed at the first file; another one does the others."""
    large, out = files[0].parent / "0.png", tmp_path / "out"
    Image.open(files[0]).resize((1200, 900)).save(large)
    running = gimp.start(batch([large, *files[:2]], out, engine="local"))
    while not re.search(r"^1/3 0.png: .*%", running.output(), re.MULTILINE):
        assert running.process.poll() is None
        time.sleep(0.02)
    kill_marked(running.mark, "ideogram-upscale-local")
    run = running.finish(900)
    assert run.lists["batch"] == [2, 1, 0], run.output
    assert re.search(r"^1/3 0.png: failed: The engine on this computer ended", run.output, re.MULTILINE)
    assert names_in(out) == ["a-2x.png", "b-2x.png"]


PROGRAM = HERE.parents[2] / "plugin" / "packaging" / "ideogram-upscale-files"


def call_program(gimp, scenario, *arguments, start=False, mark="program"):
    command = ["/usr/bin/python3", PROGRAM, *map(os.fsencode, arguments)]
    env = {**gimp.environment(scenario.env()), MARK: mark}
    if start:
        # a shell that starts the tests in the background has switched Ctrl+C off for them
        return subprocess.Popen(command, env=env, cwd=gimp.folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    return subprocess.run(command, env=env, cwd=gimp.folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=300, check=False)


def test_the_program(gimp, service, files, small, tmp_path):
    scenario, out = service.scenario(), tmp_path / "out ü"
    odd = os.fsencode(tmp_path) + b"/in/o\"d\\d \xff\n.png"
    with open(odd, "wb") as file:
        file.write(small.read_bytes())
    (files[0].parent / "broken.png").write_bytes(b"no picture")
    asked = call_program(gimp, scenario, "--out", out, "--variations", "2", "--dry-run", files[0])
    assert asked.returncode == 0 and "num-images" in asked.stdout and scenario.billed == 0
    good = call_program(gimp, scenario, "--out", out, "--prompt", 'a "b" \\ c', files[0], os.fsdecode(odd))
    assert good.returncode == 0, good.stderr
    assert "1/2 a.png: done: a-2x.png" in good.stderr and "2 done, 0 failed, 0 skipped" in good.stderr
    assert os.listdir(os.fsencode(out)).count(b'o"d\\d \xff\n-2x.png') == 1
    assert {call["promptObject"]["prompt"] for call in scenario.features} == {'a "b" \\ c'}
    some = call_program(gimp, scenario, "--out", out, files[1], files[0].parent / "broken.png")
    assert some.returncode == 1, some.stderr
    none = call_program(gimp, scenario, "--out", out, files[0].parent / "broken.png")
    assert none.returncode == 2, none.stderr
    refused = call_program(gimp, scenario, "--out", out, "--name", "{nmae}", files[2])
    assert refused.returncode == 2 and "{nmae}" in refused.stderr
    no_gimp = call_program(gimp, scenario, "--out", out, "--gimp", "no-such-gimp", files[2])
    assert no_gimp.returncode == 2 and "no-such-gimp" in no_gimp.stderr
    assert scenario.billed == 3


GIMP_THAT = """#!/bin/sh
test "$1" = --version && echo 'GIMP 2.10.34' && exit
{}
"""


@pytest.mark.parametrize("arguments, status, words", [
    (["--out", "out"], 2, "FILE"),
    (["--out", "out", ""], 2, "must not be empty"),
    (["--out", "", "a.png"], 2, "must not be empty"),
    (["--out", "out", "--to", "large", "a.png"], 2, "large is not like"),
    (["--out", "out", "--prompt", "\udcff", "a.png"], 2, "not UTF-8"),
    (["--out", "out", "--name", "{name}\udcff", "a.png"], 2, "not UTF-8"),
    (["--ou", "out", "a.png"], 2, "--out"),
    (["--out", "out", "--gimp", "./no-program", "a.png"], 2, "There is no ./no-program"),
    (["--out", "out", "--gimp", "./crash", "a.png"], 2, "Nothing was done"),
    (["--out", "out", "--gimp", "./crash-later", "a.png", "b.png"], 1, "nothing is paid twice"),
    (["--out", "out", "--gimp", "./crash", "--dry-run", "--", "-a.png", "b c"], 0, ""),
])
def test_the_program_called_badly(tmp_path, arguments, status, words):
    for name, text in (("no-program", "garbage"), ("crash", GIMP_THAT.format("kill -SEGV $$")),
                       ("crash-later", GIMP_THAT.format("echo '1/2 a.png: done: a-2x.png' >&2; kill -SEGV $$"))):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    ended = subprocess.run(["/usr/bin/python3", PROGRAM, *map(os.fsencode, arguments)], cwd=tmp_path,
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == status and words in ended.stderr, ended.stderr


def test_the_program_without_standard_error(tmp_path):
    """Nobody reads what it says: it goes on to its end."""
    (tmp_path / "gimp").write_text(GIMP_THAT.format("echo '1/1 a.png: done: a-2x.png' >&2; echo done > ended; exit 1"))
    (tmp_path / "gimp").chmod(0o755)
    ended = subprocess.run(f"'{PROGRAM}' --out out --gimp ./gimp a.png 2>&-", shell=True, cwd=tmp_path,
                           stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert ended.returncode == 1 and (tmp_path / "ended").exists()


def test_the_program_is_ended(gimp, service, files, tmp_path):
    """Ctrl+C ends GIMP too; the same call goes on, and pays nothing twice."""
    scenario, out, mark = service.scenario("polls=8"), tmp_path / "out", uuid.uuid4().hex
    program = call_program(gimp, scenario, "--out", out, *files, start=True, mark=mark)
    while not scenario.calls("/api/results/"):
        time.sleep(0.05)
    billed = scenario.billed
    program.send_signal(signal.SIGINT)
    said = program.communicate(timeout=60)[1].decode()
    assert program.returncode == 130 and "goes on from here" in said
    for _ in range(50):
        if not processes_of(mark):
            break
        time.sleep(0.1)
    assert not processes_of(mark)
    assert billed >= 1
    again = call_program(gimp, scenario, "--out", out, *files)
    unclear = again.stderr.count("may have paid")
    assert again.returncode == (1 if unclear else 0), again.stderr
    # A call that was on its way when its process ended reached the service or did not: nobody here can know.
    assert 3 - unclear <= scenario.billed <= 3
    assert len(names_in(out)) == 3 - unclear


def lines_of_manual(gimp):
    """The command of the manual for this GIMP."""
    text = (HERE.parents[2] / "docs" / "manual.md").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines()
                if line.startswith("gimp-console ") and "plug-in-ideogram-upscale-files" in line]
    [command] = [line for line in commands if ("--quit" in line) == (gimp.major >= 3)]
    return command


@pytest.mark.parametrize("broken", [False, True], ids=["all-well", "one-broken"])
def test_the_line_of_the_manual(gimp, service, files, tmp_path, broken):
    scenario = service.scenario()
    if broken:
        files[1].write_bytes(b"no picture")
    command = lines_of_manual(gimp).replace("/photos/*.jpg", str(files[0].parent / "*.png"))
    command = command.replace("/photos/large", str(tmp_path / "out")).replace("engine=local", "")
    command = command.replace('#:engine "local"', "")
    done = subprocess.run(["bash", "-c", command], env={**gimp.environment(scenario.env()), MARK: "line"},
                          cwd=gimp.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=300, check=False)
    assert (done.returncode != 0) == broken, done.stderr
    assert names_in(tmp_path / "out") == (["a-2x.png", "c-2x.png"] if broken
                                          else ["a-2x.png", "b-2x.png", "c-2x.png"])
    assert f"{3 - broken} done, {int(broken)} failed, 0 skipped" in done.stderr
