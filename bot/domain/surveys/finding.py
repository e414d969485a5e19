"""What may be told of one group's answers to one question: the only place that decides it.

Source: docs/reference/figures.md, "Scores": what so many answers bear, and what anonymity permits.
A screen, a picture, a digest and an export show what stands in a `Finding`, and never the counts
behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.score import Change, Measure, NetPromoters, Standing, change, standing, whole
from bot.domain.surveys.kind import Kind, Summary

SPREAD = 10
"""Anonymous answers from which on their spread and the comments are shown."""

PAST = 8
"""Waves whose scores are drawn in one line."""

LIVE_STEP = 5
"""While an anonymous wave runs, answers are counted in steps of so many."""


class Side(StrEnum):
    """Whose answers they are. The two are never pooled."""

    STAFF = "staff"
    CUSTOMERS = "customers"


class Told(StrEnum):
    """How much is told."""

    ALL = "all"
    NO_SPREAD = "no spread"
    """Anonymous, and fewer than ten: the figure alone."""
    TOO_FEW = "too few to say"
    """Too few, or anonymous and all in one class."""
    AT_THE_CLOSE = "at the close"
    """Anonymous, or hidden, and still open."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A score in whole points: -100 to 100 for NPS, else per cent. low and high: its 95 %
    interval, both None where it is not shown."""

    value: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A wave's figure among those of the waves before it. closed: when it closed."""

    closed: datetime
    n: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class MeanFigure:
    """A mean in points of its scale, to one decimal; an interval where answers differ."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """n: answers; those of an anonymous wave that runs are rounded down to fives. spread, classes:
    label and answers; empty where they are not told. shares: of each option, where no figure leads.
    leading: the options chosen most, where that
    is all that may be told. was, change: the wave before; None where nothing is compared."""

    told: Told
    standing: Standing
    n: int
    figure: Figure | None = None
    mean: MeanFigure | None = None
    spread: tuple[tuple[str, int], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    shares: tuple[tuple[str, Figure], ...] = ()
    leading: tuple[str, ...] = ()
    was: Figure | None = None
    change: Change | None = None

    @property
    def comments(self) -> bool:
        """Whether comments may be told, by the count of answers to this very question."""
        return self.told is Told.ALL


def live_count(n: int, *, anonymous: bool) -> int:
    """How many answers are shown while a wave runs."""
    return n - n % LIVE_STEP if anonymous else n


def find(
    kind: Kind,
    counts: Mapping[str, int],
    options: Sequence[str] = (),
    *,
    before: Mapping[str, int] | None = None,
    anonymous: bool = False,
    is_open: bool = False,
    hidden: bool = False,
) -> Finding:
    """What may be told of `counts` of stored answers, and of `before`, those of the last wave.

    is_open: the wave runs. hidden: its results wait for the close. A named wave's words have no
    figure, and are told however few they are.
    """
    summary = kind.summarise(counts, options)
    how = standing(summary.n)
    if is_open and (anonymous or hidden):
        return Finding(Told.AT_THE_CLOSE, how, live_count(summary.n, anonymous=anonymous))
    if anonymous and (how is Standing.TOO_FEW or summary.unanimous):
        return Finding(Told.TOO_FEW, Standing.TOO_FEW, summary.n)
    if not summary.spread:
        told = Told.ALL if not anonymous or summary.n >= SPREAD else Told.TOO_FEW
        return Finding(told, how, summary.n)
    if how is Standing.TOO_FEW:
        return Finding(Told.TOO_FEW, how, summary.n)
    last = kind.summarise(before or {}, options)
    if anonymous and last.unanimous:
        last = kind.summarise({}, options)  # what was withheld then is not told now
    whole_finding = _whole(summary, how, last)
    return _without_spread(whole_finding) if anonymous and summary.n < SPREAD else whole_finding


def _whole(summary: Summary, how: Standing, last: Summary) -> Finding:
    headline, mean, was = summary.headline, summary.mean, last.headline
    compared = change(headline, was) if headline and was else None
    return Finding(
        Told.ALL,
        how,
        summary.n,
        figure=_figure(headline) if headline else None,
        mean=_mean(mean) if mean else None,
        spread=summary.spread,
        classes=summary.classes,
        shares=()
        if headline
        else tuple((label, _figure(share)) for label, share in summary.shares()),
        was=_figure(was) if was and compared else None,
        change=compared,
    )


def _without_spread(finding: Finding) -> Finding:
    """An interval goes too: with the figure it would tell how many stood where."""
    most = max((count for _, count in finding.spread), default=0)
    leading = tuple(label for label, count in finding.spread if count == most)
    return replace(
        finding,
        told=Told.NO_SPREAD,
        figure=Figure(finding.figure.value) if finding.figure else None,
        mean=None,
        spread=(),
        classes=(),
        shares=(),
        leading=() if finding.figure else leading,
    )


def _figure(measure: Measure) -> Figure:
    value, interval = measure.value, measure.interval
    assert value is not None
    assert interval is not None
    scale = 1 if isinstance(measure, NetPromoters) else 100
    return Figure(whole(value * scale), whole(interval.low * scale), whole(interval.high * scale))


def _mean(measure: Measure) -> MeanFigure:
    value, interval = measure.value, measure.interval
    assert value is not None
    if interval is None:
        return MeanFigure(_tenth(value))
    return MeanFigure(_tenth(value), _tenth(interval.low), _tenth(interval.high))


def _tenth(value: float) -> float:
    return whole(value * 10) / 10
