"""Free text on its way into a column."""

from __future__ import annotations

from bot.domain.masking import mask
from bot.domain.slacktext import storable


def clean(text: str | None) -> str:
    """What was typed, to the letter but for masked digits and what no column can hold; "" if
    nothing but white space."""
    return mask(storable(text or "").strip()).text
