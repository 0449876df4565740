#!/bin/bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# tools/lib/check_licences.sh
# `reuse lint` over what git has or would take in: every file names a holder and a licence, every
# licence has its text. Debian's reuse knows REUSE.toml from trixie on: it runs in that suite.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."
. tools/lib/lint_suite.sh

# A copy, as the suite's root has no git to tell it what is ignored.
mkdir -p build
copy=$(mktemp -d build/licences.XXXXXX)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard |
  tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null | tar -xf - -C "$copy"
in_lint_suite reuse --root "$copy" lint
