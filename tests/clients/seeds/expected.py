# SPDX-License-Identifier: Apache-2.0
"""Compares what came with what was expected to, whole.

In an expectation "<any>" stands for any value, {"<unordered>": [...]} for a list in any order.
"""

ANY = "<any>"


def differences(expected, got, path="$"):
    """Where they differ, one line each; members that are missing or too many are differences."""
    if expected == ANY:
        return []
    if isinstance(expected, dict) and list(expected) == ["<unordered>"]:
        return _unordered(expected["<unordered>"], got, path)
    if isinstance(expected, dict) and isinstance(got, dict):
        lines = [f"{path}.{name}: missing" for name in expected if name not in got]
        lines += [f"{path}.{name}: {got[name]!r} too many" for name in got if name not in expected]
        for name in expected:
            if name in got:
                lines += differences(expected[name], got[name], f"{path}.{name}")
        return lines
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        lines = []
        for i, (wanted, one) in enumerate(zip(expected, got)):
            lines += differences(wanted, one, f"{path}[{i}]")
        return lines
    return [] if expected == got else [f"{path}: expected {expected!r}, got {got!r}"]


def _unordered(expected, got, path):
    if not isinstance(got, list):
        return [f"{path}: expected a list, got {got!r}"]
    left = list(got)
    lines = []
    for wanted in expected:
        found = next((one for one in left if not differences(wanted, one)), None)
        if found is None:
            lines.append(f"{path}: {wanted!r} is missing")
        else:
            left.remove(found)
    return lines + [f"{path}: {one!r} too many" for one in left]


def part_of(expected, got, path="$"):
    """The same, but members that only `got` has are none."""
    if isinstance(expected, dict) and isinstance(got, dict):
        lines = []
        for name, wanted in expected.items():
            if name not in got:
                lines.append(f"{path}.{name}: missing")
            else:
                lines += part_of(wanted, got[name], f"{path}.{name}")
        return lines
    return differences(expected, got, path)
