#!/bin/bash
# libpumice shows the functions of pumice/pumice.h, all of them and nothing else.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
header=$(dirname "$0")/../../../include/pumice/pumice.h
declared=$(grep -oE '^[a-z].*\bpumice_[a-z_]+\(' "$header" | grep -oE 'pumice_[a-z_]+\($' |
  tr -d '(' | sort -u)
shown=$(nm -D --defined-only "$1" | awk '$2 != "A" {print $3}' | sed 's/@.*//' | sort -u)
diff <(echo "$declared") <(echo "$shown")
