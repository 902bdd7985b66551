#!/bin/sh
# Puts the CDK apps beside aws-cdk-lib, outside the source tree. usage: install.sh DIRECTORY
# `npm ci` runs only when package-lock.json is not the one that was installed last.
# SPDX-License-Identifier: Apache-2.0
set -eu
source_directory=$(dirname "$0")/cdk
directory=$1
installed="$directory/node_modules/.installed-package-lock.json"

mkdir -p "$directory"
cp "$source_directory"/*.mjs "$source_directory"/package.json \
  "$source_directory"/package-lock.json "$directory"
if ! cmp -s "$directory/package-lock.json" "$installed"; then
  (cd "$directory" && npm ci --no-audit --no-fund)
  cp "$directory/package-lock.json" "$installed"
fi
