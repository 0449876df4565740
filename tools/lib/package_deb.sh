# shellcheck shell=bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# For tools/package: a .deb for each suite, and the proof that it does what it should on a Debian with
# nothing else. Source it after suites.sh.

# A root folder for building holds these, build_packages and GIMP's headers.
deb_packages=(build-essential debhelper lintian)
# The suffix of the version: an upgrade of Debian brings a newer package.
declare -A deb_suffix=([bookworm]=deb12 [trixie]=deb13 [forky]=deb14)
deb_name=gimp-ideogram-upscale

project_version() { sed -n "s/^  version: '\(.*\)',\$/\1/p" meson.build; }

packages_for_deb() {
  local IFS=,
  printf '%s' "${deb_packages[*]},${build_packages[*]},${gimp_headers[$1]}"
}

# build_root_of SUITE: the root folder to build in; another list of packages is another folder.
build_root_of() {
  printf '%s/deb-%s-%s' "$roots" "$1" "$(packages_for_deb "$1" | sha256sum | cut -c1-12)"
}

# deb_of SUITE FOLDER: the package's file.
deb_of() {
  printf '%s/%s_%s-1~%s_%s.deb' "$2" "$deb_name" "$(project_version)" "${deb_suffix[$1]}" \
    "$(dpkg --print-architecture)"
}

# make_deb FOLDER: leaves a .deb of what is committed for each suite there.
make_deb() {
  local suite log started
  for suite in "${suites[@]}"; do
    started=$SECONDS log=$1/deb-$suite.log
    echo "Building $(basename "$(deb_of "$suite" "$1")") (the log is $log)"
    build_deb "$suite" "$1" >"$log" 2>&1 || { tail -n 30 "$log"; die "No package for $suite."; }
    echo "  $((SECONDS - started)) s"
  done
}

# build_deb SUITE FOLDER: from a copy of the sources, as a user who downloads them has them.
build_deb() {
  local suite=$1 work=$2/work/$1 root
  local tree=$work/ideogram-upscale
  root=$(build_root_of "$suite")
  make_root_with "$suite" "$root" "$(packages_for_deb "$suite")" || return
  rm -rf "$work" && mkdir -p "$tree" || return
  git archive HEAD | tar -x -C "$tree" || return
  cp -a "$tree/plugin/packaging/debian" "$tree/debian" || return
  debian_changelog "$suite" >"$tree/debian/changelog" || return
  # shellcheck disable=SC2016  # sh expands it
  in_root "$root" env DEB_BUILD_OPTIONS="parallel=$(nproc) noautodbgsym" \
    sh -c 'cd "$1" && nice dpkg-buildpackage -b --no-sign' sh "$tree" || return
  in_root "$root" lintian --allow-root --info --fail-on error,warning "$work"/*.changes || return
  cp "$(deb_of "$suite" "$work")" "$2/"
}

# debian_changelog SUITE: the version of meson.build, the date of the commit.
debian_changelog() {
  printf 'ideogram-upscale (%s-1~%s) %s; urgency=medium\n\n' "$(project_version)" \
    "${deb_suffix[$1]}" "$1"
  printf '  * What is new is in CHANGELOG.md.\n\n'
  printf ' -- %s  %s\n' "$(sed -n 's/^Maintainer: //p' plugin/packaging/debian/control)" \
    "$(git log -1 --format=%cD)"
}
