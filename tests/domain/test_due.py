from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.due import (
    DEFAULT_POLICY,
    MAX_DAYS,
    MAX_HOURS,
    Policy,
    Term,
    TermError,
    acknowledge_due,
    default_promise_date,
    due,
    resolve_due,
)
from bot.domain.vocabulary import Severity
from bot.domain.workcal import WorkCalendar


def utc(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


CAL = WorkCalendar("Europe/Berlin")
# In June, Berlin is two hours ahead of UTC.
MONDAY_TEN = utc(2026, 6, 1, 8)
FRIDAY_FOUR_PM = utc(2026, 6, 5, 14)

terms = st.one_of(
    st.builds(Term, hours=st.integers(1, MAX_HOURS)),
    st.builds(Term, days=st.integers(1, MAX_DAYS)),
)
day_counts = st.integers(1, 30)
severities = st.sampled_from(Severity)
policies = st.builds(
    Policy,
    st.dictionaries(severities, terms),
    st.dictionaries(severities, terms),
    st.dictionaries(severities, day_counts),
)


@given(terms)
def test_a_term_reads_back_as_it_is_written(term: Term) -> None:
    assert Term.parse(str(term)) == term


@pytest.mark.parametrize("text", ["4h", "4 h", " 4H ", "04h"])
def test_a_term_is_read_as_people_type_it(text: str) -> None:
    assert Term.parse(text) == Term(hours=4)


@pytest.mark.parametrize(
    "text",
    ["", "h", "4", "4w", "-4h", "4.5h", "4h 3d", "0h", "0d", "2001h", "366d", "99999d", "٤h"],
)
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(TermError):
        Term.parse(text)


@pytest.mark.parametrize(("hours", "days"), [(None, None), (4, 3)])
def test_a_term_is_either_hours_or_days(hours: int | None, days: int | None) -> None:
    with pytest.raises(TermError, match="either hours or days"):
        Term(hours, days)


@pytest.mark.parametrize(
    ("severity", "acknowledge", "resolve"),
    [
        # Monday 10:00. Days end at 17:00 in Berlin, 15:00 UTC, counted from Tuesday on.
        (Severity.CRITICAL, utc(2026, 6, 1, 9), utc(2026, 6, 2, 15)),
        (Severity.HIGH, utc(2026, 6, 1, 12), utc(2026, 6, 4, 15)),
        (Severity.MEDIUM, utc(2026, 6, 2, 15), utc(2026, 6, 15, 15)),
        (Severity.LOW, utc(2026, 6, 3, 15), utc(2026, 7, 13, 15)),
    ],
)
def test_default_due_times(severity: Severity, acknowledge: datetime, resolve: datetime) -> None:
    assert acknowledge_due(DEFAULT_POLICY, severity, CAL, MONDAY_TEN) == acknowledge
    assert resolve_due(DEFAULT_POLICY, severity, CAL, MONDAY_TEN) == resolve


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_has_a_default(severity: Severity) -> None:
    acknowledge = acknowledge_due(DEFAULT_POLICY, severity, CAL, MONDAY_TEN)
    resolve = resolve_due(DEFAULT_POLICY, severity, CAL, MONDAY_TEN)
    promise = default_promise_date(DEFAULT_POLICY, severity, CAL, MONDAY_TEN)
    assert acknowledge is not None
    assert resolve is not None
    assert promise is not None
    assert acknowledge < resolve
    assert date(2026, 6, 1) < promise <= resolve.date()


def test_hours_run_on_after_the_week_end() -> None:
    assert due(Term(hours=4), CAL, FRIDAY_FOUR_PM) == utc(2026, 6, 8, 10)


def test_a_critical_hour_is_a_working_hour_too() -> None:
    saturday_night = utc(2026, 6, 6, 23)
    monday_ten = utc(2026, 6, 8, 8)
    assert acknowledge_due(DEFAULT_POLICY, Severity.CRITICAL, CAL, saturday_night) == monday_ten


def test_days_end_with_the_working_day_however_late_they_began() -> None:
    early, late = (FRIDAY_FOUR_PM.replace(hour=hour) for hour in (1, 21))
    monday_five_pm = utc(2026, 6, 8, 15)
    assert due(Term(days=1), CAL, early) == due(Term(days=1), CAL, late) == monday_five_pm


def test_nothing_is_ever_due_from_who_never_works() -> None:
    cal = WorkCalendar(workdays=frozenset())
    assert due(Term(hours=1), cal, MONDAY_TEN) is None
    assert due(Term(days=1), cal, MONDAY_TEN) is None
    assert default_promise_date(DEFAULT_POLICY, Severity.LOW, cal, MONDAY_TEN) is None


def test_the_longest_terms_still_fall_due() -> None:
    two_hours_a_week = WorkCalendar(workdays=frozenset({2}), start=time(9), end=time(11))
    for term in (Term(hours=MAX_HOURS), Term(days=MAX_DAYS)):
        fallen = due(term, two_hours_a_week, MONDAY_TEN)
        assert fallen is not None
        assert fallen - MONDAY_TEN < timedelta(days=366 * 20)


def test_a_promise_is_proposed_for_a_working_day() -> None:
    dates = {
        severity: default_promise_date(DEFAULT_POLICY, severity, CAL, FRIDAY_FOUR_PM)
        for severity in Severity
    }
    assert dates == {
        Severity.CRITICAL: date(2026, 6, 8),
        Severity.HIGH: date(2026, 6, 9),
        Severity.MEDIUM: date(2026, 6, 12),
        Severity.LOW: date(2026, 6, 19),
    }


@given(policies, policies)
def test_what_the_narrower_policy_says_goes_and_its_gaps_are_filled(
    wide: Policy, narrow: Policy
) -> None:
    both = wide.overridden_by(narrow)
    for severity in Severity:
        for ours, narrower, wider in (
            (both.acknowledge, narrow.acknowledge, wide.acknowledge),
            (both.resolve, narrow.resolve, wide.resolve),
        ):
            assert ours.get(severity) == narrower.get(severity, wider.get(severity))
        assert both.promise_days.get(severity) == narrow.promise_days.get(
            severity, wide.promise_days.get(severity)
        )


def test_a_touchpoint_overrides_only_what_it_names() -> None:
    touchpoint = Policy(acknowledge={Severity.LOW: Term(hours=2)})
    policy = DEFAULT_POLICY.overridden_by(touchpoint)
    assert acknowledge_due(policy, Severity.LOW, CAL, MONDAY_TEN) == datetime(
        2026, 6, 1, 10, tzinfo=UTC
    )
    assert policy.resolve == DEFAULT_POLICY.resolve
    assert policy.acknowledge[Severity.HIGH] == DEFAULT_POLICY.acknowledge[Severity.HIGH]
