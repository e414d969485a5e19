"""What an owner commits to: next step and date."""

from __future__ import annotations

from enum import StrEnum


class PromiseState(StrEnum):
    STANDING = "standing"
    KEPT = "kept"
    MOVED = "moved"
    """Replaced once, before its date, by a later one with a reason."""
    BROKEN = "broken"
    VOID = "void"
    """Ended without blame: reassigned, handed over, dismissed, owner away."""
