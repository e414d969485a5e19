"""What hurts this week: texts that say the same kind of thing, with a name and a verbatim.

Each text is tied to the eight that share its rarest words (tf-idf cosine), never to one of another
touchpoint, and the graph falls into groups by modularity. No model and no number of themes to
choose; words in any script. What only one customer says is no theme, nor what is scattered over
touchpoints: those words are alike by chance.
docs/explanation/guesses.md has the measurements.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import pairwise

from bot.text.communities import communities, joined
from bot.text.little_words import LITTLE_STEMS
from bot.text.signs import stems_of
from bot.text.theme_names import Namer

WEEKS = 5
"""This week (0) and the four before it: what a theme is counted over."""

_STEMS = 80  # of a text; what it is about is said early
_NEIGHBOURS = 8
_RESOLUTION, _FULL_FROM = 4.0, 200  # texts; fewer fall apart at a fine resolution
_ALIKE_GROUPS = 0.6  # groups this alike are one: in a disaster week most say the same
_PAIR = 0.25
_SHARED_BY = 0.1
_SHARED_BY_LEAST = 25
_LEAST_ALIKE = 0.1
_AT_HOME = 0.6  # of a theme's texts at one touchpoint, for it to be that touchpoint's
_AT_ONCE = 4_000  # texts that are tied to each other; later ones join the likeliest of these
_LONGEST_NAME = 40
_SHORT, _LONG = 15, 200  # characters of a verbatim that is quick to read and says something


@dataclass(frozen=True, slots=True)
class Heard:
    """A negative observation. `customer`: the same for the same customer, unnamed ones differ.

    `week`: 0 for the week of the digest, 1 for the one before it, to 4. `weight`: of the severity,
    1 to 10.
    """

    customer: str
    text: str
    week: int
    touchpoint: int | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Counts are of different customers. `average`: of the four weeks before this one.

    `members`: indices of the observations behind it, this week's first.
    """

    name: str
    this_week: int
    last_week: int
    average: float
    verbatim: str
    members: tuple[int, ...]
    central: int
    """The index of the observation whose words the verbatim is."""
    touchpoint: int | None = None
    """Where most of them lie; None: most have none."""


Signs = Mapping[str, float]


def themes(observations: Sequence[Heard]) -> list[Theme]:
    """What at least two customers said, at least one of them this week; the most customers first.

    The same observations in any order give the same themes. Weeks outside 0 to 4 are left out.
    """
    order = _in_order(observations)
    heard = [observations[at] for at in order]
    signs = _weighed([each.text for each in heard])
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(_grouped(heard, signs)):
        groups[group].append(at)
    found = [
        _theme(heard, signs, members, order, home)
        for members in groups.values()
        if len({heard[at].customer for at in members}) > 1 and heard[members[0]].week == 0
        for home, times in Counter(heard[at].touchpoint for at in members).most_common(1)
        if times >= _AT_HOME * len(members)
    ]
    found.sort(key=lambda theme: (-theme.this_week, -theme.average, theme.verbatim))
    return _named(found, observations, order)


def groups_of(observations: Sequence[Heard]) -> list[int]:
    """For each observation the number of the group of texts that it is in, themes or not."""
    order = _in_order(observations)
    heard = [observations[at] for at in order]
    found = _grouped(heard, _weighed([each.text for each in heard]))
    return [group for _, group in sorted(zip(order, found, strict=True))]


def _in_order(observations: Sequence[Heard]) -> list[int]:
    return sorted(
        (at for at, heard in enumerate(observations) if 0 <= heard.week < WEEKS),
        key=lambda at: (observations[at].week, observations[at].text, observations[at].customer),
    )


def _named(found: Sequence[Theme], heard: Sequence[Heard], order: Sequence[int]) -> list[Theme]:
    """The most heard ones choose first, and no two have the same name."""
    namer = Namer([heard[at].text for at in order])
    place = {at: index for index, at in enumerate(order)}
    taken: set[str] = set()
    named = []
    for theme in found:
        name = namer.name([place[at] for at in theme.members], taken)
        name = name or shortened(theme.verbatim, _LONGEST_NAME)
        taken.add(name.casefold())
        named.append(replace(theme, name=name))
    return named


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut at a word and marked where it is cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.-") + "…"


def _weighed(texts: Sequence[str]) -> list[Signs]:
    """Each text's telling words and pairs, by rarity, to length 1; without what is said once."""
    bags = []
    for text in texts:
        stems = stems_of(text)[:_STEMS]
        bag = {
            f"{one} {other}": _PAIR
            for one, other in pairwise(stems)
            if one not in LITTLE_STEMS or other not in LITTLE_STEMS
        }
        bag.update((stem, 1.0) for stem in stems if stem not in LITTLE_STEMS)
        bags.append(bag)
    often = Counter(sign for bag in bags for sign in bag)
    weighed: list[Signs] = []
    for bag in bags:
        signs = {
            sign: weight * math.log(1 + len(texts) / often[sign])
            for sign, weight in bag.items()
            if often[sign] > 1
        }
        length = math.sqrt(sum(weight * weight for weight in signs.values())) or 1.0
        weighed.append({sign: weight / length for sign, weight in signs.items()})
    return weighed


def _grouped(heard: Sequence[Heard], signs: Sequence[Signs]) -> list[int]:
    """For each text the number of its group."""
    step = -(-len(heard) // _AT_ONCE) or 1
    chosen = range(0, len(heard), step)
    where: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for node, at in enumerate(chosen):
        for sign, weight in signs[at].items():
            where[sign].append((node, weight))
    most = max(_SHARED_BY_LEAST, int(_SHARED_BY * len(chosen)))
    posts = {sign: nodes[:: -(-len(nodes) // most)] for sign, nodes in where.items()}
    edges: list[dict[int, float]] = [{} for _ in chosen]
    for node, at in enumerate(chosen):
        for other, alike in _alike(at, heard, signs, posts, chosen):
            if other != node:
                edges[node][other] = edges[other][node] = alike
    resolution = _RESOLUTION * min(1.0, max(1 / _RESOLUTION, len(chosen) / _FULL_FROM))
    group_of = dict(zip(chosen, communities(edges, resolution), strict=True))
    alone = len(chosen)
    for at in range(len(heard)):
        if at not in group_of:
            nearest = _alike(at, heard, signs, posts, chosen)
            group_of[at] = group_of[chosen[nearest[0][0]]] if nearest else alone + at
    return joined([group_of[at] for at in range(len(heard))], signs, _ALIKE_GROUPS)


def _alike(
    at: int,
    heard: Sequence[Heard],
    signs: Sequence[Signs],
    posts: Mapping[str, Sequence[tuple[int, float]]],
    chosen: Sequence[int],
) -> list[tuple[int, float]]:
    """The nodes that share most with a text, itself left out, and how much."""
    shared: defaultdict[int, float] = defaultdict(float)
    for sign, weight in signs[at].items():
        for node, other in posts.get(sign, ()):
            shared[node] += weight * other
    here = heard[at].touchpoint
    near = [(-alike, node) for node, alike in shared.items() if alike >= _LEAST_ALIKE]
    likely = [(node, -alike) for alike, node in nsmallest(3 * _NEIGHBOURS, near)]
    weighed = []
    for node, alike in likely:
        there = heard[chosen[node]].touchpoint
        apart = here is not None and there is not None and here != there
        if chosen[node] != at and not apart:
            weighed.append((node, alike))
    return weighed[:_NEIGHBOURS]


def _theme(
    heard: Sequence[Heard],
    signs: Sequence[Signs],
    members: Sequence[int],
    order: Sequence[int],
    touchpoint: int | None,
) -> Theme:
    said_in = [
        len({heard[at].customer for at in members if heard[at].week == week})
        for week in range(WEEKS)
    ]
    central = _central(heard, signs, members)
    return Theme(
        name="",
        this_week=said_in[0],
        last_week=said_in[1],
        average=sum(said_in[1:]) / (WEEKS - 1),
        verbatim=heard[central].text,
        members=tuple(order[at] for at in members),
        central=order[central],
        touchpoint=touchpoint,
    )


def _central(heard: Sequence[Heard], signs: Sequence[Signs], members: Sequence[int]) -> int:
    """The text of this week that has most in common with the theme; grave and quick to read."""
    centre: defaultdict[str, float] = defaultdict(float)
    for at in members:
        for sign, weight in signs[at].items():
            centre[sign] += weight

    def worth(at: int) -> float:
        common = sum(weight * centre[sign] for sign, weight in signs[at].items())
        readable = 1.0 if _SHORT <= len(heard[at].text) <= _LONG else 0.5
        return common * readable * (1 + heard[at].weight / 20)

    return max((at for at in members if heard[at].week == 0), key=lambda at: (worth(at), -at))
