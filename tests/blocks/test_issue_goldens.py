"""The screens of the loop, as files to be read in review."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.blocks import issue_card, issue_modals, issue_screens, receipt, role_card
from bot.blocks.facts import (
    EventFacts,
    IssueFacts,
    LikelyFacts,
    LoopFacts,
    ObservationFacts,
    PromiseFacts,
    TouchpointFacts,
)
from bot.blocks.help import help_screen, survey_help
from bot.blocks.log_modal import LogForm, editable, log_modal
from bot.blocks.logged import LoggedFacts, Question, logged
from bot.blocks.loops import told_rows
from bot.blocks.refusals import field_error, refusal_screen
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.ladder import Time
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from bot.domain.unclear import Unclear
from bot.domain.vocabulary import Area, DismissReason, Feeling, Severity, Source
from tests.support.golden import check_golden

AT = datetime(2026, 9, 14, 10, 12, tzinfo=UTC)
HOSTILE = "<!channel> *x* _y_ `z` ~w~ <http://x|y> &amp; <@U0SAM> “” \u202egnp.exe"
RTL = "הייבוא נעצר בשורה 12 ולא אמר למה"
LONG = "The import stopped. " * 400

SAID = ObservationFacts(
    id=7,
    at=AT,
    words="It ate the file and said nothing.",
    severity=Severity.HIGH,
    customer="Acme",
    touchpoint="Data import",
    touchpoint_id=3,
    feeling=Feeling.FRUSTRATED,
    source=Source.CALL,
    reporter="U0PRIYA",
    permalink="https://northlight.slack.com/archives/C1/p17000001",
    follow_up=True,
    issue_id=1,
    issue_number=42,
    undo_until=AT,
)
OPEN = IssueFacts(
    id=1,
    number=42,
    state=IssueState.OPEN,
    severity=Severity.HIGH,
    opened_at=AT,
    touchpoint="Data import",
    owner="U0SAM",
    observations=[SAID],
    acknowledge_due=datetime(2026, 9, 14, 15, 0, tzinfo=UTC),
    resolve_due=datetime(2026, 9, 17, 17, 0, tzinfo=UTC),
    loops=[LoopFacts(5, "Acme", LoopState.WAITING), LoopFacts(6, None, LoopState.TOLD)],
)
STEP = PromiseFacts(
    "Find out why it happens", date(2026, 9, 18), PromiseState.STANDING, movable=True
)
ACKNOWLEDGED = replace(OPEN, state=IssueState.ACKNOWLEDGED)
PROMISED = replace(ACKNOWLEDGED, promise=STEP)
MOVED = replace(
    PROMISED,
    promise=replace(
        STEP, moved_from=date(2026, 9, 16), why_moved="Tax check ran long", movable=False
    ),
)
KEPT = replace(ACKNOWLEDGED, kept=replace(STEP, state=PromiseState.KEPT))
RESOLVED = replace(OPEN, state=IssueState.RESOLVED, what_changed="Dates are read in any format.")
CLOSED = replace(RESOLVED, state=IssueState.CLOSED, loops=[LoopFacts(5, "Acme", LoopState.TOLD)])
DISMISSED = replace(
    OPEN,
    state=IssueState.DISMISSED,
    dismiss_reason=DismissReason.WE_CHOSE_THIS,
    dismiss_words="Too dear for what it brings.",
    review_on=date(2026, 12, 1),
)
WITHDRAWN = replace(OPEN, state=IssueState.DISMISSED, withdrawn=True)
UNOWNED = replace(OPEN, owner=None, acknowledge_due=None)
SNOOZED = replace(PROMISED, snoozed_until=date(2026, 9, 21))
SECRET = replace(OPEN, observations=[replace(SAID, words=None, permalink=None, private=True)])
STATES = {
    "open": OPEN,
    "acknowledged": ACKNOWLEDGED,
    "promised": PROMISED,
    "moved": MOVED,
    "kept": KEPT,
    "came_back": replace(
        OPEN, reopened_why="Heard again from Acme", recurrences=2, observations=[SAID] * 4
    ),
    "resolved": RESOLVED,
    "closed": CLOSED,
    "dismissed": DISMISSED,
    "withdrawn": WITHDRAWN,
    "unowned": UNOWNED,
    "late": replace(
        OPEN,
        late=frozenset({Time.ACKNOWLEDGE, Time.RESOLVE}),
        resolve_due=datetime(2026, 9, 16, tzinfo=UTC),
    ),
    "snoozed": SNOOZED,
    "secret": SECRET,
    "hostile": replace(
        PROMISED,
        observations=[replace(SAID, words=HOSTILE, customer=HOSTILE, touchpoint=HOSTILE)],
        promise=replace(
            STEP, next_step=HOSTILE, moved_from=date(2026, 9, 16), why_moved=HOSTILE, movable=False
        ),
    ),
    "right_to_left": replace(OPEN, observations=[replace(SAID, words=RTL, customer="אקמי")]),
    "many": replace(OPEN, observations=[replace(SAID, words=LONG)] * 9),
}


@pytest.mark.parametrize("name", STATES)
def test_card(name: str) -> None:
    check_golden(f"card_{name}", issue_card.issue_card(STATES[name]))


@pytest.mark.parametrize("name", STATES)
def test_issue(name: str) -> None:
    history = [
        EventFacts(AT, "U0PRIYA", "opened", ""),
        EventFacts(AT, "U0PRIYA", "observation edited", "severity Medium → High", True),
        EventFacts(AT, None, "closed", HOSTILE),
    ]
    check_golden(f"issue_{name}", issue_screens.issue_whole(replace(STATES[name], history=history)))


@pytest.mark.parametrize("name", STATES)
def test_receipt(name: str) -> None:
    check_golden(f"receipt_{name}", receipt.receipt(STATES[name], outcome_follows=False))


@pytest.mark.parametrize("name", ["resolved", "closed", "dismissed", "open", "hostile"])
def test_outcome(name: str) -> None:
    check_golden(f"outcome_{name}", receipt.outcome(STATES[name]))


def test_cards_that_are_not_the_newest() -> None:
    check_golden("card_folded_same_owner", issue_card.folded_card(OPEN, "U0SAM"))
    check_golden("card_folded_new_owner", issue_card.folded_card(OPEN, "U0MAYA"))
    check_golden("receipt_below", receipt.receipt(RESOLVED, outcome_follows=True))
    check_golden("outcome_folded", receipt.folded_outcome("It is read now.", resolved=True))
    check_golden("outcome_folded_dismissed", receipt.folded_outcome(f"Not ours: {HOSTILE}"))
    check_golden("card_owner_reported", issue_card.issue_card(RESOLVED, owner_reported=True))


@pytest.mark.parametrize("name", STATES)
def test_a_card_begins_with_the_words(name: str) -> None:
    facts = replace(STATES[name], touchpoint=None)
    first = issue_card.issue_card(facts).blocks[0]["text"]["text"]
    assert first.startswith(("“", "_Said in private", "Withdrawn: “"))


def test_an_owner_is_not_told_that_they_know_what_they_reported() -> None:
    own = replace(SAID, reporter=OPEN.owner)

    def said(*behind: ObservationFacts) -> str:
        return issue_card.issue_card(replace(ACKNOWLEDGED, observations=behind)).text

    assert "Thanks, it's yours. What's your next step?" in said(own)
    assert "Thanks, it's yours. <@U0PRIYA> knows. What's" in said(own, SAID)
    assert "Thanks, it's yours. Who reported it knows." in said(own, replace(SAID, reporter=None))


@pytest.mark.parametrize(
    ("loops", "said"),
    [
        ([LoopState.TOLD, LoopState.TOLD], "Everyone was told."),
        ([LoopState.TOLD, LoopState.WAIVED], "Nobody is left to tell."),
        ([], "Nobody is left to tell."),
    ],
)
def test_a_closed_issue_says_that_everyone_was_told_only_if_they_were(
    loops: list[LoopState], said: str
) -> None:
    rows = [LoopFacts(n, "Acme", state) for n, state in enumerate(loops)]
    assert issue_card.issue_card(replace(CLOSED, loops=rows)).text.endswith(said)


def test_a_receipt_of_what_was_withdrawn_points_to_no_reason_below() -> None:
    said = receipt.receipt(replace(WITHDRAWN, observations=[]), outcome_follows=True).text
    assert said == "What you logged was withdrawn. Nothing more comes of it."


def test_what_a_customer_answered_is_heard_by_nobody() -> None:
    answered = replace(OPEN, observations=[replace(SAID, survey=8, source=None, permalink=None)])
    check_golden("card_answered_in_survey", issue_card.issue_card(answered))


def test_bundle() -> None:
    issues = [(OPEN, False), (STATES["hostile"], False), (PROMISED, True), (WITHDRAWN, False)]
    check_golden("bundle", issue_card.bundle(issues))
    check_golden("bundle_of_many", issue_card.bundle([(STATES["many"], False)] * 40))


def test_in_a_bundle_too_an_owner_says_whom_they_told_of_what_they_reported() -> None:
    own = replace(RESOLVED, observations=[replace(SAID, reporter="U0SAM")])
    rows = told_rows(own)
    assert issue_card.bundle([(own, False)], reader="U0SAM").blocks[-len(rows) :] == rows
    for issue, folded in ((RESOLVED, False), (own, True), (WITHDRAWN, False)):
        assert "loop_told" not in str(issue_card.bundle([(issue, folded)], reader="U0SAM").blocks)
    many = issue_card.bundle([(own, False)] * 20, reader="U0SAM").blocks
    assert len(many) <= 50, "a message holds no more"


def test_list() -> None:
    five = [OPEN, PROMISED, UNOWNED, RESOLVED, STATES["hostile"]]
    check_golden("issues", issue_screens.issue_list("Issues", five, 23, start=5, query="open"))
    check_golden("issues_none", issue_screens.issue_list("Overdue", [], 0, start=0, query=""))
    check_golden(
        "issues_of_many",
        issue_screens.issue_list("Issues", [STATES["many"]] * 5, 5, start=0, query=""),
    )


def test_modals_of_an_issue() -> None:
    for name, facts in (("open", OPEN), ("hostile", STATES["hostile"])):
        check_golden(f"modal_promise_{name}", issue_modals.promise(facts, date(2026, 9, 18)))
        standing = facts.promise or STEP
        check_golden(f"modal_move_{name}", issue_modals.move(facts, standing, date(2026, 9, 21)))
        check_golden(f"modal_resolve_{name}", issue_modals.resolve(facts))
        check_golden(f"modal_reassign_{name}", issue_modals.reassign(facts))
        check_golden(f"modal_snooze_{name}", issue_modals.snooze(facts, date(2026, 9, 18)))
        check_golden(f"modal_dismiss_{name}", issue_modals.dismiss(facts))
        chosen = replace(facts, dismiss_words=facts.dismiss_words or "Too dear.")
        check_golden(f"modal_hold_{name}", issue_modals.hold(chosen, date(2026, 12, 1)))
        check_golden(f"modal_not_fixed_{name}", issue_modals.not_fixed(facts))


def test_log_modal() -> None:
    check_golden("log_modal_empty", log_modal(LogForm()))
    full = LogForm(
        record="observation:7",
        words=HOSTILE,
        customer=("12", "Acme"),
        touchpoint=(3, "Data import"),
        feeling=Feeling.ANGRY,
        severity=Severity.CRITICAL,
        source=Source.IN_PERSON,
        follow_up=True,
        private=True,
        expected="A message",
        reporter_hidden=True,
        edit=True,
        turn=3,
    )
    check_golden("log_modal_edit", log_modal(full))
    check_golden("log_modal_long", log_modal(LogForm(record="draft:4", words=LONG)))


def test_words_of_emoji_are_editable_as_far_as_slack_counts_and_the_rest_is_kept() -> None:
    words = "💥" * 1501 + "tail"
    (element,) = [
        block["element"]
        for block in log_modal(LogForm(words=words))["blocks"]
        if block.get("block_id") == "words"
    ]
    assert element["initial_value"] == editable(words) == "💥" * 1500
    check_golden("log_modal_emoji", log_modal(LogForm(words=words)))


ALIKE = LikelyFacts(42, again=False, waits=True, words="It ate the file and said nothing.")
AGAIN = replace(ALIKE, again=True, resolved_at=AT)
LOGGED = {
    "alike": LoggedFacts(replace(SAID, issue_id=None, likely=ALIKE)),
    "alike_resolved": LoggedFacts(
        replace(SAID, issue_id=None, likely=replace(ALIKE, resolved_at=AT))
    ),
    "alike_hostile": LoggedFacts(
        replace(SAID, issue_id=None, likely=replace(ALIKE, words=HOSTILE, number=10**9))
    ),
    "again": LoggedFacts(replace(SAID, issue_id=None, likely=AGAIN)),
    "came_back": LoggedFacts(replace(SAID, likely=replace(AGAIN, waits=False)), answers="Sam"),
    "asked": LoggedFacts(SAID, answers="Sam"),
    "unowned": LoggedFacts(SAID),
    "guesses": LoggedFacts(
        replace(
            SAID, touchpoint_guessed=True, feeling_guessed=True, follow_up=False, issue_id=None
        ),
        others=[(4, "Login & SSO"), (5, "Speed & uptime")],
    ),
    "plain": LoggedFacts(
        replace(SAID, customer=None, touchpoint=None, feeling=None, follow_up=False)
    ),
    "everything": LoggedFacts(
        replace(SAID, words=HOSTILE, customer=HOSTILE, private=True, undo_until=None),
        answers="Sam",
        masked=["card", "iban", "card"],
        customer_is_new=True,
        question=Question(
            Unclear("touchpoint", "bilings"),
            [("9", "Billing & invoices"), ("3", "Data import")],
            [Unclear("feeling", HOSTILE)],
        ),
        left_out=[("severity", "<!here>"), ("source", HOSTILE)],
        repeated=[("customer", HOSTILE)],
        open_quotes=["customer"],
        name_left_out=HOSTILE,
    ),
    "asks_one_thing": LoggedFacts(
        replace(SAID, touchpoint=None, follow_up=False, issue_id=None),
        question=Question(Unclear("touchpoint", "bilings"), [("9", "Billing & invoices")]),
    ),
    "asks_which": LoggedFacts(
        replace(SAID, touchpoint=None, follow_up=False, issue_id=None),
        question=Question(
            Unclear("touchpoint", "inport"),
            [("3", "Data import"), ("9", "Mail import"), ("4", "Login & SSO")],
        ),
    ),
    "asks_who": LoggedFacts(
        replace(SAID, customer="Acmee"),
        answers="Sam",
        customer_is_new=True,
        question=Question(Unclear("customer", "Acmee"), [("5", "Acme")]),
    ),
    "asks_about_a_key": LoggedFacts(
        replace(SAID, words="It broke custmer:Acme", customer=None),
        answers="Sam",
        question=Question(Unclear("customer", "Acme", "custmer:Acme")),
    ),
    "asks_hostile": LoggedFacts(
        replace(SAID, customer=None),
        question=Question(Unclear("customer", HOSTILE, f"custmer:{HOSTILE}")),
    ),
    "undone": LoggedFacts(replace(SAID, undone=True)),
}


@pytest.mark.parametrize("name", LOGGED)
def test_logged(name: str) -> None:
    check_golden(f"logged_{name}", logged(LOGGED[name]))


def test_help_and_role() -> None:
    check_golden("help", help_screen())
    check_golden("survey_help", survey_help())
    touchpoint = TouchpointFacts(3, HOSTILE, Area.TECHNOLOGY)
    check_golden("role", role_card.role_card(touchpoint, still=True))
    check_golden("role_over", role_card.role_card(touchpoint, still=False))


FACTS: dict[Why, dict[str, Any]] = {
    Why.UNKNOWN_COMMAND: {"command": HOSTILE},
    Why.UNKNOWN_VALUE: {"key": "touchpoint", "value": HOSTILE, "near": ["Data *import*"]},
    Why.NO_NUMBER: {"value": HOSTILE, "example": "/cx issue 42", "listed": "/cx issues"},
    Why.NO_SUCH_NUMBER: {"what": "micro-survey", "number": 99, "listed": "/survey list"},
    Why.CLOSED_ALREADY: {"number": 12, "answer": True},
    Why.NAME_TAKEN: {"name": HOSTILE},
    Why.NOT_A_PERSON: {"person": "U0SAM"},
    Why.ALREADY: {"state": IssueState.ACKNOWLEDGED, "person": "U0MAYA"},
    Why.ENOUGH_WAITING: {"most": 3},
    Why.NEAR_MISS: {"known": "anonymous", "slip": HOSTILE},
    Why.TWICE: {"key": "closes"},
    Why.LONE_WORD: {"kind": "nps", "word": HOSTILE},
    Why.TO_FILL: {"gap": "thing"},
    Why.NOT_A_SPAN: {"value": HOSTILE},
    Why.NOT_IN_CHANNEL: {"channel": "C0IMPORT"},
    Why.NOT_FOR_CUSTOMERS: {"number": 12},
    Why.SELF_GIVEN: {"customer": HOSTILE},
    Why.NOT_AN_ANSWER: {"expected": f"Price, {HOSTILE} or Support"},
    Why.NO_COLUMN: {"column": "name", "found": ["place", HOSTILE]},
    Why.NO_SCOPE: {"what": "read files", "scope": "files:read"},
}


@pytest.mark.parametrize("why", Why)
def test_refusal(why: Why) -> None:
    refusal = Refusal(why, typed=LONG if why is Why.STORAGE_BUSY else HOSTILE, **FACTS.get(why, {}))
    check_golden(f"refusal_{why.value}", refusal_screen(refusal))
    assert 0 < len(field_error(refusal)) <= 150


@pytest.mark.parametrize("why", [Why.NOT_A_PERSON, Why.ALREADY])
def test_an_error_under_a_field_is_plain_text_and_names_nobody_by_id(why: Why) -> None:
    assert "U0" not in field_error(Refusal(why, **FACTS[why]))
