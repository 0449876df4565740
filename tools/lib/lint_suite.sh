# shellcheck shell=bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# For the checks in tools/lib: a small root with the suite whose linters are new enough, separate
# from the roots that tests run in. Source it from bash, in the source tree's top folder.

. tools/lib/suites.sh

# in_lint_suite COMMAND…: runs it there, in the source tree; makes the root if it is not there.
in_lint_suite() (
  packages_of() { printf 'reuse,appstream'; }
  prepare_suite trixie >&2 && in_suite trixie "$@"
)
