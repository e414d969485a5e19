"""A name for a theme, in words that its customers used."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.text.little_words import LITTLE_STEMS
from bot.text.signs import stems_of

_LONGEST = 4  # words
_LENGTH_TELLS = 0.8
_TRIED = 10
_FEWEST_SHARE = 0.2  # of the theme's texts that must share a phrase
_READ = 400  # characters of a text
_SENTENCE = re.compile(r"[.!?;:,\n()\"“”„«»…]+")
_SPLIT = re.compile(r"\s+|[^\w\s'’&/+-]+")


class Namer:
    """Names themes against everything that was heard: what all say names nothing."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._phrases = [_phrases(text) for text in texts]
        self._often = Counter(stems for phrases in self._phrases for stems in phrases)

    def name(self, members: Sequence[int], taken: set[str]) -> str:
        """What most of these texts share and few others have, as it was written most.

        Texts by index. A word by itself is joined by the one that most often comes with it. Not one
        of the `taken`, in small letters; "" where nothing is shared.
        """
        shared = Counter(stems for at in members for stems in self._phrases[at])
        least = max(2, math.ceil(_FEWEST_SHARE * len(members)))
        ranked = sorted(
            (stems for stems, times in shared.items() if times >= least),
            key=lambda stems: (-self._telling(stems, shared[stems], len(members)), stems),
        )
        for stems in ranked[:_TRIED]:
            name = self._written(stems, members)
            if len(stems) == 1:
                beside = next((one for one in ranked if len(one) == 1 and one != stems), None)
                name = f"{name}, {self._written(beside, members)}" if beside else name
            if name.casefold() not in taken:
                return _capital(name)
        return ""

    def _telling(self, stems: tuple[str, ...], times: int, members: int) -> float:
        """Share × lift, and longer is better: "charged twice" says more than "charged"."""
        lift = math.log(1 + len(self._phrases) * times / (members * self._often[stems]))
        return times / members * lift * (1 + _LENGTH_TELLS * (_telling_words(stems) - 1))

    def _written(self, stems: tuple[str, ...], members: Sequence[int]) -> str:
        ways = Counter(self._phrases[at][stems] for at in members if stems in self._phrases[at])
        return min(ways, key=lambda way: (-ways[way], len(way), way))


def _telling_words(stems: tuple[str, ...]) -> int:
    return sum(stem not in LITTLE_STEMS for stem in stems)


def _phrases(text: str) -> dict[tuple[str, ...], str]:
    """Runs of up to four words within a sentence that begin and end with a telling one.

    Stems -> the words as written.
    """
    found: dict[tuple[str, ...], str] = {}
    for sentence in _SENTENCE.split(text[:_READ]):
        words = [word.strip("'’-&/+") for word in _SPLIT.split(sentence)]
        parts = [(word, stems) for word in words if word and (stems := _stems(word))]
        for start in range(len(parts)):
            for end in range(start + 1, min(start + _LONGEST, len(parts)) + 1):
                run = parts[start:end]
                stems = tuple(stem for _, each in run for stem in each)
                if _tells(stems):
                    found.setdefault(stems, " ".join(word for word, _ in run))
    return found


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stems_of(word))


def _tells(stems: tuple[str, ...]) -> bool:
    first, last = stems[0], stems[-1]
    return (
        first not in LITTLE_STEMS
        and last not in LITTLE_STEMS
        and (len(stems) > 1 or (len(first) > 2 and not first.isdigit()))
    )


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def placed(name: str, place: str) -> str:
    """ "Data import: fails on dates": what is said, behind where it is said."""
    first = name.split(" ", 1)[0]
    return f"{place}: {name if first[1:] != first[1:].lower() else name[:1].lower() + name[1:]}"
