# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments are checked before anything leaves the machine."""

import re

import pytest

WRONG = [
    ("num-images", 0), ("num-images", 9), ("num-images", -3), ("resemblance", -1),
    ("resemblance", 101), ("detail", -2), ("detail", 102), ("seed", -7),
]
# GIMP 3 itself replaces an unknown choice by the default before the plug-in sees it
WRONG_CHOICES = [("magic-prompt", 3), ("region", 2), ("placement", 4), ("upload-format", 5),
                 ("engine", 6), ("engine", -1)]


def test_out_of_range_is_a_calling_error_that_names_the_argument(gimp, service, small):
    wrong = WRONG + (WRONG_CHOICES if gimp.major < 3 else [])
    scenario = service.scenario()
    run = gimp.run(f'(define image (photo "{small}"))' + "".join(
        f"(upscale-error \"{name}={value}\" image (first-layer image) '(({name} . {value})))"
        for name, value in wrong) + '(dump-image "after" image)', scenario.env())
    for name, value in wrong:
        outcome = run.outcomes[f"{name}={value}"]
        if gimp.major >= 3:  # Script-Fu itself knows the ranges and refuses
            assert f"has value {value} out of range" in outcome.message
            continue
        assert outcome.status == "calling-error", (name, value)
        assert name in outcome.message
        assert re.search(rf"(?<![\d-]){value}\b|must be one of", outcome.message), outcome.message
    assert scenario.log == []
    assert len(run.images["after"].layers) == 1
    gimp.assert_clean()


@pytest.mark.parametrize("given", [
    "", "(num-images . 8)", "(seed . 0)", "(seed . 2147483647)", "(resemblance . 0) (detail . 100)",
])
def test_the_ends_of_the_ranges_are_sent_as_they_are(gimp, service, small, given):
    scenario = service.scenario("features=406")  # a refused call shows what was sent, too
    gimp.run(f'(define image (photo "{small}"))'
             f"(upscale-error \"it\" image (first-layer image) '({given}))", scenario.env())
    expected = {"num_images": 1, "resemblance": 50, "detail": 50, "magic_prompt_option": "AUTO"}
    for name, value in re.findall(r"\((\S+) \. (\d+)\)", given):
        expected[name.replace("-", "_")] = int(value)
    sent = scenario.features[0]
    assert sent["promptObject"].pop("imageUrl").startswith("images/")
    assert sent == {"type": "IMAGE_UPSCALER", "model": "ideogram-3", "async": True,
                    "promptObject": expected}


def test_indexed_images_take_results_only_as_new_images(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 16
                                    FALSE FALSE "")
        (upscale-error "grow" image (first-layer image) '())
        (dump-image "after" image)
        (define results (upscale image (first-layer image) '((placement . "new-image"))))
        (dump-image "new" (car results))""", scenario.env())
    assert run.outcomes["grow"].status == "calling-error"
    assert "indexed" in run.messages
    assert len(run.images["after"].layers) == 1
    assert run.images["new"].size == (96, 64)
    assert scenario.billed == 1


WRONG_OPTIONS = {"nonsense=1": "nonsense is no option", "nonsense": "name=value",
                 "detail=5": "detail is an argument of its own", "tiles='on": "quotation mark"}


def test_options_that_are_wrong_are_a_calling_error_that_names_them(gimp, service, small):
    if gimp.major >= 3:
        pytest.skip("GIMP 3 takes every argument by name")
    scenario = service.scenario()
    run = gimp.run(f'(define image (photo "{small}"))' + "".join(
        f"""(upscale-error "{text}" image (first-layer image) '((options . "{text}")))"""
        for text in WRONG_OPTIONS), scenario.env())
    for text, words in WRONG_OPTIONS.items():
        assert run.outcomes[text].status == "calling-error", text
        assert words in run.outcomes[text].message
    assert scenario.log == []
    gimp.assert_clean()


def test_a_script_of_gimp_2_gives_the_same_number_of_arguments_for_ever(gimp, service, small):
    if gimp.major >= 3:
        pytest.skip("GIMP 3 takes every argument by name")
    scenario = service.scenario()
    gimp.run(f"""
        (define image (photo "{small}"))
        (plug-in-ideogram-upscale RUN-NONINTERACTIVE image (first-layer image)
          "a lynx" 1 0 50 50 -1 0 0 TRUE FALSE 0 0 "")""", scenario.env())
    assert scenario.billed == 1
    gimp.assert_clean()


def test_a_dialog_without_a_display_is_an_error(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (attempt "upscale" (lambda () (upscale-interactive image (first-layer image))))
        (attempt "recover" recover-interactive)
        (attempt "settings" settings-interactive)
        (dump-image "after" image)""", scenario.env())
    for name in ("upscale", "recover", "settings"):
        assert run.outcomes[name].status == "execution-error", (name, run.outcomes[name])
        assert "display" in run.outcomes[name].message
    assert len(run.images["after"].layers) == 1
    assert scenario.log == []
