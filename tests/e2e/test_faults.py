# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever fails: a message of the right kind, an untouched image, nothing left behind."""

import re
import socket
import subprocess
import sys

import pytest
import fake_service
from harness import KEY

# For each kind, the words with which the message tells the user what to do.
WORDS = {
    "NoKey": r"ONEMIN_API_KEY",
    "Unauthorized": r"does not accept the API key",
    "NoCredits": r"credits.*4800.*46",
    "Refused": r"safety check",
    "RateLimited": r"pause",
    "BadInput": r"cannot be upscaled",
    "TooLarge": r"too large",
    "UnsupportedModel": r"no longer offers",
    "Offline": r"cannot be reached",
    "Tls": r"not secure",
    "ServerFault": r"service failed",
    "BadReply": r"does not understand",
    "WebPage": r"A web page answered",
    "LocalIo": r"on this computer failed",
}

NOT_LOST = "is not lost"

# Faults that are not in test_fault_matrix.py: (scenario, kind, what the message says about a job
# that is kept; None: no results can come, so no job is kept)
FAULTS = [
    ("assets=401-deleted", "Unauthorized", None),
    ("features=406", "NoCredits", None),
    ("features=400-model", "UnsupportedModel", None),
    ("features=unsafe", "Refused", "may have been charged"),
    ("features=unsafe200", "Refused", None),
    ("results=failure", "ServerFault", None),
    ("features=noresults", "BadReply", NOT_LOST),
    ("download=notimage", "WebPage", NOT_LOST),
    ("download=svg", "BadReply", NOT_LOST),
    ("download=animwebp", "BadReply", NOT_LOST),
    ("download=badpng", "BadReply", NOT_LOST),
]

BODY = """
(define image (photo-on "{picture}" 100 80 10 6))
(dump-image "before" image)
(save-image image "{folder}/before.xcf")
(upscale-error "it" image (first-layer image) '({given}))
(dump-image "after" image)
(save-image image "{folder}/after.xcf")
(say-list "images" (all-images))
"""


def run_and_check(gimp, picture, env, kinds, given="", kept=None):
    run = gimp.run(BODY.format(picture=picture, folder=gimp.folder, given=given), env)
    assert run.outcomes["it"].status == "execution-error", run.outcomes["it"]
    said = re.sub(r"\s+", " ", run.messages)
    assert any(re.search(WORDS[kind], said) for kind in kinds.split("|")), (kinds, said)
    assert not re.search(r"<html|<!doctype|<Error>|\{\"", said), f"raw answer shown: {said}"
    assert run.images["after"] == run.images["before"]
    assert (gimp.folder / "after.xcf").read_bytes() == (gimp.folder / "before.xcf").read_bytes()
    assert run.lists["images"] == [run.images["before"].id]
    assert list(gimp.files(gimp.temp)) == []
    if kept:
        assert kept in said
        assert len(list(gimp.state.glob("jobs/*/job.json"))) == 1
    else:
        gimp.assert_clean()
    gimp.assert_no_key(run.output, run.report)
    return run


@pytest.mark.parametrize("steps, kinds, kept", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_the_service_fails(gimp, service, small, steps, kinds, kept):
    scenario = service.scenario(steps)
    run_and_check(gimp, small, scenario.env(), kinds, kept=kept)
    # whatever happens, the billed call is made once
    assert len(scenario.features) <= 1


def test_no_key(gimp, service, small):
    scenario = service.scenario()
    run_and_check(gimp, small, scenario.env(key=None), "NoKey")
    assert scenario.log == []


def test_wrong_key(gimp, service, small):
    scenario = service.scenario()
    run = run_and_check(gimp, small, scenario.env(key="not-the-one"), "Unauthorized")
    assert len(scenario.log) == 1
    assert "not-the-one" not in run.output + run.report


def test_nobody_listens(gimp, small):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        run_and_check(gimp, small, {"ONEMIN_API_URL": url, "ONEMIN_ASSET_URL": url,
                                    "ONEMIN_API_KEY": KEY}, "Offline")


def test_untrusted_certificate(gimp, small, tmp_path):
    with subprocess.Popen([sys.executable, fake_service.__file__, "--tls", "good", tmp_path],
                          text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        url = server.stdout.readline().split()[-1] + "/ok"
        run_and_check(gimp, small, {"ONEMIN_API_URL": url, "ONEMIN_ASSET_URL": url,
                                    "ONEMIN_API_KEY": KEY}, "Tls")
        server.stdin.close()


def test_no_plain_http_to_other_machines(gimp, small):
    # 192.0.2.0/24 is reserved and belongs to nobody, so trying to reach it would give another error
    url = "http://192.0.2.1"
    run = gimp.run(BODY.format(picture=small, folder=gimp.folder, given=""),
                   {"ONEMIN_API_URL": url, "ONEMIN_ASSET_URL": url, "ONEMIN_API_KEY": KEY})
    assert run.outcomes["it"].status != "ok"
    assert "https" in run.messages
    gimp.assert_clean()
    gimp.assert_no_key(run.output)
