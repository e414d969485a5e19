"""The closed loop: for one issue and one customer, resolved AND the customer was told.

Source: docs/reference/rules.md, "Receipts and told customers".
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class LoopState(StrEnum):
    WAITING = "waiting"
    TOLD = "told"
    WAIVED = "waived"
    NOT_TOLD = "not_told"
    """Still waiting when the watch window ended."""


def settled(loops: Iterable[LoopState]) -> bool:
    """Whether every customer was told or waived, so that the issue is closed."""
    return all(state in (LoopState.TOLD, LoopState.WAIVED) for state in loops)
