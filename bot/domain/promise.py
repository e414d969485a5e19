"""What an owner commits to: next step and date.

Source: docs/reference/rules.md, "Promises and lapses"; how they are counted:
docs/reference/figures.md, "Promises".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

COUNTED_FOR = timedelta(days=90)
"""How far back promises are counted where people see how many were kept."""


class PromiseState(StrEnum):
    STANDING = "standing"
    KEPT = "kept"
    MOVED = "moved"
    """Replaced once, before its date, by a later one with a reason."""
    BROKEN = "broken"
    VOID = "void"
    """Ended without blame: reassigned, handed over, dismissed, owner away."""


def was_moved(states: Sequence[PromiseState]) -> bool:
    """Whether the last of an issue's promises (oldest first) stands in the place of one that was
    moved: then it can't be moved again."""
    return states[-2:-1] == [PromiseState.MOVED]


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """What became of promises of a touchpoint or a journey in some time."""

    kept: int = 0
    moved: int = 0
    broken: int = 0
