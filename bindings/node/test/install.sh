#!/bin/sh
# Installs the packages that the tests need, outside the source tree.
# usage: install.sh PACKAGES DIRECTORY      (PACKAGES: packages or packages_latest)
# `npm ci` runs only when package-lock.json is not the one that was installed last.
# SPDX-License-Identifier: Apache-2.0
set -eu
packages=$(dirname "$0")/$1
directory=$2
installed="$directory/node_modules/.installed-package-lock.json"

mkdir -p "$directory"
cp "$packages/package.json" "$packages/package-lock.json" "$directory"
if ! cmp -s "$directory/package-lock.json" "$installed"; then
  (cd "$directory" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$directory/package-lock.json" "$installed"
fi
