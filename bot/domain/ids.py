"""Numbers of rows, as buttons carry them and people type them."""

from __future__ import annotations

_NO_ROW = 2**31 - 1
"""The last id that PostgreSQL's integers hold, which no row has: it stands for all beyond."""


def number(text: object) -> int | None:
    """A row id from a button, a modal or a file, or typed; None for anything that is none."""
    digits = str(text)
    is_id = digits.isascii() and digits.isdigit() and len(digits) < 16
    return min(int(digits), _NO_ROW) if is_id else None
