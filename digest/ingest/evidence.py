"""Several witnesses, one value: what they say is grouped, and what agrees grows sure, what disagrees grows doubtful.

    JSON-LD says 2020-09-11 (0.9), the address says 2020/09/11 (0.6), a line says 2020-09-13 (0.4)
    → 2020-09-11, sure 0.77: 1 − (1 − 0.9)(1 − 0.6) = 0.96 for it, less a half of what speaks against it, 0.4

Evidence of one witness counts once, however often it is repeated: one template fills many tags. Pure; all formats
use it, through `digest.ingest.normalize`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from digest.ingest.raw import Evidence

T = TypeVar("T")

_MOST = 0.99
"""One witness is no surer than that."""
_AGAINST = 0.5
"""How much of what speaks for another value is taken off."""
_NAMED = 3
"""As many witnesses of a value are told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed(Generic[T]):
    """One value, what speaks for it, and how sure it is (0 to 1)."""

    value: T
    support: float
    """How sure it would be if nobody said anything else."""
    sure: float
    said: tuple[Evidence, ...]
    """Who says it, the surest first."""
    against: tuple[Evidence, ...]
    """Who says something else, the surest first."""

    @property
    def evidence(self) -> Evidence:
        """Give the evidence that decided, with those that agree, and as sure as all of it together."""
        wheres = dict.fromkeys(one.where for one in self.said)
        named = list(wheres)[:_NAMED]
        where = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
        return dataclasses.replace(self.said[0], where=where, sure=self.said[0].sure if len(wheres) == 1 and not self.against else round(self.sure, 2))


def weigh(offered: Iterable[tuple[Evidence, T]], same: Callable[[T, T], bool] | None = None) -> list[Weighed[T]]:
    """Weigh values against each other, the likeliest first; of equals the first that was offered.

    `same` says whether two values mean the same; the value of a group is that of its surest evidence.
    """
    groups: list[list[tuple[Evidence, T]]] = []
    for evidence, value in sorted(offered, key=lambda one: -one[0].sure):
        group = next((group for group in groups if (same(group[0][1], value) if same else group[0][1] == value)), None)
        if group is None:
            groups.append([(evidence, value)])
        else:
            group.append((evidence, value))
    supports = [_support([evidence for evidence, _ in group]) for group in groups]
    found = []
    for n, group in enumerate(groups):
        rival = max((support for m, support in enumerate(supports) if m != n), default=0.0)
        against = sorted((evidence for m, other in enumerate(groups) if m != n for evidence, _ in other), key=lambda one: -one.sure)
        said = tuple(evidence for evidence, _ in group)
        sure = supports[n] * (1 - _AGAINST * rival)
        found.append(Weighed(value=group[0][1], support=supports[n], sure=sure, said=said, against=tuple(against)))
    return sorted(found, key=lambda weighed: -weighed.support)


def _support(said: Sequence[Evidence]) -> float:
    """Say how sure a value is by all who say it, were they independent: the chance that not all of them err."""
    surest: dict[str, float] = {}
    for one in said:
        witness = one.witness or one.where
        surest[witness] = max(surest.get(witness, 0.0), min(one.sure, _MOST))
    return 1 - math.prod(1 - sure for sure in surest.values())
