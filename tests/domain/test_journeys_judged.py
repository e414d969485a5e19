"""A journey judged from its material: whose pain a cell's colour is divided by, and what nobody
hears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.digest_lines import journey_line
from bot.domain.digest.journeys import count, judge, touchpoints_of
from bot.domain.digest.material import JourneyPlan, Material
from bot.domain.heard import Case, Heard, Place
from bot.domain.issue import IssueState
from bot.domain.journey_map import MapCell, journey_map
from bot.domain.occurrence import WEEK, Period
from bot.domain.pain import by_customer, pains
from bot.domain.vocabulary import Area, DismissReason, Feeling, Severity
from tests.support import histories

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = NOW - 300 * DAY
PLAN = JourneyPlan(1, "Getting started", {1: "Buy", 2: "Onboard"})
IMPORT = Place(20, "Import", Area.TECHNOLOGY, 2, "U_ON", LONG_AGO)


def material(heard: Sequence[Heard] = (), cases: Sequence[Case] = ()) -> Material:
    return Material(
        period=Period(NOW - WEEK, NOW),
        zone="UTC",
        installed=LONG_AGO,
        heard=heard,
        cases=cases,
        pledges=(),
        loops=(),
        places={IMPORT.id: IMPORT},
        journeys=[PLAN],
        spoken={IMPORT.id: [NOW - DAY]},
    )


def cell(heard: Sequence[Heard] = (), cases: Sequence[Case] = ()) -> MapCell:
    (found,) = journey_map(material(heard, cases), PLAN).values()
    return found


def neutral(customer: int) -> Heard:
    at = NOW - timedelta(hours=customer)
    return Heard(customer, at, "U1", customer, IMPORT.id, Feeling.NEUTRAL, Severity.LOW)


def test_who_suffers_from_what_was_chosen_or_resolved_lately_is_counted_in_a_cell() -> None:
    long_ago = dict.fromkeys(range(10, 16), NOW - 60 * DAY)
    chosen = Case(
        1, 1, IssueState.DISMISSED, Severity.HIGH, IMPORT.id, None, LONG_AGO,
        dismiss_reason=DismissReason.WE_CHOSE_THIS, joined=long_ago,
    )  # fmt: skip
    resolved = Case(
        2, 2, IssueState.RESOLVED, Severity.LOW, IMPORT.id, None, LONG_AGO,
        resolved_at=NOW - 3 * DAY, joined={20: NOW - 60 * DAY},
    )  # fmt: skip
    found = cell([neutral(1), neutral(2), neutral(3)], [chosen, resolved])
    assert (found.pain, found.customers) == (6 * 6 + 0.5, 3 + 6 + 1)


def test_what_only_colleagues_think_critical_caps_no_journey() -> None:
    for joined, critical in (({}, None), ({7: NOW - DAY}, "Import")):
        case = Case(
            1, 1, IssueState.OPEN, Severity.CRITICAL, IMPORT.id, None, NOW - DAY, joined=joined
        )
        on_it = touchpoints_of(material(), PLAN)
        counted = count(material((), [case]), PLAN, on_it, (), [case], (), case.customers)
        assert counted.critical == critical


places = st.sampled_from([None, IMPORT.id, 99])
days_ago = st.integers(0, 40).map(lambda days: NOW - days * DAY - timedelta(seconds=1))
seen = histories.heard(days_ago, st.integers(1, 9), places)
cases = histories.cases(
    LONG_AGO,
    st.integers(0, 60).map(lambda days: NOW - days * DAY),
    places,
    st.dictionaries(st.integers(5, 14), st.just(LONG_AGO), max_size=3),
)


@given(st.lists(cases, max_size=6), st.lists(seen, max_size=12))
def test_no_cell_hurts_more_than_its_worst_customer_does(
    issues: list[Case], heard: list[Heard]
) -> None:
    found = cell(heard, issues)
    here = [each for each in heard if each.touchpoint == IMPORT.id]
    own = by_customer(pains([c for c in issues if c.touchpoint == IMPORT.id], here, NOW))
    assert found.pain <= found.customers * max(own.values(), default=0.0) + 1e-9
    month = {each.customer for each in here if NOW - 28 * DAY <= each.at < NOW}
    open_ones = {
        customer
        for case in issues
        if case.touchpoint == IMPORT.id and case.state.unresolved
        for customer in case.customers
    }
    assert found.customers == len(month | open_ones | set(own))


def test_a_stage_without_touchpoints_is_said_as_such_and_never_green() -> None:
    heard = [neutral(customer) for customer in range(1, 13)]
    line = judge(material(heard), PLAN, {})
    assert line.blind == (("Buy", None),)
    said = journey_line(line, 60)
    assert "No touchpoint lies in Buy." in said
    assert "Nothing heard" not in said
