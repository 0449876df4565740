# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How near an enlargement comes to the photo that was reduced: GIMP's own scaling, and the engine on this
computer, for clean photos, JPEG of several qualities and noise."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy
from PIL import Image

from calls import KEY, Curl, stat_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e/support"))
from harness import Gimp  # noqa: E402

DATA = Path(__file__).resolve().parent.parent / "data"
PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")
GIMPS = {"Cubic": 2, "NoHalo": 3, "LoHalo": 4}  # numbers of GimpInterpolationType
# without what we do after the network, then with the settings that users have
OURS = {"network alone": {"denoise": "OFF", "resemblance": 0}, "off": {"denoise": "OFF"},
        "low": {"denoise": "LOW"}, "medium": {"denoise": "MEDIUM"}, "high": {"denoise": "HIGH"},
        "auto": {}}
QUALITIES = (100, 95, 90, 85, 80, 75, 70, 60, 50)
QUICK = (90, 60)
SIGMAS = (4, 8)
SCALE = """
(define (enlarge from to interpolation)
  (let ((image (load-image from)))
    (gimp-context-set-interpolation interpolation)
    (gimp-image-scale image (* 2 (image-width image)) (* 2 (image-height image)))
    (save-png image to)
    (gimp-image-delete image)))
"""


def sources(quick):
    """{name: function of a clean reduced photo that gives what is to be enlarged}"""
    def jpeg(quality, subsampling):
        def harmed(image):
            file = io.BytesIO()
            image.save(file, "JPEG", quality=quality, subsampling=subsampling)
            return Image.open(file).convert("RGB")
        return harmed

    def noisy(sigma):
        def harmed(image):
            values = numpy.asarray(image) + numpy.random.default_rng(1).normal(
                0, sigma, (image.height, image.width, 3))
            return Image.fromarray(values.clip(0, 255).round().astype(numpy.uint8))
        return harmed

    found = {"clean": lambda image: image}
    for quality in QUICK if quick else QUALITIES:
        found[f"JPEG {quality}, 4:2:0"] = jpeg(quality, 2)
        if not quick:
            found[f"JPEG {quality}, 4:4:4"] = jpeg(quality, 0)
    return found | {f"noise {sigma}": noisy(sigma) for sigma in SIGMAS}


def psnr(image, truth):
    """Decibels, over all channels."""
    difference = image.astype(float) - truth
    return 10 * numpy.log10(255 ** 2 / (difference ** 2).mean())


def ssim(image, truth):
    """Mean structural similarity of the brightness, with the usual window: a Gaussian of 1.5 pixels."""
    taps = numpy.exp(-0.5 * (numpy.arange(-5, 6) / 1.5) ** 2)
    taps /= taps.sum()

    def smooth(plane):
        for axis in (0, 1):
            plane = sum(tap * numpy.take(plane, range(k, plane.shape[axis] - 10 + k), axis)
                        for k, tap in enumerate(taps))
        return plane

    a, b = (picture.astype(float) @ (0.299, 0.587, 0.114) for picture in (image, truth))
    mean_a, mean_b = smooth(a), smooth(b)
    var_a, var_b = smooth(a * a) - mean_a ** 2, smooth(b * b) - mean_b ** 2
    common = smooth(a * b) - mean_a * mean_b
    small, large = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return ((2 * mean_a * mean_b + small) * (2 * common + large) /
            ((mean_a ** 2 + mean_b ** 2 + small) * (var_a + var_b + large))).mean()


class Engine(Curl):
    """Results of the engine on this computer, and the CPU seconds that they took."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program, "--port", "0"], text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE,
                                        env={"IDEOGRAM_UPSCALE_LOCAL_KEY": KEY, "PATH": "/usr/bin:/bin"})
        super().__init__(self.process.stdout.readline().split()[-1], folder)

    def enlarge(self, source, values):
        """(RGB, CPU seconds, the level of cleaning that was chosen)"""
        before = stat_of(self.process.pid)[1]
        asset = json.loads(self.fetch("-F", f"asset=@{source};filename=a.png",
                                      f"{self.url}/api/assets"))
        order = {"imageUrl": asset["fileContent"]["path"], "num_images": 1, **values}
        record = json.loads(self.fetch(
            "-H", "Content-Type: application/json", f"{self.url}/api/features", "-d",
            json.dumps({"type": "IMAGE_UPSCALER", "model": "ideogram-3",
                        "promptObject": order})))["aiRecord"]
        subprocess.run(["curl", "-sS", "-o", self.result, record["temporaryUrl"]], check=True)
        made = record["aiRecordDetail"]["responseObject"]["data"][0]
        return (numpy.asarray(Image.open(self.result).convert("RGB")),
                stat_of(self.process.pid)[1] - before, made.get("denoise", ""))

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


def prepared(folder, quick):
    """[(photo, source's name, file)], and the photos as they were."""
    truths, files = {}, []
    for photo in PHOTOS:
        image = Image.open(DATA / photo).convert("RGB")
        image = image.crop((0, 0, image.width // 2 * 2, image.height // 2 * 2))
        truths[photo] = numpy.asarray(image)
        half = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
        for number, (name, harmed) in enumerate(sources(quick).items()):
            files.append((photo, name, folder / f"{photo}-{number}.png"))
            harmed(half).save(files[-1][2])
    return files, truths


def bench_quality(program, plug_ins, folder, quick):
    """Prints a table of its own: PSNR and SSIM, each the mean of the photos."""
    files, truths = prepared(folder, quick)
    Gimp(folder / "gimp", plug_ins).run(SCALE + "".join(
        f'(enlarge "{file}" "{file}.{way}.png" {number})\n'
        for _, _, file in files for way, number in GIMPS.items()))
    engine, found, chosen, seconds, megapixels, worst = Engine(program, folder), {}, {}, 0, 0, 0
    try:
        for photo, name, file in files:
            made = {way: numpy.asarray(Image.open(f"{file}.{way}.png").convert("RGB")) for way in GIMPS}
            for way, values in OURS.items():
                made[way], cpu, level = engine.enlarge(file, values)
                seconds, megapixels = seconds + cpu, megapixels + made[way].size / 12e6
                if way == "auto":
                    chosen.setdefault(name, []).append(level)
            scores = {way: (psnr(image, truths[photo]), ssim(image, truths[photo]))
                      for way, image in made.items()}
            for way, score in scores.items():
                found.setdefault((name, way), []).append(score)
            worst = max(worst, max(scores[way][0] for way in ("off", "low", "medium")) - scores["auto"][0])
    finally:
        engine.stop()
    ways = (*GIMPS, *OURS)
    print("| source |", " | ".join(ways), "| `auto` chose |")
    print("|---" * (len(ways) + 2) + "|")
    for name in chosen:
        means = [numpy.mean(found[name, way], 0) for way in ways]
        print(f"| {name} |", " | ".join(f"{mean[0]:.2f} / {mean[1]:.3f}" for mean in means), "|",
              ", ".join(f"{chosen[name].count(level)}× {level}" for level in sorted(set(chosen[name]))),
              "|", flush=True)
    print(f"\n`auto` is at most {worst:.2f} dB worse than the best of off, low and medium. The engine took "
          f"{seconds / megapixels:.1f} CPU-seconds a megapixel.", flush=True)
