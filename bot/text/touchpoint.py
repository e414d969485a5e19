"""A guess at the touchpoint that an observation is about.

Four things speak: keywords, the touchpoint's name, the channel, and what was logged before. Each
adds log-odds against "none of them", so that they can be weighed against each other.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.vocabulary import Area
from bot.text.signs import signs_of, stems_of

_OFFERED = 3

# Log-odds that a sign adds for its touchpoint, set by hand.
_FULL_NAME = 3.5
_KEYWORD = 2.5
_PART_OF_NAME = 2.2
_HOME_CHANNEL = 1.2
_NAME_WORD = 0.5
_MORE_WORDS = 0.8  # for each further word of a keyword: "said it could" says more than "plan"
_NOTHING = 2.0  # what speaks for none of them
_LEAST = 0.2  # score of a first guess that is worth saying; a single word of a name is not

_PAST_SHARE = 0.6  # of a touchpoint's own words against everyone's, once it has many examples
_PAST_HALF = 5.0  # examples at which half of that share is reached
# A word, its pairs and its pieces say the same thing several times over. With this weight, tried
# on real words with 5 to 20 examples a touchpoint, a score is close to the share of right guesses.
_PAST_WEIGHT = 0.2
_PAST_SIGNS = 100  # the rarest ones decide, and bound the time


class Why(StrEnum):
    """What spoke loudest for a guess."""

    KEYWORD = "keyword"
    NAME = "name"
    CHANNEL = "channel"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class TouchpointFacts:
    """What the guesser must know of a touchpoint; `home_channel` is a channel's id."""

    id: int
    name: str
    keywords: tuple[str, ...] = ()
    home_channel: str | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """One candidate; `score`, 0 to 1, is about the chance that it is right."""

    touchpoint_id: int
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class _Phrase:
    stems: tuple[str, ...]
    touchpoint_id: int
    weight: float
    why: Why


class TouchpointGuesser:
    """Guesses among the touchpoints it is given, and learns from what people chose.

    Not safe for use by several threads at once while `learn` is called.
    """

    def __init__(self, touchpoints: Sequence[TouchpointFacts]) -> None:
        self._phrases = _by_first_stem(touchpoints)
        self._at_home: defaultdict[str, list[int]] = defaultdict(list)
        for touchpoint in touchpoints:
            if touchpoint.home_channel:
                self._at_home[touchpoint.home_channel].append(touchpoint.id)
        self._past = _Past(touchpoint.id for touchpoint in touchpoints)

    def learn(self, words: str, touchpoint_id: int) -> None:
        """Remember that these words were logged at this touchpoint; unknown ids are ignored."""
        self._past.learn(words, touchpoint_id)

    def guess(self, words: str, channel_id: str | None = None) -> list[Guess]:
        """The best three touchpoints at most, best first; empty when nothing speaks for any.

        Reads the first 1,500 characters.
        """
        heard: defaultdict[int, dict[Why, float]] = defaultdict(dict)
        stems = stems_of(words)
        for phrase in self._spoken(stems):
            told = heard[phrase.touchpoint_id]
            told[phrase.why] = told.get(phrase.why, 0.0) + phrase.weight
        at_home = self._at_home.get(channel_id or "", [])
        for touchpoint_id in at_home:
            heard[touchpoint_id][Why.CHANNEL] = _HOME_CHANNEL - math.log(len(at_home))
        for touchpoint_id, weight in self._past.weigh(stems).items():
            heard[touchpoint_id][Why.HISTORY] = weight
        totals = {touchpoint_id: sum(told.values()) for touchpoint_id, told in heard.items()}
        everything = math.exp(_NOTHING) + sum(map(math.exp, totals.values()))
        best = sorted(totals, key=lambda touchpoint_id: (-totals[touchpoint_id], touchpoint_id))
        guesses = [
            Guess(
                touchpoint_id,
                math.exp(totals[touchpoint_id]) / everything,
                max(heard[touchpoint_id], key=heard[touchpoint_id].__getitem__),
            )
            for touchpoint_id in best[:_OFFERED]
        ]
        return guesses if guesses and guesses[0].score >= _LEAST else []

    def _spoken(self, stems: Sequence[str]) -> set[_Phrase]:
        return {
            phrase
            for at, stem in enumerate(stems)
            for phrase in self._phrases.get(stem, ())
            if tuple(stems[at : at + len(phrase.stems)]) == phrase.stems
        }


class _Past:
    """What was logged where: a smoothed unigram model over words, pairs of words and word pieces.

    The weight of a sign t at touchpoint c is log(1 + s·P(t|c) / ((1 − s)·P(t))), the query
    likelihood with Jelinek-Mercer smoothing (Zhai and Lafferty 2004); s grows with the number of
    examples of c, so that one example is not taken for a rule.
    """

    def __init__(self, touchpoint_ids: Iterable[int]) -> None:
        self._examples: dict[int, int] = dict.fromkeys(touchpoint_ids, 0)
        self._signs_of: Counter[int] = Counter()
        self._where: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._often: Counter[str] = Counter()
        self._all = 0

    def learn(self, words: str, touchpoint_id: int) -> None:
        signs = signs_of(stems_of(words))
        if not signs or touchpoint_id not in self._examples:
            return
        self._examples[touchpoint_id] += 1
        self._signs_of[touchpoint_id] += len(signs)
        self._all += len(signs)
        self._often.update(signs)
        for sign in signs:
            self._where[sign][touchpoint_id] += 1

    def weigh(self, stems: Sequence[str]) -> dict[int, float]:
        """Log-odds by touchpoint, for those that share a sign with these words."""
        odds = {
            touchpoint_id: share / (1 - share) * self._all / self._signs_of[touchpoint_id]
            for touchpoint_id, examples in self._examples.items()
            if examples and (share := _PAST_SHARE * examples / (examples + _PAST_HALF))
        }
        known = [sign for sign in signs_of(stems) if sign in self._where]
        known.sort(key=lambda sign: (self._often[sign], sign))
        weights: defaultdict[int, float] = defaultdict(float)
        for sign in known[:_PAST_SIGNS]:
            often = self._often[sign]
            for touchpoint_id, times in self._where[sign].items():
                weights[touchpoint_id] += math.log1p(odds[touchpoint_id] * times / often)
        return {touchpoint_id: _PAST_WEIGHT * weight for touchpoint_id, weight in weights.items()}


def _by_first_stem(touchpoints: Sequence[TouchpointFacts]) -> dict[str, list[_Phrase]]:
    """First stem -> phrases that start with it; what several touchpoints share weighs less."""
    loudest: dict[tuple[int, tuple[str, ...]], _Phrase] = {}
    for touchpoint in touchpoints:
        for phrase in _phrases_of(touchpoint):
            key = (phrase.touchpoint_id, phrase.stems)
            if phrase.stems and (key not in loudest or loudest[key].weight < phrase.weight):
                loudest[key] = phrase
    shared = Counter(stems for _, stems in loudest)
    found: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for (touchpoint_id, stems), phrase in loudest.items():
        weight = max(0.0, phrase.weight - math.log(shared[stems]))
        found[stems[0]].append(_Phrase(stems, touchpoint_id, weight, phrase.why))
    return dict(found)


def _phrases_of(touchpoint: TouchpointFacts) -> Iterable[_Phrase]:
    name = tuple(stems_of(touchpoint.name))
    yield _Phrase(name, touchpoint.id, _FULL_NAME, Why.NAME)
    for part in re.split(r"[&/,+]", touchpoint.name):  # "Login & SSO" is called by either
        yield _Phrase(tuple(stems_of(part)), touchpoint.id, _PART_OF_NAME, Why.NAME)
    for stem in name:
        if len(stem) > 2:
            yield _Phrase((stem,), touchpoint.id, _NAME_WORD, Why.NAME)
    for keyword in touchpoint.keywords:
        stems = tuple(stems_of(keyword))
        weight = _KEYWORD + _MORE_WORDS * (len(stems) - 1)
        yield _Phrase(stems, touchpoint.id, weight, Why.KEYWORD)
