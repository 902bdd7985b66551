#!/bin/bash
# Debian's C library of an architecture, in build/package/ARCH/libc: this machine's own, or fetched
# once by apt, without root and without a change to the machine's own packages.
#   tools/packaging/libc.sh arm64            no-op if it is there already
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "$0")/../.."

arch=$1
libc=$PWD/build/package/$arch/libc
[[ -f $libc/complete ]] && exit 0

# This machine's own, if it is of that architecture.
if [[ $arch == "$(dpkg --print-architecture)" ]]; then
  rm -rf "$libc"
  mkdir -p "$libc"
  mapfile -t files < <(dpkg -L "libc6:$arch" | grep -E '^/(usr/)?lib|/copyright$')
  for file in "${files[@]}"; do
    [[ -d $file ]] && continue
    mkdir -p "$libc$(dirname "$file")"
    cp -a "$file" "$libc$file"
  done
  touch "$libc/complete"
  exit 0
fi

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
mkdir -p "$state"/{lists/partial,archives/partial}
: >"$state/status"

# With lists, cache and status of its own.
apt_of_arch() {
  apt-get -qq \
    -o APT::Architecture="$arch" -o APT::Architectures::="$arch" -o APT::Sandbox::User=root \
    -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" \
    -o Acquire::Languages=none -o Acquire::Retries=3 -o DPkg::Post-Invoke= \
    -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= "$@"
}

echo "libc6 of $arch" >&2
# The lists of others than Debian may not have this architecture: what is missing shows below.
apt_of_arch update 2>"$state/update.log" || true
if ! (cd "$state/archives" && apt_of_arch download "libc6:$arch"); then
  cat "$state/update.log" >&2
  exit 1
fi
rm -rf "$libc"
mkdir -p "$libc"
dpkg-deb -x "$state"/archives/libc6_*.deb "$libc"
touch "$libc/complete"
