#!/bin/bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# tools/lib/check_licences.sh
# `reuse lint` over all files that are in git or could be added to it: every file names a holder and
# a licence, and the text of every licence is there. Debian's reuse can read REUSE.toml from trixie
# on, so it runs in that suite.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."
. tools/lib/lint_suite.sh

# a copy without ignored files, as there is no git in the suite's root
mkdir -p build
copy=$(mktemp -d build/licences.XXXXXX)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard |
  tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null | tar -xf - -C "$copy"
in_lint_suite reuse --root "$copy" lint
