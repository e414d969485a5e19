"""What hurts this week: texts that say the same kind of thing, with a name and a verbatim.

What only one customer says is no theme, nor what is scattered over touchpoints: those words are
alike by chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.text.groups import Grouped, grouped
from bot.text.theme_names import Namer

WEEKS = 5
"""This week (0) and the four before it: what a theme is counted over."""

_AT_HOME = 0.6  # of a theme's texts at one touchpoint, for it to be that touchpoint's
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


def themes(observations: Sequence[Heard]) -> list[Theme]:
    """What at least two customers said, at least one of them this week; the most customers first.

    The same observations in any order give the same themes. Weeks outside 0 to 4 are left out.
    """
    order = _in_order(observations)
    heard = [observations[at] for at in order]
    groups = _grouped(heard)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups.of):
        members[group].append(at)
    found = [
        _theme(heard, groups, at_once, home)
        for at_once in members.values()
        if len({heard[at].customer for at in at_once}) > 1 and heard[at_once[0]].week == 0
        for home, times in Counter(heard[at].touchpoint for at in at_once).most_common(1)
        if times >= _AT_HOME * len(at_once)
    ]
    found.sort(key=lambda theme: (-theme.this_week, -theme.average, theme.verbatim))
    return [
        replace(
            theme,
            members=tuple(order[at] for at in theme.members),
            central=order[theme.central],
        )
        for theme in _named(found, heard, groups)
    ]


def groups_of(observations: Sequence[Heard]) -> list[int]:
    """For each observation the number of the group of texts that it is in, themes or not."""
    order = _in_order(observations)
    found = _grouped([observations[at] for at in order]).of
    return [group for _, group in sorted(zip(order, found, strict=True))]


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut at a word and marked where it is cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.-") + "…"


def _in_order(observations: Sequence[Heard]) -> list[int]:
    return sorted(
        (at for at, heard in enumerate(observations) if 0 <= heard.week < WEEKS),
        key=lambda at: (observations[at].week, observations[at].text, observations[at].customer),
    )


def _grouped(heard: Sequence[Heard]) -> Grouped:
    return grouped([each.text for each in heard], [each.touchpoint for each in heard])


def _theme(
    heard: Sequence[Heard], groups: Grouped, members: Sequence[int], touchpoint: int | None
) -> Theme:
    said_in = [
        len({heard[at].customer for at in members if heard[at].week == week})
        for week in range(WEEKS)
    ]
    central = _central(heard, groups, members)
    return Theme(
        name="",
        this_week=said_in[0],
        last_week=said_in[1],
        average=sum(said_in[1:]) / (WEEKS - 1),
        verbatim=heard[central].text,
        members=tuple(members),
        central=central,
        touchpoint=touchpoint,
    )


def _central(heard: Sequence[Heard], groups: Grouped, members: Sequence[int]) -> int:
    """The text of this week that has most in common with the theme; grave and quick to read."""

    def worth(at: int) -> float:
        readable = 1.0 if _SHORT <= len(heard[at].text) <= _LONG else 0.5
        return groups.likeness[at] * readable * (1 + heard[at].weight / 20)

    return max((at for at in members if heard[at].week == 0), key=lambda at: (worth(at), -at))


def _named(found: Sequence[Theme], heard: Sequence[Heard], groups: Grouped) -> list[Theme]:
    """The most heard ones choose first, and no two have the same name. The texts that made the
    groups name them."""
    namer = Namer([heard[at].text for at in groups.tied])
    taken: set[str] = set()
    named = []
    for theme in found:
        name = namer.name(
            [groups.tied.index(at) for at in theme.members if at in groups.tied], taken
        )
        name = name or shortened(theme.verbatim, _LONGEST_NAME)
        taken.add(name.casefold())
        named.append(replace(theme, name=name))
    return named
