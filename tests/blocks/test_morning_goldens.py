"""The nudge, as files to be read in review."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.blocks.facts import IssueFacts, ObservationFacts, PromiseFacts
from bot.blocks.help_wanted import help_wanted
from bot.blocks.morning import MorningFacts, WaitFacts, morning
from bot.domain.issue import IssueState
from bot.domain.nudge import Wait
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Feeling, Severity
from tests.support.golden import check_golden

TODAY = date(2026, 9, 15)
HOSTILE = "<!channel> *x* _y_ `z` ~w~ <http://x|y> &amp; <@U0SAM> “” \u202egnp.exe"


def issue(number: int, words: str | None, **facts: object) -> IssueFacts:
    said = ObservationFacts(
        id=number,
        at=datetime(2026, 9, 10, 10, tzinfo=UTC),
        words=words,
        severity=Severity.HIGH,
        customer="Acme",
        touchpoint="Login & SSO",
        feeling=Feeling.FRUSTRATED,
        reporter="U0PRIYA",
    )
    plain = IssueFacts(
        id=number,
        number=number,
        state=IssueState.OPEN,
        severity=Severity.HIGH,
        opened_at=said.at,
        owner="U0SAM",
        observations=[said],
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def promise(day: int, state: PromiseState = PromiseState.STANDING) -> PromiseFacts:
    return PromiseFacts("Reply to Acme", date(2026, 9, day), state)


MAYA_TOMORROW = ("U0MAYA", date(2026, 9, 16))
BROKEN = WaitFacts(
    issue(1, "The SSO loop never ends."),
    Wait.BROKEN,
    promise(14, PromiseState.BROKEN),
    MAYA_TOMORROW,
)
PROMISED = WaitFacts(
    issue(2, "Import fails on dates.", state=IssueState.ACKNOWLEDGED, promise=promise(15)),
    Wait.PROMISED,
    promise(15),
)
FIRST_LOOK = WaitFacts(issue(3, "Nobody told me the seats were full."), Wait.FIRST_LOOK)
ASKED = WaitFacts(issue(4, "I wait.", state=IssueState.ACKNOWLEDGED), Wait.ASKED)
UNRESOLVED = WaitFacts(issue(5, "Still slow."), Wait.UNRESOLVED, due_on=date(2026, 9, 11))
ESCALATED = WaitFacts(issue(6, None), Wait.ESCALATED)
SETTLED = replace(
    BROKEN,
    issue=issue(1, "The SSO loop never ends.", state=IssueState.ACKNOWLEDGED, promise=promise(18)),
    why=None,
)
SNOOZED = WaitFacts(issue(7, "Later.", snoozed_until=date(2026, 9, 21)), None)
THREE = MorningFacts("Sam", TODAY, [BROKEN, PROMISED, FIRST_LOOK], more=0, waiting=3)
MORNINGS = {
    "three": THREE,
    "one": replace(THREE, shown=[FIRST_LOOK], waiting=1),
    "many": replace(
        THREE,
        shown=[
            replace(BROKEN, next_up=("U0MAYA", date(2026, 9, 18))),
            replace(PROMISED, promise=promise(11)),
            ESCALATED,
            replace(FIRST_LOOK, next_up=MAYA_TOMORROW),
            replace(UNRESOLVED, next_up=MAYA_TOMORROW),
        ],
        more=9,
        waiting=14,
    ),
    "sponsor": replace(THREE, shown=[ESCALATED] * 5, more=2, waiting=7, beyond=True),
    "asked": replace(THREE, shown=[ASKED], waiting=1),
    "settled_in_part": replace(THREE, shown=[SETTLED, PROMISED, SNOOZED], waiting=1),
    "settled": replace(THREE, shown=[SETTLED, SNOOZED], waiting=0),
    "opened_again": replace(
        THREE,
        shown=[
            replace(FIRST_LOOK, issue=replace(FIRST_LOOK.issue, reopened_why="They are full again"))
        ],
        waiting=1,
    ),
    "handed_over": replace(
        THREE,
        shown=[
            WaitFacts(replace(FIRST_LOOK.issue, owner="U0PRIYA"), None),
            replace(SETTLED, helped=True),
        ],
        waiting=0,
    ),
    "helped": replace(THREE, shown=[replace(BROKEN, helped=True)], waiting=1),
    "alone": replace(THREE, shown=[FIRST_LOOK], waiting=1, alone=True),
    "hostile": replace(
        THREE,
        name=HOSTILE,
        shown=[
            replace(
                BROKEN,
                issue=replace(
                    BROKEN.issue,
                    observations=[
                        replace(BROKEN.issue.observations[0], words=HOSTILE, customer=HOSTILE)
                    ],
                ),
                promise=replace(promise(14), next_step=HOSTILE),
            )
        ],
        waiting=1,
    ),
    "right_to_left": replace(
        THREE,
        shown=[replace(PROMISED, issue=issue(2, "הייבוא נעצר בשורה 12 ולא אמר למה"))],
        waiting=1,
    ),
}


@pytest.mark.parametrize("name", MORNINGS)
def test_morning(name: str) -> None:
    check_golden(f"morning_{name}", morning(MORNINGS[name]))


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_help_wanted(name: str) -> None:
    step = HOSTILE if name == "hostile" else "Reply to Acme"
    asked = help_wanted(BROKEN.issue, "U0SAM", replace(promise(14), next_step=step))
    check_golden(f"help_wanted_{name}", asked)


def test_a_long_morning_stays_within_what_slack_takes() -> None:
    long = issue(8, "w" * 3000)
    broken = WaitFacts(long, Wait.BROKEN, replace(promise(14), next_step="n" * 3000))
    check_golden("morning_long", morning(replace(THREE, shown=[broken] * 5, waiting=5)))
