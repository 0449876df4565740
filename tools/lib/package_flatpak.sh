# shellcheck shell=bash disable=SC2016
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# For tools/package: the extension of GIMP's Flatpak as a bundle, and a proof of it that needs no
# internet. Source it after suites.sh.
#
# The proof puts a stand-in in the place of the GNOME runtime and of GIMP's Flatpak: Debian's forky,
# with the extension point that GIMP's Flatpak has. The libraries of the manifest are built in it, from
# Debian's source packages in the place of their addresses. It shows that the manifest builds them and
# this plug-in and composes an entry for software catalogues, and its files go where that GIMP looks, and
# that in Flatpak's sandbox GIMP 3.2 upscales on this computer with and without a network, takes the key
# from its file, and finishes in a second start what was paid for in the first. It does not show that the
# manifest's addresses have these sources, that the GNOME runtime and its SDK have the rest, that GIMP's
# real Flatpak finds the plug-in, nor the keyring's portal.
# The first time takes long: OpenCV alone 20 minutes and more on two processors. What was built stays in $roots.

. tools/lib/package_deb.sh # step, project_version, export_sources

flatpak_id=org.gimp.GIMP.Plugin.IdeogramUpscale
flatpak_manifest=plugin/packaging/flatpak/$flatpak_id.yml
flatpak_packages=(flatpak flatpak-builder ostree git dpkg-dev patch)
# What the stand-in has: of the libraries only those that the GNOME runtime has, too, and these: OpenCV
# brings a copy of protobuf, which Debian's source of it lacks; not every mirror of Debian that was tried
# had the source of libdeflate.
stand_in_packages=(g++ make cmake meson ninja-build pkg-config gettext libcurl4-openssl-dev libjpeg-dev
  libwebp-dev libpng-dev liblcms2-dev libdeflate-dev libsecret-1-dev zlib1g-dev ca-certificates appstream-compose "${gimp_headers[forky]}" gimp
  protobuf-compiler libprotobuf-dev)
# Debian's source packages of the modules that are built.
declare -A source_packages=([rapidjson]=rapidjson [stb]=libstb [libmicrohttpd]=libmicrohttpd [opencv]=opencv)

flatpak_of() { printf '%s/ideogram-upscale-%s.%s.flatpak' "$1" "$(project_version)" "$(uname -m)"; }

# with_flatpak HOME INSTALLATION COMMAND…: apart from the caller's own Flatpak and files.
# GIMP_OPTIONS and the addresses of the service are passed on.
with_flatpak() (
  bare_environment GIMP_OPTIONS ONEMIN_API_URL ONEMIN_ASSET_URL AUTOPKGTEST_TMP
  export HOME=$1 FLATPAK_USER_DIR=$2 XDG_RUNTIME_DIR=$1/run PATH=$1/bin:$PATH
  mkdir -p "$HOME/bin" "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR" || exit
  shift 2
  exec "$@"
)

# build_bundle WORK INSTALLATION MANIFEST BUNDLE OPTION…
build_bundle() {
  local work=$1 installation=$2 manifest=$3 bundle=$4
  shift 4
  with_flatpak "$work/home" "$installation" nice flatpak-builder --user --force-clean \
    --disable-rofiles-fuse --repo="$work/repo" "$@" \
    "$work/build" "$manifest" &&
    with_flatpak "$work/home" "$installation" flatpak build-bundle --runtime "$work/repo" \
      "$bundle" "$flatpak_id" 3
}

# make_flatpak FOLDER: leaves a bundle of what is committed there. GIMP's Flatpak, its runtime and the
# libraries' sources are downloaded.
make_flatpak() {
  local work=$1/scratch/flatpak log=$1/flatpak.log installation=$roots/flatpak-flathub
  install_packages "${flatpak_packages[@]}"
  echo "Building $(basename "$(flatpak_of "$1")") (the log is $log)"
  {
    export_sources "$work/source" &&
      with_flatpak "$work/home" "$installation" flatpak --user remote-add --if-not-exists \
        flathub https://dl.flathub.org/repo/flathub.flatpakrepo &&
      build_bundle "$work" "$installation" "$work/source/$flatpak_manifest" "$(flatpak_of "$1")" \
        --install-deps-from=flathub --state-dir="$work/state"
  } >"$log" 2>&1 </dev/null || { tail -n 30 "$log"; die "No Flatpak bundle; it needs the internet."; }
}

# check_flatpak FOLDER: see above.
check_flatpak() {
  local work=$1/scratch/check-flatpak log=$1/check-flatpak.log stand_in
  local tree=$work/source bundle=$work/bundle.flatpak sources=$roots/flatpak-sources
  install_packages "${flatpak_packages[@]}"
  echo "Checking the Flatpak extension with Debian in place of its runtime (the log is $log)"
  : >"$log"
  stand_in=$roots/flatpak-forky-$(sha256sum <<<"${stand_in_packages[*]}" | cut -c1-12)
  step 'a stand-in for the runtime and for GIMP' make_stand_in &&
    step 'the manifest has no unknown words' known_words &&
    step "Debian's sources of its libraries" get_sources &&
    step 'it builds them and a bundle' stand_in_bundle &&
    step 'the bundle has an entry for software catalogues' catalogue_entry &&
    step 'the bundle is installed' install_bundle &&
    step 'GIMP upscales, with a network' flatpak_upscale &&
    step 'GIMP upscales, without a network' flatpak_upscale --unshare=network &&
    step 'the key is kept, a paid job is found and finished in a second start' key_and_job &&
    step 'the bundle is removed' remove_bundle &&
    (remove_root "$work") || die "Failed."
}

# The functions below are check_flatpak's: they read its variables.

# The stand-in: an installation of Flatpak. It appears whole or not at all.
make_stand_in() {
  local new=$stand_in.new.$$ packages
  [[ -d $stand_in ]] && return
  packages=$(IFS=, && printf '%s' "${stand_in_packages[*]}")
  install_packages "${host_packages[@]}" && mkdir -p "$new" &&
    make_root_with forky "$new/root" "$packages" &&
    copy_runtime "$new/root" "$new/runtime" && describe_gimp "$new/gimp" &&
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
    mv -T "$new/installation" "$stand_in" && (remove_root "$new")
}

# copy_runtime ROOT FOLDER: what Debian has for all, in the shape of a runtime.
copy_runtime() {
  mkdir -p "$2/usr" "$2/files" &&
    tar -c -C "$1/usr" --exclude=./share/{doc,man,locale,help} . | tar -x -C "$2/usr" &&
    mkdir -p "$2/usr/etc" &&
    cp -a "$1"/etc/{ld.so.conf,ld.so.conf.d,fonts,gimp,alternatives,passwd,group,nsswitch.conf,ssl} \
      "$2/usr/etc/" &&
    # GIMP's Flatpak has this folder built in
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

# It leaves a folder where it is run.
show_manifest() (mkdir -p "$work" && cd "$work" && flatpak-builder --show-manifest "$1")

# flatpak-builder only warns of a word that it does not know.
known_words() {
  local warnings
  warnings=$(show_manifest "$source_dir/$flatpak_manifest" 2>&1 >/dev/null) || return
  printf '%s\n' "$warnings"
  [[ -z $warnings ]]
}

# apt_of_sources ARGUMENT…: apt-get that knows forky's source packages, apart from the machine's own.
apt_of_sources() {
  local apt=$sources/apt
  mkdir -p "$apt/lists" &&
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror forky main" \
      >"$apt/sources.list" &&
    apt-get -q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
      -o "Dir::State::Lists=$apt/lists" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache= \
      -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root "$@"
}

# Each source package as NAME.tar, patched as Debian builds it.
get_sources() {
  local name
  [[ -d $sources ]] || apt_of_sources update || return
  for name in "${source_packages[@]}"; do
    [[ -f $sources/$name.tar ]] || get_source "$name" || return
  done
}

# get_source NAME
get_source() (
  folder=$sources/$1
  rm -rf "$folder" && mkdir -p "$folder/tree" && cd "$folder" &&
    # apt checks what it downloads against the signed list, so the package's own description is not needed
    apt_of_sources source --tar-only "$1" && apt_of_sources source --diff-only "$1" || exit
  for file in *.orig*.tar.?z; do # also NAME_VERSION.orig-COMPONENT.tar.xz
    component=${file##*.orig}
    component=${component%.tar.*}
    mkdir -p "tree/${component#-}" && tar -xf "$file" -C "tree/${component#-}" --strip-components=1 || exit
  done
  tar -xf ./*.debian.tar.* -C tree && dpkg-source --before-build tree || exit
  # what Debian keeps of the third parties of OpenCV
  [[ $1 != opencv ]] || cp -r tree/debian/3rdparty-* tree/3rdparty || exit
  # the same bytes each time, so that what was built of them is known again
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "../$1.tar" --exclude=.pc -C tree . &&
    rm -rf "$folder"
)

# offline_manifest: the manifest on standard input with Debian's sources in it, without the others.
offline_manifest() {
  local name pairs=()
  for name in "${!source_packages[@]}"; do
    pairs+=("$name=$sources/${source_packages[$name]}.tar")
  done
  /usr/bin/python3 -c '
import hashlib, json, sys
manifest = json.load(sys.stdin)
archives = dict(pair.split("=", 1) for pair in sys.argv[1:])
*libraries, plug_in = manifest["modules"]
libraries = [module for module in libraries if module["name"] in archives]
manifest["modules"] = libraries + [plug_in]
for module in libraries:
    archive = archives[module["name"]]
    with open(archive, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    module["sources"] = [{"type": "archive", "path": archive, "sha256": digest, "strip-components": 1}]
    if module["name"] == "opencv":
        module["config-opts"] += ["-DBUILD_PROTOBUF=OFF", "-DPROTOBUF_UPDATE_FILES=ON"]
json.dump(manifest, sys.stdout)' "${pairs[@]}"
}

stand_in_bundle() {
  local manifest=$tree/${flatpak_manifest%.yml}.json
  (remove_root "$work") && export_sources "$tree" &&
    show_manifest "$tree/$flatpak_manifest" | offline_manifest >"$manifest" &&
    build_bundle "$work" "$stand_in" "$manifest" "$bundle" --disable-download --disable-updates \
      --state-dir="$stand_in.state"
}

# The software catalogue's entry with its icon is in the bundle, and is the plug-in's.
catalogue_entry() {
  local share=$work/build/files/share/app-info
  find "$share" -type f && gzip -dc "$share/xmls/$flatpak_id.xml.gz" |
    grep -E "<id>$flatpak_id</id>|<bundle|<icon|<extends" &&
    [[ -n $(find "$share/icons" -name "$flatpak_id.*") ]]
}

in_stand_in() { with_flatpak "$work/home" "$stand_in" "$@"; }

remove_bundle() { in_stand_in flatpak --user uninstall -y --noninteractive "$flatpak_id//3"; }

install_bundle() {
  remove_bundle || true # of a check that was broken off
  in_stand_in flatpak --user install -y --noninteractive --bundle "$bundle" &&
    mkdir -p "$work/home/bin" &&
    # what "host" does not hold: a folder in /root
    printf '#!/bin/sh\nexec flatpak --user run --filesystem=%q $GIMP_OPTIONS org.gimp.GIMP//stable "$@"\n' \
      "$work" >"$work/home/bin/gimp-console" &&
    chmod +x "$work/home/bin/gimp-console"
}

# flatpak_upscale OPTION…: as Debian's package is tested.
flatpak_upscale() (
  export GIMP_OPTIONS="$*" AUTOPKGTEST_TMP=$work/upscale
  rm -rf "$work/upscale" && mkdir "$work/upscale" && cd "$tree" &&
    in_stand_in plugin/packaging/debian/tests/local-upscale
)

# start_gimp NAME SCHEME: a start of GIMP that runs this; prints what it reports.
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

# The key is in its file only, and the scripted service takes no other. The downloads of the first
# start fail; the second finishes the job, and nothing is paid twice.
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
