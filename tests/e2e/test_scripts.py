# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Script-Fu scripts that are installed, and the Python examples."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lean
import pictures
import pytest
from harness import WithFonts, gimp_version
from keys import press_at_steps
from PIL import Image

EXAMPLES = Path(__file__).resolve().parents[2] / "plugin/scripts/examples"
LOCAL, PAID = 0, 1
FIT, GROW, NEW, SCALE = range(4)  # GIMP 2.10 has no SCALE here
WIDTH, LONGEST = 0, 1


class WithScripts(WithFonts):
    """A GIMP that loads the installed scripts, whose captions need fonts."""

    def __init__(self, folder, plug_ins, primed):
        super().__init__(folder, plug_ins, primed)
        stage = next(parent for parent in self.plug_ins.parents if parent.name == "stage")
        scripts, = stage.rglob("scripts/ideogram-upscale.scm")
        rc = self.profile / "gimprc"
        rc.write_text(rc.read_text().replace('(script-fu-path "',
                                             f'(script-fu-path "{scripts.parent}:'))

    def call(self, name, layer, arguments):
        """The call of a script in Scheme, for one layer of `image`."""
        layer = layer if self.major < 3 else f"(vector {layer})"
        return f"(script-fu-ideogram-upscale-{name} image {layer} {arguments})"

    def python(self, code, env):
        """Runs Python code in GIMP 3; returns its exit status and output."""
        parts = self.folder / "python"
        parts.mkdir()
        (parts / "python-eval").symlink_to(
            lean.directory("gimplibdir", "gimp-3.0") / "plug-ins/python-eval")
        rc = self.profile / "gimprc"
        rc.write_text(rc.read_text().replace('(plug-in-path "', f'(plug-in-path "{parts}:'))
        run = subprocess.run(
            ["gimp-console", "-i", "-d", "--quit", "--batch-interpreter=python-fu-eval", "-b", "-"], input=code, env=self.environment(env),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False)
        return run.returncode, run.stdout


@pytest.fixture
def gimp(primed, tmp_path, request):
    return WithScripts(tmp_path / "gimp", request.config.getoption("--plug-ins"), primed)


# A photo in a group, a hidden one and a small one, and a background below.
LAYERS = """
    (define image (photo-on "{small}" 100 80 10 6))
    (define group (make-group image "Group"))
    (gimp-image-insert-layer image group 0 0)
    (define inner (flat-layer image group "Inner" '(200 60 90) 4 4 30 20))
    (define hidden (flat-layer image 0 "Hidden" '(20 60 90) 4 4 30 20))
    (gimp-item-set-visible hidden FALSE)
    (dump-image "before" image)"""


@pytest.mark.parametrize("placement", [FIT] + ([SCALE] if gimp_version() > "3" else []))
def test_every_layer(gimp, service, small, placement):
    scenario = service.scenario()
    run = gimp.run(LAYERS.format(small=small) + f"""
        (attempt "refused" (lambda ()
          {gimp.call("layers", "inner", f'"" 40 60 {placement} FALSE {PAID} 2')}))
        (dump-image "refused" image)
        (attempt "done" (lambda ()
          {gimp.call("layers", "inner", f'"a cup" 40 60 {placement} FALSE {PAID} 3')}))
        (dump-image "after" image)""", scenario.env())
    assert run.outcomes["refused"].status != "ok"
    assert "3 images" in run.outcomes["refused"].message
    assert run.images["refused"].layers == run.images["before"].layers
    assert run.outcomes["done"].status == "ok", run.outcomes["done"]
    assert scenario.billed == 3
    assert {(body["promptObject"]["resemblance"], body["promptObject"]["detail"])
            for body in scenario.features} == {(40, 60)}
    factor = 2 if placement == SCALE else 1
    after = run.images["after"]
    assert after.size == (100 * factor, 80 * factor)
    for source in ("Inner", "Photo", "Below"):
        result, = [layer for layer in after.layers if layer.name.startswith(source + " – ")]
        before = run.images["before"].layer(source)
        assert result.box == tuple(number * factor for number in before.box)
        assert result.parent == (after.layer("Group").id if source == "Inner" else -1)
    assert not [layer for layer in after.layers if layer.name.startswith("Hidden –")]
    gimp.assert_clean()


def test_every_layer_is_one_undo_step(gimp, screen, service, small, tmp_path):
    scenario = service.scenario()
    # an image counts the steps since it was clean, so it is clean again after exactly as many undos
    job = gimp.start(LAYERS.format(small=small) + f"""
        (define (wait-until-clean left)
          (cond ((= (car (gimp-image-is-dirty image)) FALSE) #t)
                ((= left 0) (error "the key did nothing"))
                (else (usleep 100000) (wait-until-clean (- left 1)))))
        (gimp-display-new image)
        (gimp-displays-flush)
        (gimp-image-clean-all image)
        (dump-image "clean" image)
        {gimp.call("layers", "inner", f'"" 50 50 {FIT} FALSE {PAID} 3')}
        (dump-image "after" image)
        (close-output-port (open-output-file "{tmp_path}/undo"))
        (wait-until-clean 200)
        (dump-image "undone" image)""", {**scenario.env(), "DISPLAY": screen.display}, False,
                     ("dbus-run-session", "--"))
    run = press_at_steps(job, screen, tmp_path, (("undo", "ctrl+z"),))
    assert len(run.images["after"].layers) == len(run.images["clean"].layers) + 3
    assert run.images["undone"] == run.images["clean"]


def test_hidden_layers_too(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(LAYERS.format(small=small) + f"""
        (attempt "done" (lambda ()
          {gimp.call("layers", "inner", f'"" 50 50 {GROW} TRUE {PAID} 4')}))
        (dump-image "after" image)""", scenario.env())
    assert run.outcomes["done"].status == "ok", run.outcomes["done"]
    assert scenario.billed == 4
    assert [layer for layer in run.images["after"].layers if layer.name.startswith("Hidden –")]


def test_one_layer_that_fails_stops_no_other(gimp, service, small):
    scenario = service.scenario("assets=413x1")
    run = gimp.run(LAYERS.format(small=small) + f"""
        (attempt "done" (lambda ()
          {gimp.call("layers", "inner", f'"" 50 50 {FIT} FALSE {PAID} 3')}))
        (dump-image "after" image)""", scenario.env(), trouble=False)
    assert run.outcomes["done"].status == "ok", run.outcomes["done"]
    assert scenario.billed == 2
    results = [layer for layer in run.images["after"].layers if " – upscale" in layer.name]
    assert len(results) == 2
    assert "Inner" in run.output or "Below" in run.output or "Photo" in run.output


@pytest.mark.parametrize(("measure", "pixels", "size"), [(WIDTH, 150, (150, 120)),
                                                         (LONGEST, 170, (170, 136))])
def test_upscale_and_export(gimp, service, small, tmp_path, measure, pixels, size):
    scenario = service.scenario()
    path = tmp_path / "large.png"
    other = tmp_path / "other.jpg"
    run = gimp.run(LAYERS.format(small=small) + f"""
        (gimp-image-set-resolution image 150 150)
        (define (export path pixels images)
          {gimp.call("export", "inner", f'path pixels {measure} "" 50 50 {PAID} images')})
        (dump-image "before" image)
        (attempt "done" (lambda () (export "{path}" {pixels} 1)))
        (attempt "exists" (lambda () (export "{path}" {pixels} 1)))
        (attempt "nowhere" (lambda () (export "{tmp_path}/none/large.png" {pixels} 1)))
        (attempt "unknown" (lambda () (export "{tmp_path}/large.none" {pixels} 1)))
        (attempt "smaller" (lambda () (export "{tmp_path}/smaller.png" 60 1)))
        (attempt "dear" (lambda () (export "{tmp_path}/dear.png" 700 2)))
        (attempt "jpeg" (lambda () (export "{other}" {pixels} 1)))
        (dump-image "after" image)
        (say "@@open " (length (all-images)))""", scenario.env(), trouble=False)
    assert run.outcomes["done"].status == "ok", run.outcomes["done"]
    assert "exists already" in run.outcomes["exists"].message
    for name in ("exists", "nowhere", "unknown", "smaller", "dear"):
        assert run.outcomes[name].status not in ("ok", "cancel"), name
    assert "3 images" in run.outcomes["dear"].message
    assert run.outcomes["jpeg"].status == "ok", run.outcomes["jpeg"]
    assert scenario.billed == 2
    assert run.lists["open"] == [1]
    assert sorted(tmp_path.glob("*.*")) == sorted([path, other])
    assert run.images["after"].layers == run.images["before"].layers
    picture = Image.open(path)
    assert picture.size == Image.open(other).size == size
    # what the image shows: "Inner" lies in the group above the photo
    inside = picture.convert("RGB").getpixel((20 * size[0] // 100, 12 * size[0] // 100))
    assert all(abs(one - other) < 8 for one, other in zip(inside, (200, 60, 90))), inside
    assert round(picture.info["dpi"][0]) == round(150 * size[0] / 100)


def test_no_file_that_came_meanwhile_is_overwritten(gimp, service, small, tmp_path):
    scenario = service.scenario("polls=4")
    path = tmp_path / "v1.2" / "large.png"
    path.parent.mkdir()

    def come():
        while not scenario.calls("/api/features"):
            time.sleep(0.02)
        path.write_bytes(b"somebody else's")

    with ThreadPoolExecutor() as pool:
        other = pool.submit(come)
        run = gimp.run(LAYERS.format(small=small) + f"""
            (attempt "done" (lambda ()
              {gimp.call("export", "inner", f'"{path}" 150 {WIDTH} "" 50 50 {PAID} 1')}))""",
                       scenario.env(), trouble=False)
        other.result(60)
    assert run.outcomes["done"].status == "ok", run.outcomes["done"]
    assert path.read_bytes() == b"somebody else's"
    assert Image.open(path.with_name("large-2.png")).size == (150, 120)


BAD_SHEETS = [('"25 )"', '"50"'), ('"(25"', '"50"'), ('"25 101"', '"50"'), ('"25"', '"5.5"'), ('""', '"50"'),
              ('"-1"', '"50"'), ('"#<"', '"50"'), ('"25"', '"a"')]


def test_bad_input_is_said_before_anything_is_paid(gimp, service, small, tmp_path):
    scenario = service.scenario()
    calls = [gimp.call("sheet", "inner", f'{rows} {columns} "" 1 "" {PAID} 9') for rows, columns in BAD_SHEETS]
    calls.append(gimp.call("sheet", "inner", f'"25 50" "50" "" 1 "" {PAID} 1'))
    calls.append(gimp.call("sheet", "inner", f'"25" "50" "" 1 "{tmp_path}/none/sheet.png" {PAID} 9'))
    calls.append(gimp.call("export", "inner", f'"" 150 {WIDTH} "" 50 50 {PAID} 1'))
    calls.append(gimp.call("export", "inner", f'"{tmp_path}" 150 {WIDTH} "" 50 50 {PAID} 1'))
    calls.append(gimp.call("layers", "inner", f'"" 50 50 {FIT} TRUE {PAID} 1'))
    run = gimp.run(LAYERS.format(small=small) + "".join(
        f'(attempt "{i}" (lambda () {call}))' for i, call in enumerate(calls)) +
        '(say "@@open " (length (all-images)))', scenario.env(), trouble=False)
    for i, call in enumerate(calls):
        assert run.outcomes[str(i)].status not in ("ok", "cancel"), call
        assert run.outcomes[str(i)].message.strip(), call
    assert scenario.billed == 0
    assert run.lists["open"] == [1], "nothing is left open"


def sheet_of(run, name="sheet"):
    sheet = run.images[name]
    group, *rest = sheet.layers
    assert group.name == "Sheet of values" and group.group
    cells = {layer.name: layer for layer in rest if layer.parent == group.id and layer.mask == -1}
    return sheet, cells


def test_sheet_of_values(gimp, service, small, tmp_path):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define layer (first-layer image))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 8 4 24 20)
        (dump-image "before" image)
        (define (sheet resemblances details images)
          {gimp.call("sheet", "layer", f'resemblances details "a cup" 7 "" {PAID} images')})
        (attempt "refused" (lambda () (sheet "0 50 100" "20 80" 1)))
        (attempt "wrong" (lambda () (sheet "0 50 101" "20 80" 100)))
        (attempt "none" (lambda () (sheet "50" "" 100)))
        (say "@@open " (length (all-images)))
        (attempt "done" (lambda () (sheet "0 50 100" "20 80" 6)))
        (dump-image "after" image)
        (for-each (lambda (other) (if (not (= other image)) (begin
            (dump-image "sheet" other)
            (save-flat other "{tmp_path}/sheet.png"))))
          (all-images))""", scenario.env(), trouble=False)
    assert "needs 6 images" in run.outcomes["refused"].message
    assert "Resemblance" in run.outcomes["wrong"].message
    assert "Detail" in run.outcomes["none"].message
    assert run.lists["open"] == [1]
    assert run.outcomes["done"].status in ("ok", "cancel"), run.outcomes["done"]
    assert scenario.billed == 6
    assert [(body["promptObject"]["resemblance"], body["promptObject"]["detail"],
             body["promptObject"]["seed"]) for body in scenario.features] == \
        [(r, d, 7) for r in (0, 50, 100) for d in (20, 80)]
    assert run.images["after"].layers == run.images["before"].layers
    sheet, cells = sheet_of(run)
    assert sheet.size == (10 + 2 * (48 + 10), 10 + 3 * (40 + 20 + 10))
    for row, r in enumerate((0, 50, 100)):
        for column, d in enumerate((20, 80)):
            assert cells[f"R{r} D{d}"].box == (10 + column * 58, 10 + row * 70, 48, 40)
    source = Image.open(small).convert("RGB").crop((8, 4, 32, 24)).resize((48, 40), Image.NEAREST)
    shown = Image.open(tmp_path / "sheet.png").convert("RGB")
    assert pictures.psnr(shown.crop((10, 10, 58, 50)), source) > 30
    # ink below each cell
    assert shown.crop((10, 52, 58, 68)).convert("L").getextrema()[0] < 100


def test_sheet_without_a_cell(gimp, service, small, tmp_path):
    scenario = service.scenario("assets=413x1")
    path = tmp_path / "sheet.png"
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define layer (first-layer image))
        (attempt "done" (lambda ()
          {gimp.call("sheet", "layer", f'"0 100" "50" "" 7 "{path}" {PAID} 2')}))
        (say "@@open " (length (all-images)))""", scenario.env(), trouble=False)
    assert run.outcomes["done"].status in ("ok", "cancel"), run.outcomes["done"]
    assert scenario.billed == 1
    assert "R0 D50" in run.output
    assert run.lists["open"] == [1]
    assert Image.open(path).size[0] == 10 + 96 + 10


@pytest.mark.skipif(gimp_version() > "3", reason="test_as_procedures calls them there")
def test_the_scripts_are_procedures(gimp):
    run = gimp.run('(say-list "found" (list ' + " ".join(
        f'(car (gimp-procedural-db-proc-exists "script-fu-ideogram-upscale-{name}"))'
        for name in ("layers", "export", "sheet", "none")) + "))")
    assert run.lists["found"] == [1, 1, 1, 0]


needs_python = pytest.mark.skipif(gimp_version().startswith("2"), reason="Python is for GIMP 3")


# As GIMP's menu does: the procedure, not the function of that name.
AS_A_PROCEDURE = """
procedure = Gimp.get_pdb().lookup_procedure("script-fu-ideogram-upscale-{name}")
config = procedure.create_config()
config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
config.set_property("image", image)
config.set_core_object_array("drawables", image.get_layers())
for name, value in {values}.items():
    config.set_property(name, value)
result = procedure.run(config)
print("status", int(result.index(0)), Gimp.get_pdb().get_last_error())
print("images", [[layer.get_name() for layer in image.get_layers()] for image in Gimp.get_images()])
"""


@needs_python
def test_as_procedures(gimp, screen, service, small, tmp_path):
    scenario = service.scenario()
    code = f"""
import gi
gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio
image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path("{small}"))
"""
    sheet = {"string": "50", "string-2": "20 80", "option": PAID}
    for name, values in [("layers", {"option-2": PAID}), ("sheet", sheet),
                         ("sheet", {**sheet, "adjustment-2": 2}),
                         ("export", {"string": f"{tmp_path}/large.png", "adjustment": 50,
                                     "option-2": PAID})]:
        code += AS_A_PROCEDURE.format(name=name, values=values)
    # GIMP 3.0 starts GTK for a script that runs as a procedure, whatever its run mode
    _, output = gimp.python(code, {**scenario.env(), "DISPLAY": screen.display})
    statuses = [line for line in output.splitlines() if line.startswith("status")]
    assert [line.split()[1] for line in statuses] == ["3", "0", "3", "3"], output
    assert "needs 2 images" in statuses[1]
    assert scenario.billed == 1 + 2 + 1
    assert Image.open(tmp_path / "large.png").size[0] == 50


@needs_python
def test_python_example_of_a_file(gimp, small, tmp_path):
    code = (EXAMPLES / "upscale_file.py").read_text(encoding="utf-8")
    status, output = gimp.python(code, {"FROM": small, "TO": tmp_path / "large.png"})
    assert status == 0, output
    assert Image.open(tmp_path / "large.png").size == tuple(
        2 * side for side in Image.open(small).size)


@needs_python
def test_python_example_that_fails(gimp, tmp_path):
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(tmp_path / "nothing.png")
    code = (EXAMPLES / "upscale_file.py").read_text(encoding="utf-8")
    status, output = gimp.python(code, {"FROM": tmp_path / "nothing.png",
                                        "TO": tmp_path / "large.png"})
    assert status != 0
    assert "not upscaled: The layer" in output
    assert not (tmp_path / "large.png").exists()


@needs_python
def test_python_example_of_layers(gimp, small, tmp_path):
    gimp.run(LAYERS.format(small=small) + f"""
        (gimp-item-set-visible hidden TRUE)
        (save-image image "{tmp_path}/work.xcf")
        (gimp-image-delete image)""")
    code = (EXAMPLES / "upscale_layers.py").read_text(encoding="utf-8")
    status, output = gimp.python(code, {"FROM": tmp_path / "work.xcf", "TO": tmp_path / "large.xcf"})
    assert status == 0, output
    assert output.count(" – upscale") == 4, output
    assert (tmp_path / "large.xcf").exists()
