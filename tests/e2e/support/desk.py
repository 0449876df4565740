# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP with our window on a display."""

import json

from harness import KEY
from window import Window

BODY = """
(define image (photo "{picture}"))
{before}
(dump-image "before" image)
(define results (attempt "window" (lambda () (upscale-interactive image (first-layer image)))))
(say-list "results" results)
(dump-image "after" image)
"""


class Desk:
    def __init__(self, gimp, screen, session, small):
        self.gimp, self.screen, self.session, self.small = gimp, screen, session, small
        self.running = []
        self.gimp.keep_history(1)

    def start(self, scenario, before="", key=KEY, body=BODY, **env):
        """A GIMP with the window open."""
        job = self.launch(scenario, body.format(picture=self.small, before=before), key, **env)
        return job, Window(self.screen, self.session)

    def launch(self, scenario, body, key=KEY, **env):
        self.running.append(self.gimp.start(body, {
            **scenario.env(key=key), **self.session.env, **env}))
        return self.running[-1]

    def records(self):
        return [json.loads(path.read_text(encoding="utf-8"))
                for path in sorted(self.gimp.state.glob("jobs/*/job.json"))]
