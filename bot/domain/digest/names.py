"""Leaves names of customers out of what is quoted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_SHORTEST = 3
"""Characters of a name that is looked for: shorter ones are found in too many words."""
_WORD = re.compile(r"\w+")


class Names:
    """Names that may stand in a text. Those are looked for whose first word does: a company has
    thousands of customers, and a digest thousands of texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        self._others: list[str] = []
        for name in names:
            if len(name) < _SHORTEST:
                continue
            first = _WORD.match(name)
            (self._by_word[first[0].casefold()] if first else self._others).append(name)

    def out_of(self, text: str) -> str:
        """The text with "a customer" where it names one. The longest names go first."""
        folded = text.casefold()
        named = [name for name in self._likely(text) if name.casefold() in folded]
        for name in sorted(named, key=lambda name: (-len(name), name)):
            whole = rf"(?<!\w){re.escape(name)}(?!\w)"
            text = re.sub(whole, "a customer", text, flags=re.IGNORECASE)
        return text

    def _likely(self, text: str) -> Iterator[str]:
        yield from self._others  # these begin with no word
        for word in {found.casefold() for found in _WORD.findall(text)}:
            yield from self._by_word.get(word, ())
