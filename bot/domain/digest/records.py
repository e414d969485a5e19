"""The records behind a number, and the page of them that a modal shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behind:
    """Ids of observations and of issues, in the order in which they are shown."""

    observations: tuple[int, ...] = ()
    issues: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.observations) + len(self.issues)

    def page(self, start: int, length: int) -> Behind:
        """`length` of them from `start` on: issues first, then observations."""
        issues = self.issues[start : start + length]
        skipped = max(0, start - len(self.issues))
        return Behind(self.observations[skipped : skipped + length - len(issues)], issues)
