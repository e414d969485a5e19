"""Texts as the telling words and pairs of words in them, each weighed by how rare it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import nlargest
from itertools import pairwise

from bot.text.little_words import LITTLE_STEMS
from bot.text.signs import stems_of

_STEMS = 80  # of a text; what it is about is said early
_PAIR = 0.25  # against 1 for a word
_SIGNS = 32  # that are kept of a text, and of the middle of a group

Signs = Mapping[str, float]
"""The weights of a text's signs, or of those of the middle of a group of texts."""


class Weigher:
    """Weighs texts against some that stand for all: what is said once among them says nothing."""

    def __init__(self, texts: Iterable[str]) -> None:
        bags = [_bag(text) for text in texts]
        often = Counter(sign for bag in bags for sign in bag)
        self._rarity = {
            sign: math.log(1 + len(bags) / times) for sign, times in often.items() if times > 1
        }

    def weighed(self, text: str) -> Signs:
        """tf-idf (Salton and Buckley 1988), to length 1; empty for a text of no known sign."""
        rarity = self._rarity
        return heaviest(
            {sign: weight * rarity[sign] for sign, weight in _bag(text).items() if sign in rarity}
        )


def heaviest(signs: Signs) -> Signs:
    """Those that weigh most, to length 1: what all say, or one says besides, tells least and would
    cost most."""
    if len(signs) > _SIGNS:
        signs = dict(nlargest(_SIGNS, signs.items(), key=lambda each: (each[1], each[0])))
    length = math.sqrt(sum(weight * weight for weight in signs.values())) or 1.0
    return {sign: weight / length for sign, weight in signs.items()}


def _bag(text: str) -> dict[str, float]:
    stems = stems_of(text)[:_STEMS]
    bag = {
        f"{one} {other}": _PAIR
        for one, other in pairwise(stems)
        if one not in LITTLE_STEMS or other not in LITTLE_STEMS
    }
    bag.update((stem, 1.0) for stem in stems if stem not in LITTLE_STEMS)
    return bag
