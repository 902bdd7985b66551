# SPDX-License-Identifier: Apache-2.0
"""All rows by name, in the order of the table. A new one goes into a section: a module with NAMES
and `measure(bench, names)`, which yields the rows of those names."""

import in_process
import large
import latency
import node_tests
import rates
import recovery
import snapshots
import spaces
import startup
import tables
import threads

SECTIONS = (
    rates,
    threads,
    latency,
    startup,
    tables,
    in_process,
    node_tests,
    recovery,
    snapshots,
    spaces,
    large,
)
NAMES = [name for section in SECTIONS for name in section.NAMES]
