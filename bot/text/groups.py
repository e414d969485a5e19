"""Texts in groups that say the same kind of thing.

Each text is tied to the eight that share its rarest words (tf-idf cosine), never to one of another
touchpoint, and the graph falls into groups by modularity. No model and no number of groups to
choose; words in any script. Of more than 4,000 texts every n-th is tied so, and each other joins
the group whose middle is likest: what that costs grows with the texts, and slowly.
docs/explanation/guesses.md has the measurements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from bot.text.communities import communities
from bot.text.middles import Middles, middle_of
from bot.text.weighing import Signs, Weigher

_TIED = 4_000  # texts at most that are tied to each other
_NEIGHBOURS = 8
_RESOLUTION, _FULL_FROM = 4.0, 200  # texts; fewer fall apart at a fine resolution
_ALIKE_GROUPS = 0.6  # groups this alike are one: in a disaster week most say the same
_SHARED_BY = 0.1
_SHARED_BY_LEAST = 25
_LEAST_ALIKE = 0.1


@dataclass(frozen=True, slots=True)
class Grouped:
    """of: for each text the number of its group; what is like nothing else is one by itself.
    likeness: of each text to the middle of its group, 0 to 1. tied: the indices of the texts that
    made the groups."""

    of: Sequence[int]
    likeness: Sequence[float]
    tied: range


def grouped(texts: Sequence[str], touchpoints: Sequence[int | None]) -> Grouped:
    """`touchpoints`: where each was said, as far as it is known. The same gives the same."""
    tied = range(0, len(texts), -(-len(texts) // _TIED) or 1)
    weigher = Weigher(texts[at] for at in tied)
    signs = [weigher.weighed(texts[at]) for at in tied]
    here = [touchpoints[at] for at in tied]
    resolution = _RESOLUTION * min(1.0, max(1 / _RESOLUTION, len(tied) / _FULL_FROM))
    groups = _joined(communities(_ties(signs, here), resolution), signs)
    middles = Middles()
    for group, nodes in _members(groups).items():
        middle = middle_of(signs[node] for node in nodes)
        middles.add(group, middle, {here[node] for node in nodes})
    of, likeness = [], []
    for at, text in enumerate(texts):
        node, apart = divmod(at, tied.step)
        if not apart:
            group, alike = groups[node], middles.likeness(signs[node], groups[node])
        else:
            group, alike = middles.likest(weigher.weighed(text), touchpoints[at])
            if alike < _LEAST_ALIKE:
                group = len(tied) + at
        of.append(group)
        likeness.append(alike)
    return Grouped(of, likeness, tied)


def _members(groups: Sequence[int]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for node, group in enumerate(groups):
        found[group].append(node)
    return found


def _ties(signs: Sequence[Signs], touchpoints: Sequence[int | None]) -> list[dict[int, float]]:
    """The graph: each text, and those it shares most with."""
    where: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for node, bag in enumerate(signs):
        for sign, weight in bag.items():
            where[sign].append((node, weight))
    most = max(_SHARED_BY_LEAST, int(_SHARED_BY * len(signs)))
    posts = {sign: nodes[:: -(-len(nodes) // most)] for sign, nodes in where.items()}
    ties: list[dict[int, float]] = [{} for _ in signs]
    for node in range(len(signs)):
        for other, alike in _nearest(node, signs, touchpoints, posts):
            ties[node][other] = ties[other][node] = alike
    return ties


def _nearest(
    node: int,
    signs: Sequence[Signs],
    touchpoints: Sequence[int | None],
    posts: Mapping[str, Sequence[tuple[int, float]]],
) -> list[tuple[int, float]]:
    """The texts that share most with one, and how much."""
    shared: defaultdict[int, float] = defaultdict(float)
    for sign, weight in signs[node].items():
        for other, more in posts.get(sign, ()):
            shared[other] += weight * more
    near = [(-alike, other) for other, alike in shared.items() if alike >= _LEAST_ALIKE]
    here = touchpoints[node]
    likely = [
        (other, -alike)
        for alike, other in nsmallest(3 * _NEIGHBOURS, near)
        if other != node and (here is None or touchpoints[other] in (None, here))
    ]
    return likely[:_NEIGHBOURS]


def _joined(groups: Sequence[int], signs: Sequence[Signs]) -> list[int]:
    """The groups again: each, the largest first, is made one with the likest of those before it
    that it is very much like."""
    first, middles = dict[int, int](), Middles()
    members = _members(groups)
    for group in sorted(members, key=lambda group: (-len(members[group]), group)):
        middle = middle_of(signs[node] for node in members[group])
        likest, alike = middles.likest(middle)
        first[group] = likest if alike >= _ALIKE_GROUPS else group
        if first[group] == group:
            middles.add(group, middle)
    return [first[group] for group in groups]
