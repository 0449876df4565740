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

# export_sources FOLDER: what is committed, anew; with test values where no release filled in who
# publishes it.
export_sources() {
  rm -rf "$1" && mkdir -p "$1" && git archive HEAD | tar -x -C "$1" || return
  "$1/plugin/packaging/fill_in.py" --check "$1/plugin/packaging/release.txt" >/dev/null ||
    cp "$1/tests/packaging/release.txt" "$1/plugin/packaging/"
}

# build_deb SUITE FOLDER: from a copy of the sources, as a user who downloads them has them.
build_deb() {
  local suite=$1 work=$2/scratch/$1 root
  local tree=$work/ideogram-upscale
  root=$(build_root_of "$suite")
  make_root_with "$suite" "$root" "$(packages_for_deb "$suite")" || return
  local packaging=$tree/plugin/packaging file
  rm -rf "$work" && export_sources "$tree" || return
  cp -a "$packaging/debian" "$tree/debian" || return
  for file in control copyright; do
    "$packaging/fill_in.py" "$packaging"/{release.txt,debian/$file} "$tree/debian/$file" || return
  done
  debian_changelog "$suite" "$tree/debian/control" >"$tree/debian/changelog" || return
  # shellcheck disable=SC2016  # sh expands it
  in_root "$root" env DEB_BUILD_OPTIONS="parallel=$(nproc) noautodbgsym" \
    sh -c 'cd "$1" && nice dpkg-buildpackage -b --no-sign' sh "$tree" || return
  in_root "$root" lintian --allow-root --info --fail-on error,warning "$work"/*.changes || return
  cp "$(deb_of "$suite" "$work")" "$2/"
}

# debian_changelog SUITE CONTROL: the version of meson.build, the date of the commit, the maintainer of that
# file.
debian_changelog() {
  printf 'ideogram-upscale (%s-1~%s) %s; urgency=medium\n\n' "$(project_version)" \
    "${deb_suffix[$1]}" "$1"
  printf '  * What is new is in CHANGELOG.md.\n\n'
  printf ' -- %s  %s\n' "$(sed -n 's/^Maintainer: //p' "$2")" \
    "$(git log -1 --format=%cD)"
}

# check_deb FOLDER: proves the .debs that are there, each on a Debian with nothing else.
check_deb() {
  local suite log older=
  for suite in "${suites[@]}"; do
    log=$1/check-deb-$suite.log
    echo "Checking $(basename "$(deb_of "$suite" "$1")") (the log is $log)"
    : >"$log"
    check_deb_in "$suite" "$(deb_of "$suite" "$1")" "$older" || {
      tail -n 30 "$log"
      die "Failed on $suite."
    }
    # what forky's users have is what was built for trixie
    older=$(deb_of "$suite" "$1")
    [[ ${gimp_headers[$suite]} == libgimp-3.0-dev ]] || older=
  done
}

# step WHAT COMMAND…: with its output in `log`, and a line that says what is proved.
step() {
  local what=$1 started=$SECONDS
  shift
  if "$@" >>"$log" 2>&1 </dev/null; then
    echo "  $what, $((SECONDS - started)) s"
  else
    echo "  NOT: $what"
    return 1
  fi
}

# check_deb_in SUITE DEB OLDER-DEB: in a machine with Debian's minimum. Without an older package it is
# the same with a lower version.
check_deb_in() {
  local suite=$1 deb=$2 older=$3
  local machine=$2.machine parcel=$2.parcel kept=$2.kept
  step "nothing but Debian $suite" new_machine &&
    step 'the programs ask for no library by accident' check_libraries &&
    step "apt installs $(basename "${older:-an older version}"), with GIMP" apt_install older.deb &&
    step 'a user upscales in GIMP, without a network' local_upscale &&
    step 'a key and a job are kept' save_files && files_of_user >"$kept" &&
    step "apt upgrades to $(basename "$deb")" apt_install new.deb &&
    step 'the key and the jobs are as they were' same_files &&
    step 'a user upscales in GIMP, without a network' local_upscale &&
    step 'apt purges it' in_machine apt-get -q -y purge "$deb_name" &&
    step 'nothing of it is left outside the home folder, GIMP lacks the procedures' nothing_left &&
    step 'the key and the jobs are as they were' same_files &&
    remove_root "$machine" && rm -rf "$parcel" "$kept"
}

# The functions below are check_deb_in's: they read `suite`, `deb`, `older`, `machine` (the root folder
# of a user's computer), `parcel` (what is given to it, as /mnt) and `kept` (a list of files).

new_machine() {
  make_root_with "$suite" "$roots/bare-$suite" '' || return
  (remove_root "$machine") && rm -rf "$parcel" || return
  mkdir -p "$parcel/source" "$roots/apt-$suite/partial" || return
  git archive HEAD | tar -x -C "$parcel/source" || return
  cp "$deb" "$parcel/new.deb" || return
  dpkg-deb -R "$deb" "$parcel/unpacked" || return
  if [[ $older ]]; then
    cp "$older" "$parcel/older.deb" || return
  else
    sed -i 's/^Version: .*/&~older/' "$parcel/unpacked/DEBIAN/control" || return
    dpkg-deb --root-owner-group -b "$parcel/unpacked" "$parcel/older.deb" || return
  fi
  as_root cp -a --reflink=auto "$roots/bare-$suite" "$machine" || return
  in_machine useradd --create-home artist && in_machine apt-get -q update
}

# in_machine [--offline] COMMAND…: as root there. What apt downloads is kept for the next machine.
in_machine() {
  local offline=()
  if [[ $1 == --offline ]]; then
    offline=(--unshare-net)
    shift
  fi
  as_root bwrap --die-with-parent --unshare-pid "${offline[@]}" --cap-add ALL --clearenv \
    --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv LANG C.UTF-8 \
    --setenv DEBIAN_FRONTEND noninteractive --bind "$machine" / --dev /dev --proc /proc \
    --perms 1777 --tmpfs /tmp --perms 1777 --tmpfs /dev/shm --ro-bind /etc/resolv.conf /etc/resolv.conf \
    --bind "$roots/apt-$suite" /var/cache/apt/archives --ro-bind "$parcel" /mnt \
    --chdir /mnt/source "$@"
}

check_libraries() {
  local programs
  mapfile -t programs < <(find "$parcel/unpacked" -type f -perm -u+x -name 'ideogram-upscale*')
  ((${#programs[@]} == 2)) && /usr/bin/python3 tests/packaging/check_libraries.py "${programs[@]}"
}

# Without what is only recommended: what the package depends on must suffice.
apt_install() { in_machine apt-get -q -y --no-install-recommends install "/mnt/$1"; }

# The package's own test, as an ordinary user.
local_upscale() {
  in_machine --offline runuser -u artist -- env HOME=/home/artist \
    plugin/packaging/debian/tests/local-upscale
}

# What an artist has: a key, and the record of a job that is paid for.
save_files() {
  # shellcheck disable=SC2016  # sh expands it
  in_machine runuser -u artist -- sh -c '
    umask 077
    job=/home/artist/.local/state/ideogram-upscale/jobs/paid
    mkdir -p "$1" "$job" && echo a-key >"$1/key" && cp "$2" "$job/job.json"' sh \
    "/home/artist/.config/GIMP/${gimp_version[$suite]}/ideogram-upscale" tests/fuzz/corpus/jobs/accepted.json
}

# The key and the jobs, with their sums.
files_of_user() {
  (cd "$machine/home/artist" &&
    find . -type f \( -path '*/ideogram-upscale/key' -o -path '*/ideogram-upscale/jobs/*' \) \
      -exec sha256sum {} + | sort)
}

# All that was kept is there; later runs may have added to it.
same_files() {
  grep -q /key "$kept" && grep -q /jobs/ "$kept" && [[ -z $(comm -23 "$kept" <(files_of_user)) ]]
}

nothing_left() {
  local left
  left=$(find "$machine" -mindepth 1 -name '*ideogram*' -not -path "$machine/home/*")
  printf '%s\n' "$left"
  [[ -z $left ]] && ! in_machine dpkg-query -W "$deb_name" &&
    [[ $(local_upscale) == *'procedures #f#f#f'* ]]
}
