#!/bin/bash
# Builds what the packages hold and puts it into build/package/ARCH/stage, stripped:
#   bin/pumice          the program
#   lib/libpumice.so.0  the C library, and libpumice.so
#   lib/pumice.node     the addon for Node.js, where npm has the headers of its interface
#   sdk/                the C++ library, its headers, and what find_package(pumice) finds
# Then looks whether that runs on Debian 12, Ubuntu 22.04 and later: glibc up to 2.35, and no more.
#   tools/packaging/stage.sh amd64|arm64
#   tools/packaging/stage.sh ARCH --debian    the program alone, of Debian's own archives: it is
#                                             larger, and much sooner made the first time
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "$0")/../.."
source tools/packages.sh

usage() {
  sed -n '2,11s/^# \{0,1\}//p' "$0"
  exit 2
}

most_glibc=2.35
most_bytes=12000000

arch=${1:-}
[[ $arch == amd64 || $arch == arm64 ]] || usage
with_libraries=true
case "${2:-}" in
  '') ;;
  --debian) with_libraries=false ;;
  *) usage ;;
esac
build=build/package/$arch/build
stage=build/package/$arch/stage

install_packages "${build_packages[@]}"
options=(
  -D CMAKE_BUILD_TYPE=Release -D PUMICE_BUILD_TESTS=OFF
  # Tables for unwinding at calls only, and a program at a fixed address: a tenth less. Its archives
  # fit into libpumice all the same.
  -D "CMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG -fno-asynchronous-unwind-tables"
  -D PUMICE_FIXED_ADDRESS=ON
)
prefix=
if [[ $arch == arm64 ]]; then
  install_packages "${arm64_packages[@]}"
  tools/packaging/arm64_sysroot.sh
  options+=(-D "CMAKE_TOOLCHAIN_FILE=$PWD/tools/cmake/arm64.cmake")
  prefix=aarch64-linux-gnu-
fi
targets=(pumice_program)

if $with_libraries; then
  targets+=(pumice_c)
  tools/packaging/dependencies.sh "$arch"
  dependencies=$PWD/build/package/$arch/dependencies
  options+=(
    -D "PUMICE_DEPENDENCIES_DIR=$dependencies" -D "OPENSSL_ROOT_DIR=$dependencies"
  )
  if [[ -d bindings/node/addon ]]; then
    with_node_addon
    options+=("${configure_options[@]}")
    targets+=(pumice_node)
  fi
else
  build+=-debian
fi

echo "building $build" >&2
cmake -S . -B "$build" -G Ninja "${options[@]}" >/dev/null
cmake --build "$build" --target "${targets[@]}" >&2

rm -rf "$stage"
mkdir -p "$stage"/{bin,lib}
"${prefix}strip" -o "$stage/bin/pumice" "$build/pumice"
if $with_libraries; then
  "${prefix}strip" --strip-unneeded -o "$stage/lib/libpumice.so.0" "$build/libpumice.so.0"
  ln -s libpumice.so.0 "$stage/lib/libpumice.so"
  if [[ -f $build/pumice.node ]]; then
    "${prefix}strip" --strip-unneeded -o "$stage/lib/pumice.node" "$build/pumice.node"
  fi
  cmake --install "$build" --prefix "$stage/sdk" >/dev/null
  rm -r "$stage/sdk/bin"
fi

# What a file is loaded with, besides glibc's own libraries and those staged beside it.
foreign_libraries() {
  "${prefix}objdump" -p "$1" | sed -n 's/^ *NEEDED *//p' |
    grep -vE '^(libc|libm|libdl|libpthread|librt|libpumice)\.so\.[0-9]$|^ld-linux' || true
}

# The latest version of glibc that a file asks for.
glibc_version() {
  "${prefix}objdump" -T "$1" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -uV | tail -n 1
}

symbols_of() {
  "${prefix}objdump" -T "$1" | grep -F "GLIBC_$2" | awk '{print $NF}' | tr '\n' ' '
}

faults=0
fault() {
  echo "$1" >&2
  faults=$((faults + 1))
}
while read -r file; do
  version=$(glibc_version "$file")
  bytes=$(stat -c %s "$file")
  printf '%-28s %9d bytes, glibc %s\n' "${file#"$stage"/}" "$bytes" "$version" >&2
  if [[ $(printf '%s\n' "$version" "$most_glibc" | sort -V | tail -n 1) != "$most_glibc" ]]; then
    fault "$file asks for glibc $version: $(symbols_of "$file" "$version")"
  fi
  foreign=$(foreign_libraries "$file")
  [[ -z $foreign ]] || fault "$file loads $foreign"
  "${prefix}readelf" -S "$file" | grep -q '\.symtab' && fault "$file is not stripped"
done < <(find "$stage"/{bin,lib} -type f | sort)
if (($(stat -c %s "$stage/bin/pumice") > most_bytes)); then
  message="$stage/bin/pumice is larger than $most_bytes bytes"
  if $with_libraries; then fault "$message"; else echo "$message" >&2; fi
fi
exit $((faults > 0))
