#!/bin/bash
# Debian's arm64 libraries that pumice links, in build/arm64-sysroot: fetched once, without root and
# without a change to the machine's own packages (many -dev packages of two architectures exclude
# each other). libc and libstdc++ are the cross compiler's; headers that are the same everywhere
# (Boost, RapidJSON, CLI11, spdlog) are the machine's.
#   tools/packaging/arm64_sysroot.sh            no-op if it is there already
#   tools/packaging/arm64_sysroot.sh --again    fetches it again
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "$0")/../.."

sysroot=$PWD/build/arm64-sysroot
state=$PWD/build/arm64-apt
libraries=$sysroot/usr/lib/aarch64-linux-gnu

# Archives and headers; then the shared libraries that libpumice.so loads unless it has archives of
# its own (dependencies.sh); and those without which CMake's package of {fmt} refuses to load.
packages=(
  librocksdb-dev libsnappy-dev liblz4-dev libzstd-dev libbz2-dev zlib1g-dev libdeflate-dev
  libssl-dev libyaml-cpp-dev libre2-dev libxxhash-dev libfmt-dev catch2
  librocksdb7.8 libsnappy1v5 liblz4-1 libzstd1 libbz2-1.0 zlib1g libgflags2.2
  libre2-9 libyaml-cpp0.7 libfmt9
)
archives=(rocksdb snappy lz4 zstd bz2 z deflate ssl crypto yaml-cpp re2)

# apt with lists, cache and status of its own, for arm64.
apt_arm64() {
  apt-get -qq \
    -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=root \
    -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" \
    -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Get::List-Cleanup=false \
    -o DPkg::Post-Invoke= -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= "$@"
}

# What was built with another list of packages, or was not finished, is built again.
wanted=${packages[*]}
is_complete() {
  [[ -f $sysroot/complete && $(<"$sysroot/complete") == "$wanted" ]]
}

# Every archive is there, and is arm64's.
check() {
  local archive machine
  for archive in "${archives[@]}"; do
    machine=$(aarch64-linux-gnu-readelf -h "$libraries/lib$archive.a" 2>/dev/null |
      sed -n 's/^ *Machine: *//p' | sort -u)
    if [[ $machine != AArch64 ]]; then
      echo "$libraries/lib$archive.a: wanted AArch64, found ${machine:-nothing}" >&2
      return 1
    fi
  done
}

[[ ${1:-} == --again ]] && rm -rf "$sysroot" "$state"
is_complete && exit 0

rm -rf "$sysroot"
mkdir -p "$state"/{lists/partial,archives/partial} "$sysroot"
: >"$state/status"
echo "arm64 libraries: lists of packages" >&2
# The lists of others than Debian may not have arm64: what is missing shows below.
apt_arm64 update 2>"$state/update.log" || true
echo "arm64 libraries: ${#packages[@]} packages" >&2
if ! (cd "$state/archives" && apt_arm64 download "${packages[@]/%/:arm64}"); then
  cat "$state/update.log" >&2
  exit 1
fi
for package in "$state"/archives/*.deb; do
  echo "arm64 libraries: $(basename "$package" .deb)" >&2
  dpkg-deb -x "$package" "$sysroot"
done
check
# The cross compiler looks for linkers of its own only.
mkdir "$sysroot/linker"
ln -s "$(command -v mold)" "$sysroot/linker/ld.mold"
rm -rf "$state"
echo "$wanted" >"$sysroot/complete"
echo "arm64 libraries: $(du -sh "$sysroot" | cut -f 1) in build/arm64-sysroot" >&2
