# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key is sent to the service and appears nowhere else."""

import threading
import time

from harness import KEY, processes_of


class Watcher:
    """Notes the command line of every process of a run."""

    def __init__(self, running):
        self.running, self.commands = running, set()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while self.running.process.poll() is None:
            self.commands |= {command for _, command in processes_of(self.running.mark)}
            time.sleep(0.02)


def test_the_key_is_nowhere(gimp, service, small):
    """Good and bad jobs, one that is kept and recovered, and a service that repeats the key."""
    scenario = service.scenario("features=echox1+download=404x12+polls=2")
    running = gimp.start(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define layer (first-layer image))
        (upscale-error "echo" image layer '())
        (upscale-error "kept" image layer '((num-images . 2)))
        (attempt "again" (lambda () (recover-job "" "grow-canvas")))
        (upscale-error "good" image layer '((prompt . "a wave")))
        (upscale-error "local" image layer '((engine . "local")))
        (save-image image "{gimp.folder}/result.xcf")
        (dump-image "after" image)""", scenario.env())
    watcher = Watcher(running)
    run = running.finish(300)
    watcher.thread.join()
    assert "What is " in run.outcomes["echo"].message
    assert "is not lost" in run.outcomes["kept"].message
    assert run.outcomes["good"].status == "ok"
    assert {entry["key"] for entry in scenario.calls("/api/")} == {KEY}

    commands = [command for command in watcher.commands if "ideogram-upscale" in command]
    assert any("ideogram-upscale-local" in command for command in commands)
    assert KEY not in "".join(watcher.commands)
    assert list(gimp.state.glob("**/ideogram-upscale.log"))
    # everywhere: profile, log, jobs, temporary files, the XCF
    gimp.assert_no_key(run.output, run.report)
    for path in gimp.files(gimp.plug_ins / "ideogram-upscale"):
        assert KEY.encode() not in path.read_bytes(), path
