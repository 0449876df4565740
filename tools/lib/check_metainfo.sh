#!/bin/bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# tools/lib/check_metainfo.sh
# Checks that the metainfo for software catalogues is valid and names the version that is built.
# Links and pictures on the internet are not checked.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."
. tools/lib/lint_suite.sh

/usr/bin/python3 tools/lib/check_version.py
# The project has no address of its own that could be its homepage.
in_lint_suite appstreamcli validate --no-net --override=url-homepage-missing=info \
  plugin/packaging/*.metainfo.xml
