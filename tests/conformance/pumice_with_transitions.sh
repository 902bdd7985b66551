#!/bin/sh
# Starts pumice so that tables, indexes and settings take their time, by the real clock: cases that
# move it stay pending.
# SPDX-License-Identifier: Apache-2.0
exec "$PUMICE_PROGRAM" --transition-delay 50ms "$@"
