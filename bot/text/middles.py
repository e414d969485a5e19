"""Groups of texts by their middles: what a group says, all in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import nlargest
from operator import itemgetter

from bot.text.weighing import Signs, heaviest

_LOOKED_UP = 12  # signs of a text by which its group is found: those that tell most


def middle_of(texts: Iterable[Signs]) -> Signs:
    """The mean of texts, to length 1."""
    sums: defaultdict[str, float] = defaultdict(float)
    for signs in texts:
        for sign, weight in signs.items():
            sums[sign] += weight
    return heaviest(sums)


class Middles:
    """Groups, each with its middle and the touchpoints of its texts, to be found by likeness: the
    cosine of a text with a middle, 0 to 1."""

    def __init__(self) -> None:
        self._middles: dict[int, Signs] = {}
        self._places: dict[int, frozenset[int | None]] = {}
        self._posts: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)

    def add(self, group: int, middle: Signs, touchpoints: Collection[int | None] = ()) -> None:
        self._middles[group] = middle
        self._places[group] = frozenset(touchpoints)
        for sign, weight in middle.items():
            self._posts[sign].append((group, weight))

    def likeness(self, signs: Signs, group: int) -> float:
        middle = self._middles[group]
        return sum(weight * middle.get(sign, 0.0) for sign, weight in signs.items())

    def likest(self, signs: Signs, touchpoint: int | None = None) -> tuple[int, float]:
        """The group that is likest by what tells most in the text, the first in number of several,
        and how much; none of other touchpoints. (-1, 0) for none."""
        shared: defaultdict[int, float] = defaultdict(float)
        for sign, weight in nlargest(_LOOKED_UP, signs.items(), key=itemgetter(1)):
            for group, other in self._posts.get(sign, ()):
                shared[group] += weight * other
        best, most = -1, 0.0
        for group, alike in shared.items():
            closer = alike > most or (alike == most and group < best)
            if closer and (touchpoint is None or self._places[group] & {touchpoint, None}):
                best, most = group, alike
        return best, most
