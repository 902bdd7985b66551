#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Deploys the template, and then the table with one index more, to a pumice of its own.
set -e
cd "$(dirname "$0")"
exec "${PUMICE:-pumice}" run -- sh -ec '
  "${PUMICE:-pumice}" deploy template.yaml
  "${PUMICE:-pumice}" deploy orders.json --dry-run
  "${PUMICE:-pumice}" deploy orders.json
  "${PUMICE:-pumice}" deploy orders.json | grep "tables: 1 unchanged"
'
