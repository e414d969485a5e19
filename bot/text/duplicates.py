"""Is this the issue that somebody else has reported already?

Likeness is the cosine of two bags of signs, weighed by how rare a sign is among the candidates
(tf-idf; Salton and Buckley 1988). Words and pieces of words, not meanings: two customers who say
the same thing in other words are not found. That is the side to err on, as a wrong "Add to issue
#12?" costs the reader more than a missed one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from bot.text.little_words import LITTLE_STEMS
from bot.text.signs import pieces_of, stems_of

THRESHOLD = 0.65
_PAIR, _PIECE = 0.3, 0.5  # against 1 for a word: they say the same thing again
# With few candidates rarity means little: as if there were 50 more, of which every fiftieth had
# the sign, or every third where the word says little by itself.
_MORE, _RARE, _COMMON = 50, 0.02, 0.3
_LEAST_SHARED = 2  # telling words in common


def likeliest(words: str, candidates: Sequence[tuple[int, str]]) -> tuple[int, float] | None:
    """The candidate (its id, its words) that is likeliest the same matter, and how alike, 0 to 1.

    None where none is alike enough for a question to be worth asking. Of two that are equally
    alike, the first in order.
    """
    best = ranked(words, candidates)
    return best[0] if best and best[0][1] >= THRESHOLD else None


def ranked(words: str, candidates: Sequence[tuple[int, str]]) -> list[tuple[int, float]]:
    """The candidates that share telling words with `words`: id and likeness, the likest first."""
    asked = _signs(words)
    found = [_signs(text) for _, text in candidates]
    rarity = _rarity(asked, found)
    alike = [
        (candidate_id, _cosine(asked, signs, rarity))
        for (candidate_id, _), signs in zip(candidates, found, strict=True)
    ]
    return sorted((each for each in alike if each[1]), key=lambda each: -each[1])


@lru_cache(maxsize=2_000)
def _signs(words: str) -> Mapping[str, float]:
    stems = stems_of(words)
    signs = {f"{one} {other}": _PAIR for one, other in pairwise(stems)}
    for stem in stems:
        signs[stem] = 1.0
        if stem not in LITTLE_STEMS:
            signs.update(dict.fromkeys(pieces_of(stem), _PIECE))
    return MappingProxyType(signs)


def _rarity(asked: Iterable[str], found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    often = Counter(sign for signs in found for sign in signs)
    often.update(dict.fromkeys(asked, 0))
    everything = len(found) + _MORE + 1
    return {
        sign: math.log(
            everything / (times + _MORE * (_COMMON if sign in LITTLE_STEMS else _RARE) + 0.5)
        )
        for sign, times in often.items()
    }


def _cosine(
    one: Mapping[str, float], other: Mapping[str, float], rarity: Mapping[str, float]
) -> float:
    telling = sum(one[sign] == 1 and sign in other and sign not in LITTLE_STEMS for sign in one)
    if telling < _LEAST_SHARED:
        return 0.0
    shared = sum(one[sign] * other[sign] * rarity[sign] ** 2 for sign in one if sign in other)
    return min(1.0, shared / (_length(one, rarity) * _length(other, rarity)))


def _length(signs: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    return math.sqrt(sum((weight * rarity[sign]) ** 2 for sign, weight in signs.items()))
