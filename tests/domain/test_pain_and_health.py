"""Pain and journey health: the worked example of docs/reference/figures.md, "Journey health", and
naive recounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.heard import Case, Heard, Place
from bot.domain.issue import IssueState
from bot.domain.journey import (
    Counted,
    Health,
    Part,
    Verdict,
    health,
    is_blind,
    seams,
    verdict,
)
from bot.domain.pain import by_customer, by_touchpoint, pains, total
from bot.domain.vocabulary import Area, Feeling, Severity
from tests.support import histories

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
DAY = timedelta(days=1)

EXAMPLE = Counted(
    pain=[0.0] * 12 + [3.0] * 4 + [7.0] * 2 + [10.0] + [3.0],
    stages=7,
    positive=9,
    negative=8,
    observations=31,
    kept=7,
    broken=3,
    score=(33 / 42, 42),
)


def test_the_worked_example_of_the_page() -> None:
    assert health(EXAMPLE) == Health(74, 20)
    capped = health(replace(EXAMPLE, critical="Data import"))
    assert capped == Health(59, 20, uncapped=74, because="Data import")
    assert capped is not None
    assert capped.verdict is Verdict.HURTING


def test_a_blind_stage_keeps_a_journey_from_being_good() -> None:
    fine = Counted(pain=[0.0] * 12, stages=3, positive=5, observations=5)
    assert health(fine) == Health(100, 12, missing=(Part.SCORE, Part.PROMISES))
    blind = health(replace(fine, blind=["Renew"]))
    assert blind is not None
    assert (blind.value, blind.uncapped, blind.because) == (79, 100, "Renew")


@pytest.mark.parametrize(("customers", "stages"), [(9, 7), (20, 2)])
def test_too_few_say_nothing(customers: int, stages: int) -> None:
    assert health(replace(EXAMPLE, pain=[0.0] * customers, stages=stages)) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [(80, Verdict.GOOD), (79, Verdict.WATCH), (60, Verdict.WATCH), (59, Verdict.HURTING)],
)
def test_the_thresholds_of_a_verdict(value: int, said: Verdict) -> None:
    assert verdict(value) is said


counted = st.builds(
    Counted,
    pain=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, 3.0, 6.0, 10.0, 16.0]), max_size=30),
    stages=st.integers(0, 7),
    positive=st.integers(0, 5),
    negative=st.integers(0, 5),
    observations=st.integers(10, 40) | st.just(0),
    kept=st.integers(0, 4),
    broken=st.integers(0, 4),
    score=st.none() | st.tuples(st.floats(0, 1), st.integers(0, 30)),
    critical=st.none() | st.just("Trial"),
    blind=st.sampled_from([(), ("Buy",)]),
)


@given(counted)
def test_health_is_what_the_methods_say(facts: Counted) -> None:
    if not facts.observations:
        facts = replace(facts, positive=0, negative=0)
    found = health(facts)
    if len(facts.pain) < 10 or facts.stages < 3:
        assert found is None
        return
    assert found is not None
    points, weight = 0.0, 40.0
    for pain in facts.pain:
        points += 40 * (1 - (10 if pain > 10 else pain) / 10) / len(facts.pain)
    if facts.score and facts.score[1] >= 10:
        points, weight = points + 25 * facts.score[0], weight + 25
    if facts.observations:
        balance = (facts.positive - facts.negative) / facts.observations
        points, weight = points + 15 * (1 + balance) / 2, weight + 15
    if facts.kept + facts.broken >= 3:
        points, weight = points + 20 * facts.kept / (facts.kept + facts.broken), weight + 20
    cap = 59 if facts.critical else 79 if facts.blind else 100
    assert abs(found.value - min(cap, points * 100 / weight)) <= 0.5 + 1e-9
    assert 0 <= found.value <= cap


# -- pain -----------------------------------------------------------------------------------------

moments = st.integers(0, 60).map(lambda days: NOW - days * DAY)
places = st.none() | st.integers(1, 3)
heard = histories.heard(moments, st.integers(1, 4), places)
cases = histories.cases(
    NOW - 90 * DAY, moments, places, st.dictionaries(st.integers(1, 4), moments, max_size=3)
)
POINTS = {"low": 1, "medium": 3, "high": 6, "critical": 10}


@given(st.lists(cases, max_size=6), st.lists(heard, max_size=12))
def test_pain_is_what_the_methods_say(issues: list[Case], seen: list[Heard]) -> None:
    naive: dict[tuple[int, object], float] = {}
    for index, case in enumerate(issues):
        for customer in case.joined or {}:
            part = 0.0
            recent = case.resolved_at is not None and NOW - case.resolved_at < 28 * DAY
            if case.state in ("open", "acknowledged") or (
                case.state == "dismissed" and case.dismiss_reason == "we_chose_this"
            ):
                part = 1.0
            elif case.state == "resolved" and recent:
                part = 0.5
            elif case.state == "closed" and recent:
                part = 0.25
            naive[customer, ("issue", index)] = part * POINTS[case.severity.value]
    for each in seen:
        negative = each.issue is None and each.feeling in ("frustrated", "angry")
        if negative and NOW - each.at < 28 * DAY:
            key = each.customer, ("place", each.touchpoint)
            naive[key] = max(naive.get(key, 0.0), POINTS[each.severity.value] / 2)
    found = pains(issues, seen, NOW)
    assert total(found) == pytest.approx(sum(naive.values()))
    assert total(found) == pytest.approx(sum(by_touchpoint(found).values()))
    for customer, amount in by_customer(found).items():
        mine = sum(value for (whose, _), value in naive.items() if whose == customer)
        assert amount == pytest.approx(mine)


def test_five_loggings_of_one_call_count_once() -> None:
    call = Heard(1, NOW, "U1", 7, 1, Feeling.ANGRY, Severity.HIGH)
    assert total(pains([], [replace(call, id=n) for n in range(5)], NOW)) == 3.0


# -- blind spots and seams ------------------------------------------------------------------------

LONG_AGO = NOW - 300 * DAY


@pytest.mark.parametrize(
    ("days_ago", "blind"),
    [
        ([20, 25, 30], False),
        ([22, 27, 32], True),
        ([22, 32, 42], False),  # its usual gap is ten days
        ([31, 41, 51], True),
        ([], True),
    ],
)
def test_a_place_is_blind_when_quiet_for_long_by_its_own_measure(
    days_ago: list[int], blind: bool
) -> None:
    moments = [NOW - days * DAY for days in days_ago]
    assert is_blind(moments, LONG_AGO, LONG_AGO, NOW) is blind


def test_nothing_is_blind_in_the_first_four_weeks_nor_when_it_is_new_itself() -> None:
    assert not is_blind([], LONG_AGO, NOW - 27 * DAY, NOW)
    assert not is_blind([], NOW - 20 * DAY, LONG_AGO, NOW)


def test_a_seam_runs_from_where_it_was_caused_to_where_it_was_felt() -> None:
    stages = {1: "Buy", 2: "Onboard", 3: "Use"}
    places = {
        place.id: place
        for place in (
            Place(10, "Quote", Area.SALES, 1, "U_BUY", LONG_AGO),
            Place(20, "Import", Area.TECHNOLOGY, 2, "U_ON", LONG_AGO),
            Place(21, "Docs", Area.SUPPORT, 2, "U_BUY", LONG_AGO),
            Place(30, "Clicks", Area.TECHNOLOGY, 3, "U_USE", LONG_AGO),
        )
    }
    case = Case(1, 1, IssueState.OPEN, Severity.LOW, 20, "U_ON", NOW)
    caused = replace(case, caused_at=10)
    moved = replace(case, owner="U_USE", reassigned=True)
    assert seams([caused, moved, moved], places, stages) == [("Use", "Onboard"), ("Buy", "Onboard")]
    assert seams([case], places, stages) == []
    assert seams([replace(case, caused_at=21)], places, stages) == []  # the same stage
    assert seams([replace(case, touchpoint=21, caused_at=10)], places, stages) == []  # one owner
    assert seams([replace(moved, owner="U_BUY")], places, stages) == []  # owns in this stage too
    assert seams([caused], places, {2: "Onboard"}) == []  # another journey's stage
