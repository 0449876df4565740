# shellcheck shell=bash disable=SC2016
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# For tools/package: makes the extension of GIMP's Flatpak as a bundle, and tests it without the
# internet. Source it after suites.sh.
#
# For the test, Debian's forky stands in for the GNOME runtime and for GIMP's Flatpak, with the
# extension point that GIMP's Flatpak has. The test proves that the manifest builds this plug-in,
# that its files are where that GIMP looks, and that in Flatpak's sandbox GIMP 3.2 upscales on this
# computer with and without a network, reads the key from its file, and finishes in a second run
# what was paid for in the first. It does not prove that the other libraries in the manifest can be
# built (Debian's are used instead), that the GNOME runtime and its SDK have everything else, that
# GIMP's real Flatpak finds the plug-in, or that the keyring's portal works.

. tools/lib/package_deb.sh # step, project_version

flatpak_id=org.gimp.GIMP.Plugin.IdeogramUpscale
flatpak_manifest=plugin/packaging/flatpak/$flatpak_id.yml
flatpak_packages=(flatpak flatpak-builder ostree git)

flatpak_of() { printf '%s/ideogram-upscale-%s.%s.flatpak' "$1" "$(project_version)" "$(uname -m)"; }

# with_flatpak HOME INSTALLATION COMMAND…: runs it without touching the caller's own Flatpak and
# files.
# GIMP_OPTIONS and the addresses of the service are passed on.
with_flatpak() (
  bare_environment GIMP_OPTIONS ONEMIN_API_URL ONEMIN_ASSET_URL AUTOPKGTEST_TMP
  export HOME=$1 FLATPAK_USER_DIR=$2 XDG_RUNTIME_DIR=$1/run PATH=$1/bin:$PATH
  mkdir -p "$HOME/bin" "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR" || exit
  shift 2
  exec "$@"
)

# export_sources FOLDER: a fresh copy of what is committed.
export_sources() { rm -rf "$1" && mkdir -p "$1" && git archive HEAD | tar -x -C "$1"; }

# build_bundle WORK INSTALLATION MANIFEST BUNDLE OPTION…
build_bundle() {
  local work=$1 installation=$2 manifest=$3 bundle=$4
  shift 4
  with_flatpak "$work/home" "$installation" nice flatpak-builder --user --force-clean \
    --disable-rofiles-fuse --state-dir="$work/state" --repo="$work/repo" "$@" \
    "$work/build" "$manifest" &&
    with_flatpak "$work/home" "$installation" flatpak build-bundle --runtime "$work/repo" \
      "$bundle" "$flatpak_id" 3
}

# make_flatpak FOLDER: makes a bundle of what is committed. Downloads GIMP's Flatpak, its runtime
# and the libraries' sources.
make_flatpak() {
  local work=$1/scratch/flatpak log=$1/flatpak.log installation=$roots/flatpak-flathub
  install_packages "${flatpak_packages[@]}"
  echo "Building $(basename "$(flatpak_of "$1")") (the log is $log)"
  {
    export_sources "$work/source" &&
      with_flatpak "$work/home" "$installation" flatpak --user remote-add --if-not-exists \
        flathub https://dl.flathub.org/repo/flathub.flatpakrepo &&
      build_bundle "$work" "$installation" "$work/source/$flatpak_manifest" "$(flatpak_of "$1")" \
        --install-deps-from=flathub
  } >"$log" 2>&1 </dev/null || { tail -n 30 "$log"; die "No Flatpak bundle; it needs the internet."; }
}

# check_flatpak FOLDER: see above.
check_flatpak() {
  local work=$1/scratch/check-flatpak log=$1/check-flatpak.log stand_in
  local tree=$work/source bundle=$work/bundle.flatpak
  install_packages "${flatpak_packages[@]}"
  echo "Checking the Flatpak extension with Debian in place of its runtime (the log is $log)"
  : >"$log"
  stand_in=$roots/flatpak-$(basename "$(root_of forky)")
  step 'a stand-in for the runtime and for GIMP' make_stand_in &&
    step 'the manifest has no unknown words' known_words &&
    step 'it builds a bundle' stand_in_bundle &&
    step 'the bundle is installed' install_bundle &&
    step 'GIMP upscales, with a network' flatpak_upscale &&
    step 'GIMP upscales, without a network' flatpak_upscale --unshare=network &&
    step 'the key is kept, a paid job is found and finished in a second start' key_and_job &&
    step 'the bundle is removed' remove_bundle &&
    (remove_root "$work") || die "Failed."
}

# The functions below are check_flatpak's: they read its variables.

# The stand-in, as an installation of Flatpak. It is renamed into place when it is complete.
make_stand_in() {
  local new=$stand_in.new.$$
  [[ -d $stand_in ]] && return
  install_packages "${host_packages[@]}" && make_root forky && mkdir -p "$new" &&
    copy_runtime "$(root_of forky)" "$new/runtime" && describe_gimp "$new/gimp" &&
    ostree --repo="$new/repo" init --mode=bare-user-only || return
  local name
  for name in Platform Sdk; do
    printf '[Runtime]\nname=%s\nruntime=%s\nsdk=%s\n' "org.gnome.$name" \
      "org.gnome.Platform/$(uname -m)/50" "org.gnome.Sdk/$(uname -m)/50" >"$new/runtime/metadata"
    nice flatpak build-export --disable-sandbox --runtime --files=usr "$new/repo" "$new/runtime" 50 || return
  done
  nice flatpak build-export --disable-sandbox "$new/repo" "$new/gimp" stable &&
    with_flatpak "$new/home" "$new/installation" flatpak --user remote-add --no-gpg-verify \
      local "file://$new/repo" &&
    with_flatpak "$new/home" "$new/installation" flatpak --user install -y --noninteractive local \
      org.gnome.Platform//50 org.gnome.Sdk//50 org.gimp.GIMP//stable &&
    mv -T "$new/installation" "$stand_in" && rm -rf "$new"
}

# copy_runtime ROOT FOLDER: copies Debian's shared files in the layout of a runtime.
copy_runtime() {
  mkdir -p "$2/usr" "$2/files" &&
    tar -c -C "$1/usr" --exclude=./share/{doc,man,locale,help} . | tar -x -C "$2/usr" &&
    mkdir -p "$2/usr/etc" &&
    cp -a "$1"/etc/{ld.so.conf,ld.so.conf.d,fonts,gimp,alternatives,passwd,group,nsswitch.conf,ssl} \
      "$2/usr/etc/" &&
    # GIMP's Flatpak has this path compiled in.
    echo '(plug-in-path "${gimp_dir}/plug-ins:${gimp_plug_in_dir}/plug-ins:/app/extensions/plug-ins")' \
      >>"$2/usr/etc/gimp/3.0/gimprc"
}

# describe_gimp FOLDER: an application with the extension point and the permissions of GIMP's Flatpak.
describe_gimp() {
  mkdir -p "$1"/files/{bin,extensions/plug-ins} "$1/export" &&
    printf '#!/bin/sh\nexec /usr/bin/gimp-console "$@"\n' >"$1/files/bin/gimp-console" &&
    chmod +x "$1/files/bin/gimp-console" &&
    cat >"$1/metadata" <<END
[Application]
name=org.gimp.GIMP
runtime=org.gnome.Platform/$(uname -m)/50
sdk=org.gnome.Sdk/$(uname -m)/50
command=gimp-console
[Context]
shared=network;ipc;
filesystems=host;/tmp;xdg-config/GIMP:create;
[Extension org.gimp.GIMP.Plugin]
version=3
directory=extensions
add-ld-path=lib
merge-dirs=plug-ins;scripts
subdirectories=true
no-autodownload=true
END
}

# flatpak-builder leaves a folder where it is run.
show_manifest() (mkdir -p "$work" && cd "$work" && flatpak-builder --show-manifest "$1")

# flatpak-builder only warns about an unknown word.
known_words() {
  local warnings
  warnings=$(show_manifest "$source_dir/$flatpak_manifest" 2>&1 >/dev/null) || return
  printf '%s\n' "$warnings"
  [[ -z $warnings ]]
}

# Builds only the manifest's last module, ours; the stand-in has the others.
stand_in_bundle() {
  local manifest=$tree/${flatpak_manifest%.yml}.json
  (remove_root "$work") && export_sources "$tree" &&
    show_manifest "$tree/$flatpak_manifest" | /usr/bin/python3 -c '
import json, sys
manifest = json.load(sys.stdin)
manifest["modules"] = manifest["modules"][-1:]
json.dump(manifest, sys.stdout)' >"$manifest" &&
    build_bundle "$work" "$stand_in" "$manifest" "$bundle" --disable-download --disable-updates
}

in_stand_in() { with_flatpak "$work/home" "$stand_in" "$@"; }

remove_bundle() { in_stand_in flatpak --user uninstall -y --noninteractive "$flatpak_id//3"; }

install_bundle() {
  remove_bundle || true # left by a check that was interrupted
  in_stand_in flatpak --user install -y --noninteractive --bundle "$bundle" &&
    mkdir -p "$work/home/bin" &&
    printf '#!/bin/sh\nexec flatpak --user run $GIMP_OPTIONS org.gimp.GIMP//stable "$@"\n' \
      >"$work/home/bin/gimp-console" &&
    chmod +x "$work/home/bin/gimp-console"
}

# flatpak_upscale OPTION…: as Debian's package is tested.
flatpak_upscale() (
  export GIMP_OPTIONS="$*" AUTOPKGTEST_TMP=$work/upscale
  rm -rf "$work/upscale" && mkdir "$work/upscale" && cd "$tree" &&
    in_stand_in plugin/packaging/debian/tests/local-upscale
)

# start_gimp NAME SCHEME: starts a GIMP that runs this, and prints what it reports.
start_gimp() {
  local report=$work/$1
  cat >"$report.scm" <<END
(define report (open-output-file "$report"))
(load "$tree/tests/e2e/support/prelude3.scm")
(load "$tree/tests/e2e/support/prelude.scm")
$2
(close-output-port report)
END
  in_stand_in gimp-console -i -d -f --quit --batch-interpreter=plug-in-script-fu-eval \
    -b "(load \"$report.scm\")" >&2 </dev/null
  cat "$report"
}

# The key is only in its file, and the scripted service accepts no other key. The downloads of the
# first run fail; the second run finishes the job, and nothing is paid twice.
key_and_job() {
  local folder=$work/home/.config/GIMP/3.2/ideogram-upscale server url first second status=0
  mkdir -p "$folder" && (umask 077 && echo test-key >"$folder/key") || return
  coproc server { exec /usr/bin/python3 "$tree/tests/contract/fake_service.py"; }
  read -r -u "${server[0]}" url
  url=${url##* }/download=404@flatpak
  export ONEMIN_API_URL=$url ONEMIN_ASSET_URL=$url
  first=$(start_gimp first "(define image (photo \"$tree/tests/data/coffee.png\"))
(upscale-error \"first\" image (first-layer image) '())")
  curl -sf "$url/_become/ok" || status=1
  second=$(start_gimp second '(define found (attempt "second" (lambda () (recover-job "" "new-image"))))
(say "found " (length found))')
  printf '%s\n%s\nbilled ' "$first" "$second"
  curl -s "$url/_billed" | grep -x 1 || status=1
  kill "$server_PID"
  unset ONEMIN_API_URL ONEMIN_ASSET_URL
  ls "$work/home/.var/app/org.gimp.GIMP/.local/state/ideogram-upscale/jobs" || status=1
  [[ $first == *'first error '* && $second == *'found 1'* && $status == 0 ]]
}
