"""Figures of surveys in plain words, the same on a card, in a digest and in a report."""

from __future__ import annotations

from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Figure, MeanFigure

CAVEAT = "The interval covers chance, not those who didn't answer."


def value_said(kind_name: str, value: int) -> str:
    """+28 of an NPS, 79 % of a share."""
    kind = KINDS[kind_name]
    return f"{_signed(value, plus=kind.least < 0)}{kind.unit}"


def interval_said(kind_name: str, figure: Figure) -> str:
    """95 %: 13 to 41; "" where it is not shown."""
    if figure.low is None or figure.high is None:
        return ""
    return f"95 %: {_signed(figure.low)} to {_signed(figure.high)}{KINDS[kind_name].unit}"


def mean_said(kind_name: str, mean: MeanFigure) -> str:
    """5.8 of 7 (5.5 to 6.1)."""
    top = KINDS[kind_name].points()[-1].label
    sure = "" if mean.low is None else f" ({mean.low} to {mean.high})"
    return f"{mean.value} of {top}{sure}"


def rate(n: int, asked: int | None) -> str:
    """112 of 310 answered."""
    return f"{n} answered" if asked is None else f"{n} of {asked} answered"


def _signed(value: int, *, plus: bool = False) -> str:
    if value < 0:
        return f"−{-value}"
    return f"+{value}" if plus and value else str(value)
