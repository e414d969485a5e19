"""The worked examples of docs/reference/figures.md are what the code reckons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.digest.themes import counted
from bot.domain.due import Term, due
from bot.domain.heard import Case, Heard
from bot.domain.issue import IssueState
from bot.domain.journey import is_blind
from bot.domain.occurrence import (
    Period,
    Weekly,
    goes_out_at,
    latest,
    occurrence_of,
    period,
    weeks_covered,
)
from bot.domain.pain import pains, total
from bot.domain.score import Change, NetPromoters, Share, change, whole
from bot.domain.vocabulary import Feeling, Severity
from bot.domain.workcal import WorkCalendar

_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "figures.md"
PAGE = " ".join(_PAGE.read_text(encoding="utf-8").split())
NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"


def test_an_nps_with_its_interval_and_no_real_change() -> None:
    now, was = NetPromoters(52, 21, 112), NetPromoters(45, 22, 100)
    interval, apart = now.interval, now.since(was)
    assert interval
    assert apart
    figure = f"+{whole(now.value or 0)} (95 %: {whole(interval.low)} to {whole(interval.high)})"
    assert f"**{figure}**" in PAGE
    assert f"{whole(apart.low)} and +{whole(apart.high)}".replace("-", "−") in PAGE
    assert (change(now, was), whole(was.value or 0)) == (Change.NONE, 23)


def test_a_share_with_its_interval_and_a_real_rise() -> None:
    now, was = Share(50, 63), Share(36, 64)
    interval, apart = now.interval, now.since(was)
    assert interval
    assert apart
    low, high = whole(100 * interval.low), whole(100 * interval.high)
    assert f"**{whole(100 * (now.value or 0))} % (95 %: {low} to {high} %)**" in PAGE
    assert f"+{whole(100 * apart.low)} and +{whole(100 * apart.high)}" in PAGE
    assert (change(now, was), whole(100 * (was.value or 0))) == (Change.RISE, 56)


def test_the_pain_of_a_cell() -> None:
    acme, borealis, cobalt = 1, 2, 3
    cases = [
        _case(1, IssueState.OPEN, Severity.HIGH, acme, borealis),
        _case(2, IssueState.RESOLVED, Severity.MEDIUM, acme),
    ]

    def pain(*customers: int) -> float:
        heard = [
            Heard(at, NOW - DAY, "U1", customer, 1, Feeling.FRUSTRATED, Severity.MEDIUM)
            for at, customer in enumerate(customers)
        ]
        return total(pains(cases, heard, NOW))

    assert f"Pain {pain(-8, -9):g}." in PAGE
    assert f"and {pain(cobalt, cobalt):g} in all" in PAGE


def _case(number: int, state: IssueState, severity: Severity, *customers: int) -> Case:
    opened = NOW - 9 * DAY
    case = Case(number, number, state, severity, 1, "U1", opened)
    resolved = NOW - 7 * DAY if state is IssueState.RESOLVED else None
    return replace(case, resolved_at=resolved, joined=dict.fromkeys(customers, opened))


def test_a_blind_spot() -> None:
    heard = [NOW + day * DAY for day in (0, 3, 13, 17)]
    installed = NOW - 60 * DAY
    assert "once day 38 has passed" in PAGE
    assert not is_blind(heard, installed, installed, NOW + 38 * DAY)
    assert is_blind(heard, installed, installed, NOW + 38 * DAY + timedelta(seconds=1))
    tens = [NOW, NOW + 10 * DAY]
    assert not is_blind(tens, installed, installed, NOW + 40 * DAY)
    assert is_blind(tens, installed, installed, NOW + 40 * DAY + timedelta(seconds=1))


def test_the_figures_of_a_theme() -> None:
    acme, borealis, cobalt, dune = range(1, 5)
    said = [(1, acme), (2, acme), (3, borealis), (-2, acme), (-16, cobalt), (-17, dune)]
    group = [
        Heard(at, NOW + day * DAY, "U1", customer, 1, Feeling.ANGRY, Severity.LOW)
        for at, (day, customer) in enumerate(said)
    ]
    theme = counted("Import", group, NOW, lambda _: "")
    figures = theme.this_week, theme.last_week, theme.four_week_average
    assert " / ".join(map(str, figures)) + ", as" in PAGE


def test_one_digest_after_downtime() -> None:
    weekly = Weekly(0, 18, BERLIN)
    back = datetime(2026, 9, 23, 22, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    last = occurrence_of(weekly, date(2026, 9, 7))
    covered = period(weekly, latest(weekly, back), last.at)
    assert covered == Period(last.at, occurrence_of(weekly, date(2026, 9, 21)).at)
    assert weeks_covered(weekly, covered) == 2
    out = goes_out_at(weekly, latest(weekly, back), back).astimezone(ZoneInfo(BERLIN))
    assert out.replace(tzinfo=None) == datetime(2026, 9, 24, 8)
    assert "two weeks, goes out on Thursday at 8:00" in PAGE


def test_due_times_over_a_weekend() -> None:
    friday = datetime(2026, 9, 18, 16, tzinfo=UTC)
    ends = [due(Term.parse(term), WorkCalendar(), friday) for term in ("4h", "1d", "3d")]
    said = [f"{at:%A} at {at:%H:%M}" for at in ends if at]
    assert f"4 h end on {said[0]}, 1 d on {said[1]}, 3 d on {said[2]}" in PAGE


def test_wall_times_that_are_missing_or_come_twice() -> None:
    at_half_past_two = Weekly(6, 5, BERLIN)
    missing = occurrence_of(at_half_past_two, date(2027, 3, 28)).at
    twice = occurrence_of(at_half_past_two, date(2026, 10, 25)).at
    assert (missing.hour, missing.minute) == (1, 0)
    assert (twice.hour, twice.minute) == (0, 30)
    assert "is 3:00 (1:00 UTC)" in PAGE
    assert "(0:30 UTC)" in PAGE
