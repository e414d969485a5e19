"""A guess at how a customer felt, from the words alone; silent where the words do not tell.

Word lists instead of a model: nothing to download or load, microseconds in the acknowledgement,
and a wrong guess can be traced to a word. Languages without a list are met with silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.vocabulary import Feeling
from bot.text import feeling_words as lists

_READ = 1_500  # characters; what is felt is said early, and long texts say everything
_REACH = 3  # words between a denial and what it denies


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip() for word in listed.split(","))


_TELLING_IF_DENIED = _words(lists.TELLING_IF_DENIED)
_DENYING = _words(lists.DENYING)
_DENYING_FROM_BEHIND = _words(lists.DENYING_FROM_BEHIND)
_SUPPOSING = _words(lists.SUPPOSING)
_TURNING = _words(lists.TURNING)
_SENTENCE_ENDS = frozenset(".!?;\n…")
_PAUSES = frozenset(",:()")
_STOPS = _SENTENCE_ENDS | _TURNING | _PAUSES
_PICTURES = "\u2600-\u27bf\U0001f300-\U0001faff"
_TOKEN = re.compile(rf":[a-z+\-][a-z0-9_+\-]*:|[^\W_]+(?:'[^\W_]+)*|[.!?;\n…,:()]|[{_PICTURES}]")


def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], int]]]:
    """First word -> the phrases that start with it and their weights, longest first."""
    phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for weight, listed in lists.WEIGHTED.items():
        for phrase in _words(listed):
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, weight))
    for found in phrases.values():
        found.sort(reverse=True, key=lambda phrase: len(phrase[0]))
    return phrases


_PHRASES = _by_first_word()


def guess_feeling(words: str) -> Feeling | None:
    """The feeling that these words tell; None where they tell none, several, or only suppose one.

    Only the first 1,500 characters are read.
    """
    weights = _weights(_TOKEN.findall(words[:_READ].casefold().replace("’", "'")))
    told = [weight for weight in weights if weight not in (0, lists.PLAIN)]
    if not told:
        return Feeling.NEUTRAL if lists.PLAIN in weights else None
    highest, lowest, total = max(told), min(told), sum(told)
    if highest > 1 and lowest < -1:
        return None
    if total >= 2 and highest > 1:
        return Feeling.DELIGHTED if highest == 3 else Feeling.HAPPY
    if total <= -2:
        return Feeling.ANGRY if lowest == -3 else Feeling.FRUSTRATED
    return None


def _weights(tokens: Sequence[str]) -> list[int]:
    """The weights of the phrases that may tell, as the sentence turns them."""
    weights: list[int] = []
    supposed = False
    clause = at = 0
    while at < len(tokens):
        token = tokens[at]
        length = 1
        if token in _STOPS:
            clause = at + 1
            supposed = supposed and token in _PAUSES
            if token in _TURNING:
                weights = []  # what comes after "but" is what was meant
        elif token in _SUPPOSING or token.endswith("'d"):
            supposed = True
        else:
            length, weight = _phrase(tokens, at)
            telling = weight != 0 or token in _TELLING_IF_DENIED
            if telling and not supposed:
                denied = _is_denied(tokens, clause, at, at + length)
                weights.append(_denied(token, weight) if denied else weight)
        at += length
    return weights


def _phrase(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """The longest listed phrase that starts here: its length in words and its weight."""
    for words, weight in _PHRASES.get(tokens[at], ()):
        if tuple(tokens[at : at + len(words)]) == words:
            return len(words), weight
    return 1, 0


def _denied(token: str, weight: int) -> int:
    """ "not happy" and "doesn't work" are frustrated, "not angry" is nothing."""
    if weight == lists.PLAIN:
        return weight
    return -2 if weight > 0 or token in _TELLING_IF_DENIED else 0


def _is_denied(tokens: Sequence[str], clause: int, start: int, end: int) -> bool:
    for token in tokens[max(clause, start - _REACH) : start]:
        if token in _DENYING or token.endswith("n't"):
            return True
    for token in tokens[end : end + _REACH]:
        if token in _STOPS:
            return False
        if token in _DENYING_FROM_BEHIND:
            return True
    return False
