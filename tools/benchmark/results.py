# SPDX-License-Identifier: Apache-2.0
"""What was measured: rows of figures, and what they must reach."""

import dataclasses

PUMICE = "pumice"
BARE = "bare"


@dataclasses.dataclass
class Target:
    """`of` says what the value is: a ratio to "bare" or to "best peer", to something else, or the
    figure itself."""

    of: str
    value: float
    bound: float
    at_least: bool

    @property
    def reached(self):
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclasses.dataclass
class Row:
    name: str
    what: str
    unit: str
    # By the server's name; without those that cannot do it.
    values: dict
    targets: list = dataclasses.field(default_factory=list)
    details: dict = dataclasses.field(default_factory=dict)

    @property
    def reached(self):
        """None where there is nothing to reach."""
        return all(target.reached for target in self.targets) if self.targets else None

    def peers(self):
        return [name for name in self.values if name not in (PUMICE, BARE)]


def limit(value, bound):
    """A figure that must not exceed the bound."""
    return Target("limit", value, bound, at_least=False)


def of_bare(values, bound, at_least=True):
    return Target("bare", values[PUMICE] / values[BARE], bound, at_least)


def of_best_peer(values, bound):
    """For rates. None if no peer can do it."""
    peers = [value for name, value in values.items() if name not in (PUMICE, BARE)]
    return Target("best peer", values[PUMICE] / max(peers), bound, True) if peers else None
