"""What waits in the morning, against a second opinion that asks plain questions."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.issue import IssueState
from bot.domain.nudge import (
    Clocks,
    Wait,
    Waiting,
    begins_week,
    first_few,
    in_order,
    snoozed,
    waits,
)
from bot.domain.workcal import DaysAway, WorkCalendar, is_working_day

CASES = 100_000 if os.environ.get("EARSHOT_PROVE") else 300
NOW = datetime(2026, 9, 16, 9, tzinfo=UTC)
TODAY = NOW.date()

dates = st.integers(-4, 4).map(lambda n: TODAY + timedelta(days=n))
moments = st.integers(-90, 90).map(lambda hours: NOW + timedelta(hours=hours))
clocks = st.builds(
    Clocks,
    issue_id=st.integers(1, 40),
    state=st.sampled_from(IssueState),
    acknowledge_due=st.none() | moments,
    resolve_due=st.none() | moments,
    broken_on=st.none() | dates,
    promised_on=st.none() | dates,
    promise_due_on=st.none() | dates,
    missed_at=st.none() | moments,
    snoozed_until=st.none() | dates,
)


def naively(each: Clocks) -> Wait | None:
    """One question after the other."""
    if each.state not in (IssueState.OPEN, IssueState.ACKNOWLEDGED):
        return None
    if each.snoozed_until is not None and each.snoozed_until > TODAY:
        return None
    if each.broken_on is not None and each.broken_on <= TODAY:
        return Wait.BROKEN
    if each.promised_on is not None and each.promised_on <= TODAY:
        return Wait.PROMISED
    if each.promise_due_on is not None and each.promise_due_on <= TODAY:
        return Wait.ASKED
    is_open = each.state is IssueState.OPEN
    if is_open and each.acknowledge_due is not None and each.acknowledge_due <= NOW:
        return Wait.FIRST_LOOK
    if each.resolve_due is not None and each.resolve_due <= NOW:
        return Wait.UNRESOLVED
    if each.missed_at is not None and each.missed_at <= NOW:
        return Wait.FIRST_LOOK
    return None


@settings(max_examples=CASES)
@given(clocks)
def test_an_issue_waits_for_its_most_urgent_reason(each: Clocks) -> None:
    waiting = waits(each, TODAY, NOW)
    assert (waiting.why if waiting else None) == naively(each)
    if waiting:
        assert waiting.issue_id == each.issue_id
        assert waiting.since <= datetime.combine(TODAY, time(23), UTC)


GROUP = {
    Wait.BROKEN: 0,
    Wait.PROMISED: 1,
    Wait.ASKED: 1,
    Wait.ESCALATED: 2,
    Wait.FIRST_LOOK: 3,
    Wait.UNRESOLVED: 3,
}


@settings(max_examples=CASES)
@given(st.lists(clocks, max_size=20))
def test_broken_then_due_today_then_escalated_then_overdue_oldest_first(
    issues: list[Clocks],
) -> None:
    found = [each for each in (waits(issue, TODAY, NOW) for issue in issues) if each]
    found += [Waiting(100 + n, Wait.ESCALATED, NOW - timedelta(hours=n)) for n in range(3)]
    ordered = in_order(found)
    assert sorted(map(repr, ordered)) == sorted(map(repr, found)), "nothing is lost or doubled"
    for one, next_ in pairwise(ordered):
        assert GROUP[one.why] <= GROUP[next_.why]
        assert GROUP[one.why] < GROUP[next_.why] or one.since <= next_.since
    shown, more = first_few(ordered)
    assert len(shown) == min(5, len(ordered))
    assert len(shown) + more == len(ordered)


def test_a_snooze_ends_with_its_date() -> None:
    assert snoozed(TODAY + timedelta(days=1), TODAY)
    assert not snoozed(TODAY, TODAY)
    assert not snoozed(None, TODAY)


@pytest.mark.parametrize(
    ("workdays", "begins"),
    [
        ({0, 1, 2, 3, 4}, 0),
        ({6, 0, 1, 2, 3}, 6),  # Sunday to Thursday
        ({1, 2, 3, 4, 5}, 1),
        ({0, 2, 4}, 0),  # three days, the long rest before Monday
        ({5, 6}, 5),
        ({2}, 2),
        (set(range(7)), 0),
    ],
)
def test_a_week_begins_after_its_longest_rest(workdays: set[int], begins: int) -> None:
    calendar = WorkCalendar(workdays=frozenset(workdays))
    monday = date(2026, 9, 14)
    first = [n for n in range(7) if begins_week(calendar, monday + timedelta(days=n))]
    assert first == [begins]


def test_a_week_that_begins_with_a_day_off_begins_later() -> None:
    away = WorkCalendar(away=(DaysAway(date(2026, 9, 14), date(2026, 9, 15)),))
    assert [n for n in range(14, 19) if begins_week(away, date(2026, 9, n))] == [16]


@settings(max_examples=CASES // 10)
@given(st.frozensets(st.integers(0, 6), min_size=1), st.dates(date(2025, 1, 1), date(2030, 1, 1)))
def test_each_week_begins_once(workdays: frozenset[int], day: date) -> None:
    calendar = WorkCalendar(workdays=workdays)
    week = [day + timedelta(days=n) for n in range(7)]
    begins = [each for each in week if begins_week(calendar, each)]
    assert len(begins) == 1
    assert is_working_day(calendar, begins[0])
