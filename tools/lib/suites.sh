# shellcheck shell=bash disable=SC2034
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# For the commands in tools/: the Debian suites whose GIMP we run on, the packages they need, and
# functions that run a command in one of them. A suite other than this machine's own is in a root
# folder made by mmdebstrap and is entered with bubblewrap. Source it from bash, in the source
# tree's top folder.

source_dir=$PWD

suites=(bookworm trixie forky)
declare -A gimp_version=([bookworm]=2.10 [trixie]=3.0 [forky]=3.2)
declare -A gimp_headers=([bookworm]=libgimp2.0-dev [trixie]=libgimp-3.0-dev [forky]=libgimp-3.0-dev)

# The only list of packages. A root has all but the last group.
build_packages=(g++ meson ninja-build pkg-config gettext libcurl4-openssl-dev rapidjson-dev
  libstb-dev libdeflate-dev libjpeg-dev libwebp-dev libpng-dev liblcms2-dev libmicrohttpd-dev libopencv-dnn-dev libsecret-1-dev cmark-gfm)
run_packages=(gimp python3)
test_packages=(libgtest-dev python3-pytest python3-pytest-xdist python3-pil python3-numpy python3-polib xvfb xauth xdotool imagemagick
  openbox fonts-dejavu-core dbus locales openssl gnome-keyring libglib2.0-bin procps curl python3-h2
  at-spi2-core gir1.2-atspi-2.0 python3-gi fonts-droid-fallback)
# Packages that only one suite needs. GTK 2 shows its windows to assistive technology by these.
declare -A more_packages=([bookworm]=,libatk-adaptor,libgail-common)
host_packages=(mmdebstrap bubblewrap debian-archive-keyring)

mirror=http://deb.debian.org/debian
roots=${IDEOGRAM_UPSCALE_ROOTS:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/ideogram-upscale/roots}

# This machine's suite, or "" if we do not support it.
host_suite=$(. /etc/os-release 2>/dev/null && printf '%s' "${VERSION_CODENAME:-}")
[[ -n ${gimp_version[$host_suite]:-} ]] || host_suite=

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "This needs root or sudo: $*"
  fi
}

# missing_packages NAME…: prints those that this machine lacks.
missing_packages() {
  local name installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
  for name in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\n'"$name installed"$'\n'* ]] || printf '%s\n' "$name"
  done
}

# install_packages NAME…: installs those that are missing on this machine.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  printf 'installing %s\n' "${missing[*]}"
  as_root apt-get update -q &&
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# root_of SUITE: its root folder; the name depends on the list of packages.
root_of() {
  printf '%s/%s-%s' "$roots" "$1" "$(packages_of "$1" | sha256sum | cut -c1-12)"
}

# All packages that a suite needs, separated by commas.
packages_of() {
  local IFS=,
  printf '%s' "${build_packages[*]},${run_packages[*]},${test_packages[*]},${gimp_headers[$1]}${more_packages[$1]:-}"
}

# Removing a folder that contains a mount would delete what is mounted.
remove_root() {
  [[ -e $1 ]] || return 0
  if grep -qF " $(realpath "$1")/" /proc/self/mountinfo; then
    die "Something is mounted below $1; it is left as it is."
  fi
  as_root rm -rf --one-file-system -- "$1"
}

# make_root SUITE: makes its root folder unless it exists.
make_root() { make_root_with "$1" "$(root_of "$1")" "$(packages_of "$1")"; }

# make_root_with SUITE FOLDER PACKAGES: makes a root folder of a suite with these packages
# (separated by commas; none: Debian's minimum) unless it exists. It is renamed into place when it
# is complete.
make_root_with() {
  local suite=$1 root=$2 packages=$3 new=$2.new.$$
  [[ -d $root ]] && return
  mkdir -p "$(dirname "$root")" || return
  # trixie and forky keep changing, so a mirror's snapshot may be older than its expiry date
  if as_root mmdebstrap --mode=root --variant=minbase --format=directory \
    --aptopt='Acquire::Check-Valid-Until "false"' \
    ${packages:+--include="$packages"} "$suite" "$new" \
    "deb $mirror $suite main"; then
    as_root mv -T "$new" "$root"
  else
    (remove_root "$new")
    return 1
  fi
}

# Checks whether this machine can create namespaces, which plain containers often cannot.
namespaces_work() {
  bwrap --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp true 2>/dev/null
}

# Passes on only the harmless part of the caller's environment, and the variables that are named.
bare_environment() {
  local name
  for name in $(compgen -e); do
    case " HOME TERM USER LOGNAME CI $* " in
      *" $name "*) ;;
      *) unset "$name" ;;
    esac
  done
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
}

# in_suite SUITE COMMAND…: runs it in that suite, in the source tree. Variables named in
# `keep_environment` are passed on.
keep_environment=()
in_suite() {
  local suite=$1
  shift
  if [[ $suite == "$host_suite" ]]; then
    (bare_environment "${keep_environment[@]}" && exec "$@")
  else
    in_root "$(root_of "$suite")" "$@"
  fi
}

# in_root ROOT COMMAND…: runs it in the source tree in that root folder, which is read-only.
in_root() {
  local root=$1 resolv=()
  shift
  # mount points for the source tree; folders that are covered below need none
  [[ -d $root$source_dir ]] || as_root mkdir -p "$root$source_dir" || return
  [[ -e $root/etc/resolv.conf ]] && resolv=(--ro-bind-try /etc/resolv.conf /etc/resolv.conf)
  (
    bare_environment "${keep_environment[@]}"
    export HOME=/tmp
    exec bwrap --die-with-parent --unshare-pid --ro-bind "$root" / --dev /dev --proc /proc \
      --tmpfs /tmp --tmpfs /run --tmpfs /home --tmpfs /root "${resolv[@]}" \
      --bind "$source_dir" "$source_dir" --chdir "$source_dir" "$@"
  )
}

# prepare_suite SUITE: installs everything that building and testing there needs.
prepare_suite() {
  local names
  if [[ $1 == "$host_suite" ]]; then
    IFS=, read -ra names <<<"$(packages_of "$1")"
    install_packages "${names[@]}"
  else
    install_packages "${host_packages[@]}" && make_root "$1"
  fi
}

# configure_suite SUITE FOLDER MESON-OPTION…: configures the folder, unless that was done with the
# same options before. A changed meson.build is noticed by ninja itself.
configure_suite() {
  local suite=$1 folder=$2 note=$2/configured-with wanted again=()
  shift 2
  wanted=$(printf '%s\n' "$(packages_of "$suite")" "$@")
  if [[ -f $folder/build.ninja ]]; then
    [[ $(cat "$note" 2>/dev/null) != "$wanted" ]] || return 0
    again=(--reconfigure)
  fi
  in_suite "$suite" meson setup "${again[@]}" "$folder" "$@" && printf '%s\n' "$wanted" >"$note"
}

# build_suite SUITE FOLDER MESON-OPTION…: configures and compiles.
build_suite() {
  configure_suite "$@" && in_suite "$1" ninja -C "$2"
}

# stage_suite SUITE FOLDER: installs into FOLDER/stage.
stage_suite() {
  rm -rf "$2/stage"
  in_suite "$1" env DESTDIR="$source_dir/$2/stage" meson install -C "$2" --no-rebuild
}

# staged_plug_ins FOLDER: the staged folder in which GIMP must look for plug-ins.
staged_plug_ins() {
  local found
  found=$(find "$source_dir/$1/stage" -type d -path '*/plug-ins/ideogram-upscale')
  [[ -n $found ]] && dirname "$found"
}
