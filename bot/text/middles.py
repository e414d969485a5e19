"""The middles of groups of texts: what a group says, all in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from heapq import nlargest
from itertools import combinations

from bot.text.weighing import Signs, to_length_one

_SIGNS = 60  # of a middle: the heaviest; the others are what single texts say besides


class Middles:
    """The mean of each group's texts, to length 1.

    groups, touchpoints: of each of the texts that `signs` are of.
    """

    def __init__(
        self, groups: Sequence[int], signs: Sequence[Signs], touchpoints: Sequence[int | None]
    ) -> None:
        sums: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._places: defaultdict[int, set[int | None]] = defaultdict(set)
        for group, bag, place in zip(groups, signs, touchpoints, strict=True):
            self._places[group].add(place)
            into = sums[group]
            for sign, weight in bag.items():
                into[sign] += weight
        self._middles = {group: _heaviest(sums[group]) for group in sorted(sums)}
        self._posts: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for group, middle in self._middles.items():
            for sign, weight in middle.items():
                self._posts[sign].append((group, weight))

    def likeness(self, signs: Signs, group: int) -> float:
        """The cosine of a text and the middle of a group."""
        middle = self._middles[group]
        return sum(weight * middle.get(sign, 0.0) for sign, weight in signs.items())

    def likest(self, signs: Signs, touchpoint: int | None) -> tuple[int, float]:
        """The group whose middle is likest a text, none of other touchpoints; (-1, 0) for none."""
        shared: defaultdict[int, float] = defaultdict(float)
        for sign, weight in signs.items():
            for group, other in self._posts.get(sign, ()):
                shared[group] += weight * other
        best, most = -1, 0.0
        for group, alike in shared.items():
            closer = alike > most or (alike == most and group < best)
            if closer and (touchpoint is None or self._places[group] & {touchpoint, None}):
                best, most = group, alike
        return best, most

    def pairs(self, alike: float) -> list[tuple[int, int]]:
        """The pairs of groups whose middles have a cosine of at least `alike`, in order."""
        shared: defaultdict[tuple[int, int], float] = defaultdict(float)
        for posts in self._posts.values():
            for (one, weight), (other, more) in combinations(posts, 2):
                shared[one, other] += weight * more
        return sorted(pair for pair, cosine in shared.items() if cosine >= alike)


def _heaviest(sums: Signs) -> Signs:
    heaviest = nlargest(_SIGNS, sums.items(), key=lambda each: (each[1], each[0]))
    return to_length_one(dict(heaviest))
