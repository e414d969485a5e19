"""The records behind a number, and the page of them that a modal shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartOf(StrEnum):
    """What some of the records behind a line of several numbers are."""

    BROKEN = "broken"
    MOVED = "moved"
    STANDING = "standing"
    KEPT = "kept"
    TOLD = "told"
    """One issue: how many of its customers were told."""
    THIS = "this"
    """Heard in the period."""
    LAST = "last"
    """Heard in the week before it."""
    EARLIER = "earlier"
    """Heard in the three weeks before that; the number is of a mean week of all four."""
    BEFORE = "before"
    """Heard in the time of the same length before."""
    UNRESOLVED = "unresolved"
    HEARD = "heard"
    """On a journey, in the 28 days."""


@dataclass(frozen=True, slots=True)
class Part:
    """records: how many of the records, in their order. count, of: the numbers of the line that
    they are behind; an `of` of 0 is none."""

    what: PartOf
    records: int
    count: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class Behind:
    """Ids of observations and of issues, in the order in which they are shown: issues first. parts:
    what they are, where they are behind several numbers; together they are all of them."""

    observations: tuple[int, ...] = ()
    issues: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()

    def __len__(self) -> int:
        return len(self.observations) + len(self.issues)

    def page(self, start: int, length: int) -> list[tuple[Part | None, Behind]]:
        """`length` records from `start` on, cut where a part ends."""
        found: list[tuple[Part | None, Behind]] = []
        begins = 0
        for part in self.parts or (None,):
            ends = begins + (part.records if part else len(self))
            first, last = max(start, begins), min(start + length, ends)
            if first < last:
                found.append((part, self._cut(first, last)))
            begins = ends
        return found

    def _cut(self, first: int, last: int) -> Behind:
        before = len(self.issues)
        return Behind(
            self.observations[max(0, first - before) : max(0, last - before)],
            self.issues[first:last],
        )
