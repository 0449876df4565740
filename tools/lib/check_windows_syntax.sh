#!/bin/bash
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that what src/ asks of the system beyond C++ is in its *_posix.cpp files: all others pass the syntax check of mingw-w64's compiler. Does not prove that anything links, runs, or treats paths as Windows does.
# tools/lib/check_windows_syntax.sh: `ok FOLDER` for each, or the compiler's words and status 1.
set -uo pipefail
cd "$(dirname "$(realpath "$0")")/../.." || exit
. tools/lib/suites.sh

compiler=x86_64-w64-mingw32-g++-posix
install_packages "g++-mingw-w64-x86-64-posix" pkg-config libcurl4-openssl-dev rapidjson-dev libstb-dev \
  libdeflate-dev libjpeg-dev libwebp-dev libpng-dev liblcms2-dev || exit

# Only the libraries' headers: /usr/include itself also holds those of this machine's C library.
headers=$(mktemp -d) || exit
trap 'rm -rf "$headers"' EXIT
for header in curl webp libdeflate.h rapidjson stb jpeglib.h jmorecfg.h jconfig.h jerror.h png.h pngconf.h pnglibconf.h lcms2.h; do
  for folder in /usr/include "/usr/include/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -dumpmachine)"; do
    [[ -e $folder/$header ]] && ln -s "$folder/$header" "$headers/" && continue 2
  done
  die "There is no $header in /usr/include"
done

# All files of a folder at once, because they share most headers.
check() { # FOLDER
  local words
  if words=$(find "$1" -maxdepth 1 -name '*.cpp' ! -name '*_posix.cpp' -printf '#include "%p"\n' | sort |
    "$compiler" -std=c++20 -fsyntax-only -DUPSCALE_VERSION='""' -I. -Isrc -isystem "$headers" -x c++ - 2>&1); then
    printf 'ok %s\n' "$1"
  else
    printf 'FAILED %s\n%s\n' "$1" "$words"
    return 1
  fi
}
export -f check
export compiler headers

mapfile -t folders < <(find src -name '*.cpp' ! -name '*_posix.cpp' -printf '%h\n' | sort -u)
((${#folders[@]})) || die "There is nothing to check in src/"
printf '%s\0' "${folders[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'check "$1"' check
