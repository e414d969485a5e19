"""The numbers that docs/reference/rules.md and figures.md name are the code's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.charts.heat_map import FEWEST, THRESHOLDS
from bot.domain import journey, nudge, pain, score
from bot.domain.due import DEFAULT_POLICY
from bot.domain.issue import IssueState, Step, after, possible
from bot.domain.likely import WAITS
from bot.domain.promise import COUNTED_FOR
from bot.domain.survey_form import DAY, LONGEST_OPEN, OPEN_FOR
from bot.domain.surveys import KINDS
from bot.domain.surveys.contact import AN_NPS, ANY_SURVEY
from bot.domain.surveys.finding import SPREAD
from bot.domain.vocabulary import Severity
from bot.domain.wave import MEMBERS_MAY_DM, SPARED_FOR
from bot.schedule.tick import DOWN
from bot.usecases.desk import GUESSED_SETTLES, UNDO_FOR, WATCH_FOR
from bot.usecases.gather_cards import ALONE, WITHIN
from bot.usecases.snooze_issue import LONGEST_DAYS
from tests.test_docs import DOCS

RULES, FIGURES = (
    " ".join((DOCS / "reference" / name).read_text(encoding="utf-8").split())
    for name in ("rules.md", "figures.md")
)
_WORDS = {2: "two", 3: "three", 5: "Five"}


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


@pytest.mark.parametrize("severity", Severity)
def test_the_clocks_of_a_severity(severity: Severity) -> None:
    terms = (DEFAULT_POLICY.acknowledge[severity], DEFAULT_POLICY.resolve[severity])
    acknowledge, resolve = (str(term).replace("h", " h").replace("d", " d") for term in terms)
    days = DEFAULT_POLICY.promise_days[severity]
    proposed = {1: "the next working day", 2: "the 2nd"}.get(days, f"the {days}th")
    assert f"| {severity.label} | {acknowledge} | {resolve} | {proposed} |" in RULES


def test_the_states_are_those_of_the_state_machine() -> None:
    unresolved = [state for state in IssueState if state.unresolved]
    ended = (IssueState.RESOLVED, IssueState.CLOSED)
    for step, to in ((Step.RESOLVE, "resolved"), (Step.DISMISS, "dismissed")):
        assert [state for state in IssueState if possible(state, step)] == unresolved
        assert after(IssueState.OPEN, step) == to
        assert f"| open, acknowledged | {to} |" in RULES
    assert [after(state, Step.REOPEN) for state in ended] == [IssueState.OPEN] * 2
    assert "| resolved, closed | open |" in RULES
    assert after(IssueState.DISMISSED, Step.REOPEN) is IssueState.OPEN
    assert "| dismissed | open |" in RULES
    assert after(IssueState.ACKNOWLEDGED, Step.LAPSE) is IssueState.OPEN
    assert "| acknowledged | open | a lapse" in RULES


@pytest.mark.parametrize(
    "said",
    [
        f"**Undo** is its author's, for {_minutes(UNDO_FOR)} minutes",
        f"unanswered for {'an hour' if _minutes(WAITS) == 60 else WAITS},",
        f"up to {_minutes(GUESSED_SETTLES)} while the touchpoint is guessed",
        f"After {_WORDS[ALONE]} cards in {'an hour' if _minutes(WITHIN) == 60 else WITHIN}",
        f"no tick for more than {_minutes(DOWN)} minutes",
        f"{_WORDS[nudge.SHOWN]} have their buttons",
        f"in working time, {_WORDS[nudge.ALONE_A_DAY]} a day",
        f"at most {LONGEST_DAYS} calendar days ahead",
        f"{WATCH_FOR.days} calendar days from Resolve",
        f"and {MEMBERS_MAY_DM} people by DM",
        f"two by DM within {SPARED_FOR.days} days",
        f"within {ANY_SURVEY.days} days of the last one",
        f"within {AN_NPS.days} days of the last NPS",
        f"for {OPEN_FOR // DAY} days, at most {LONGEST_OPEN // DAY}",
    ],
)
def test_a_number_of_the_rules(said: str) -> None:
    assert said in RULES


@pytest.mark.parametrize(
    "said",
    [
        *(f"| {severity.label} | {pain.WEIGHT[severity]} |" for severity in Severity),
        f"resolved less than {pain.FADES.days} days ago | ½ |",
        "Under {0} (“little”), {0} to {1} (“some”), {1} to {2} (“much”), {2} and more"
        " (“very much”)".format(*THRESHOLDS),
        f"Under {FEWEST} of them it is hatched",
        f"under {journey.FEWEST_CUSTOMERS} customers, or fewer than {journey.FEWEST_STAGES} stages",
        f"under {journey.FEWEST_ANSWERS} answers, or no wave",
        f"fewer than {journey.FEWEST_DUE} kept or broken",
        f"at most {journey.CRITICAL_CAP}; else a blind stage, at most {journey.BLIND_CAP}",
        f'from {journey.GOOD} "good", from {journey.WATCH} "watch"',
        f"A change under {journey.STEADY} points",
        f"max({journey.QUIET.days} days, 3 × its usual gap)",
        f"in a workspace's first {journey.NEW_WORKSPACE.days} days",
        f"| under {score.FEW} |",
        f"| {score.FEW} to {score.FIRM - 1} |",
        f"from {score.FEW} to {SPREAD - 1} the bare figure",
        f"in {COUNTED_FOR.days} days | the day it ended",
    ],
)
def test_a_number_of_the_figures(said: str) -> None:
    assert said in FIGURES


def test_how_grave_a_low_score_is() -> None:
    def grave(kind: str, severity: Severity) -> str:
        low = [
            point.value
            for point in KINDS[kind].points()
            if KINDS[kind].severity(point.value) is severity
        ]
        return f"{KINDS[kind].label} {low[0]}–{low[-1]}" if low[1:] else f"{kind.upper()} {low[0]}"

    for severity in (Severity.HIGH, Severity.MEDIUM):
        scores = ", ".join(grave(kind, severity) for kind in ("nps", "csat", "ces"))
        assert f"{severity.label} for {scores}" in FIGURES
