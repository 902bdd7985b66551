#!/bin/sh
# What a build server runs: the access patterns, then the application's tests beside a database.
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")"
PUMICE=${PUMICE:-pumice}
export PUMICE

"$PUMICE" check patterns.yaml

# The application's tests. Here: the same patterns, over HTTP.
./with_database.sh sh -c '"$PUMICE" check patterns.yaml --endpoint "$PUMICE_ENDPOINT"'
