# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Large results, by tiles and by passes: what the plug-in takes for them, by their size."""

RESULTS = (12, 25, 50, 100)  # megapixels
QUICK_RESULTS = (12, 25)


def bench_any_size(table, calls, make, quick):
    for how, scale, given in (("tiles", 2, '(tiles . "on")'),
                              ("two passes", 4, '(target . "factor") (target-value . 4)')):
        for size in QUICK_RESULTS if quick else RESULTS:
            subject = make("photo", size / scale ** 2)
            # the service's own work counts for none of these
            found = calls.measure(subject, 0, "nearest2", ("ours",), given)["ours"]
            name = f"result of {size} MP by {how}, the plug-in alone"
            table.row(f"{name}, per MP", 1000 * found["own"] / size, None, "", "CPU-ms")
            table.row(f"{name}, memory", found["peak"], None, "≤ 1000 MB", "MB")
