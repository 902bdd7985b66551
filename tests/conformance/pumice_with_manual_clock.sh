#!/bin/sh
# Starts pumice so that cases can move its clock. It begins long before any time that a case names,
# because time does not go back.
# SPDX-License-Identifier: Apache-2.0
exec "$PUMICE_PROGRAM" --clock manual:2010-01-01 "$@"
