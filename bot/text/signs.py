"""Texts as bags of signs: words without their endings, pairs of them, pieces of four letters.

One notion of "the same word" for every guess made from words, in any script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_READ = 1_500  # characters
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile("['’]")
# Scripts written without spaces: each sign is a word, and pairs of them do the rest.
_UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])")
_VOWEL = re.compile("[aeiouyäöüáéíóúàèìòùâêîôû]")


def stems_of(words: str) -> list[str]:
    """The words in their order, folded and without endings; the first 1,500 characters are read."""
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", words[:_READ]).casefold())
    return [_stem(word) for word in _WORD.findall(_UNSPACED.sub(r" \1 ", plain))]


def signs_of(stems: Sequence[str]) -> set[str]:
    """The words, their pairs, and their pieces of four letters, which forgive slips of the pen."""
    signs = set(stems)
    signs.update(f"{one} {other}" for one, other in pairwise(stems))
    for stem in set(stems):
        signs.update(pieces_of(stem))
    return signs


@lru_cache(maxsize=20_000)
def pieces_of(stem: str) -> tuple[str, ...]:
    """The runs of four letters of a word between its ends: <imp, impo, mpor …"""
    whole = f"<{stem}>"
    return tuple(f"#{whole[at : at + 4]}" for at in range(len(whole) - 3))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """A word without the commonest English endings: invoices, invoiced, invoicing -> invoic."""
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and _VOWEL.search(stem):
            word = stem
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
