#!/bin/bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# tools/lib/check_metainfo.sh
# What software catalogues show is valid, with test values for who publishes it, and names the version
# that is built. Links and pictures on the internet are not looked at.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."
. tools/lib/lint_suite.sh

/usr/bin/python3 tools/lib/check_version.py
mkdir -p build
folder=$(mktemp -d build/metainfo.XXXXXX)
trap 'rm -rf "$folder"' EXIT
for template in plugin/packaging/*.metainfo.xml.in; do
  filled=$folder/$(basename "$template" .in)
  /usr/bin/python3 plugin/packaging/fill_in.py tests/packaging/release.txt "$template" "$filled"
  in_lint_suite appstreamcli validate --no-net --strict "$filled"
done
