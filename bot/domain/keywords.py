"""A list that people type on one line: separated by commas, quotes kept together."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.nearest import name_key

_MARKS = '"“”„‟«»＂'
_SEPARATORS = ",;\n\r،、，；"
_PIECE = re.compile(f"(?:[{_MARKS}][^{_MARKS}]*[{_MARKS}]|[^{_SEPARATORS}])+")
_TELLING = re.compile(r"\w")
_LONGEST = 75


def parse_keywords(typed: str) -> list[str]:
    """The keywords in `typed`, in order, each once, of at most 75 characters.

    Commas and semicolons of several scripts and line breaks part them, but not between double
    quotes, which are no part of a keyword. What has no letter or digit is none.
    """
    found: dict[str, str] = {}
    for piece in _PIECE.findall(typed):
        keyword = " ".join(re.sub(f"[{_MARKS}]", " ", piece).split())[:_LONGEST].rstrip()
        if _TELLING.search(keyword):
            found.setdefault(name_key(keyword), keyword)
    return list(found.values())


def render_keywords(keywords: Iterable[str]) -> str:
    """The line that `parse_keywords` reads back as these keywords."""
    return ", ".join(
        f'"{keyword}"' if any(char in _SEPARATORS for char in keyword) else keyword
        for keyword in keywords
    )
