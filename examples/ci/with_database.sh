#!/bin/sh
# Runs a command beside an empty DynamoDB of its own, in memory, on a free port:
#   ./with_database.sh npm test
# SPDX-License-Identifier: Apache-2.0
set -eu
directory=$(mktemp -d)
"${PUMICE:-pumice}" --port 0 --port-file "$directory/port" >"$directory/log" 2>&1 &
server=$!
stop() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$directory"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

until [ -s "$directory/port" ]; do
  kill -0 "$server" 2>/dev/null || {
    cat "$directory/log" >&2
    exit 1
  }
  sleep 0.05
done

PUMICE_ENDPOINT="http://127.0.0.1:$(cat "$directory/port")"
AWS_ENDPOINT_URL_DYNAMODB=$PUMICE_ENDPOINT
AWS_ACCESS_KEY_ID=any
AWS_SECRET_ACCESS_KEY=any
AWS_REGION=us-east-1
export PUMICE_ENDPOINT AWS_ENDPOINT_URL_DYNAMODB AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION
"$@"
