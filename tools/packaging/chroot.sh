#!/bin/bash
# Unpacks a clean Debian 12 into a folder. It is made once, by debootstrap from the mirror that this
# machine's apt uses, and kept as build/package/chroot[-PACKAGE…].tar.
#   tools/packaging/chroot.sh FOLDER [PACKAGE…]     with these packages installed
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "$0")/../.."
source tools/packages.sh

folder=$1
shift
suite=bookworm
tarball=build/package/chroot$(printf -- '-%s' "$@").tar
[[ $# == 0 ]] && tarball=build/package/chroot.tar

mirror() {
  apt-get indextargets --format "\$(REPO_URI) \$(RELEASE)" 'Created-By: Packages' |
    sed -n "s/ $suite\$//p" | head -n 1
}

if [[ ! -f $tarball ]]; then
  install_packages debootstrap
  echo "a clean Debian in $tarball, once" >&2
  new=$(mktemp -d)
  trap 'rm -rf "$new"' EXIT
  chmod 755 "$new"
  include=$(IFS=,; echo "$*")
  log=build/package/debootstrap.log
  mkdir -p build/package
  debootstrap --variant=minbase ${include:+--include="$include"} "$suite" "$new" "$(mirror)" \
    >"$log" 2>&1 || { tail "$log" >&2; exit 1; }
  rm -rf "$new"/var/cache/apt/archives/*.deb
  tar -cf "$tarball.part" -C "$new" .
  mv "$tarball.part" "$tarball"
fi
tar -xf "$tarball" -C "$folder"
