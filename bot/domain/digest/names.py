"""Leaves names of customers out of what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORTEST = 3
"""Characters of a name that is looked for: shorter ones are found in too many words."""


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with "a customer" where it names one. The longest names go first."""
    folded = text.casefold()
    named = [name for name in names if len(name) >= _SHORTEST and name.casefold() in folded]
    for name in sorted(named, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "a customer", text, flags=re.IGNORECASE)
    return text
