"""App Home, screen by screen."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.blocks.delivery_problems import REPLY, UNCERTAIN, ProblemFacts, problem_blocks
from bot.blocks.facts import IssueFacts, ObservationFacts, PromiseFacts
from bot.blocks.home import SHOWN, HomeFacts, LeadFacts, guest_home, home
from bot.delivery import claims, errors
from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason, Feeling, Severity
from bot.sandbox.blockkit import view_faults
from tests.support.golden import check_golden

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
HOSTILE = "<!channel> *b* <http://x.example|y> & `c` \u202etxt.exe\u202c _i_ ~s~ :ear: " + "й" * 200

SEEN = ObservationFacts(
    id=5,
    at=NOW,
    words="It ate the file and said nothing.",
    severity=Severity.HIGH,
    customer="Acme",
    touchpoint="Data import",
    touchpoint_id=3,
    feeling=Feeling.FRUSTRATED,
    reporter="U0PRIYA",
    follow_up=True,
    issue_id=7,
    issue_number=12,
)
OPEN = IssueFacts(
    id=7,
    number=12,
    state=IssueState.OPEN,
    severity=Severity.HIGH,
    opened_at=NOW,
    touchpoint="Data import",
    owner="U0SAM",
    observations=[SEEN],
    acknowledge_due=NOW + timedelta(hours=4),
)
PROMISED = replace(
    OPEN,
    id=8,
    number=13,
    state=IssueState.ACKNOWLEDGED,
    promise=PromiseFacts("Find out why", date(2026, 9, 18), PromiseState.STANDING),
)
BARE = LeadFacts(
    leads=(),
    may_claim=True,
    touchpoints=0,
    ownerless=(),
    anything_logged=False,
    unowned=0,
    problems=(),
)
READY = replace(BARE, leads=("U0ANN",), may_claim=False, touchpoints=2, anything_logged=True)


def problem(**more: Any) -> ProblemFacts:
    known = {"id": 4, "what": "issue", "to": "U0SAM", "error": UNCERTAIN, "at": NOW}
    return ProblemFacts(**{**known, "issue_number": 12, **more})


def texts(view: dict[str, Any]) -> str:
    return str(view)


# -- for everyone ---------------------------------------------------------------------------------


def test_nothing_waits() -> None:
    check_golden("home_nothing", home(HomeFacts()))


def test_what_waits_comes_with_its_buttons() -> None:
    check_golden("home_waiting", home(HomeFacts(waiting=[OPEN, PROMISED], waiting_total=9)))


def test_what_was_escalated_to_me_stays_until_somebody_takes_it_up() -> None:
    late = replace(PROMISED, owner="U0MAYA")
    check_golden("home_escalated", home(HomeFacts(escalated=[OPEN, late], escalated_total=8)))


def test_what_we_chose_is_to_be_looked_at_again() -> None:
    chosen = replace(
        OPEN,
        state=IssueState.DISMISSED,
        dismiss_reason=DismissReason.WE_CHOSE_THIS,
        dismiss_words="Next year",
        review_on=date(2026, 11, 3),
    )
    check_golden("home_reviews", home(HomeFacts(reviews=[chosen], reviews_total=6)))


def test_what_became_of_what_i_logged() -> None:
    counted = replace(
        SEEN, id=9, follow_up=False, feeling_guessed=True, touchpoint_guessed=True,
        undo_until=NOW + timedelta(minutes=9), issue_id=None, issue_number=None,
    )  # fmt: skip
    resolved = replace(OPEN, state=IssueState.RESOLVED, what_changed="Any format is read")
    chosen = replace(
        OPEN,
        state=IssueState.DISMISSED,
        dismiss_reason=DismissReason.WE_CHOSE_THIS,
        dismiss_words="Next year",
    )
    logged = [(counted, None), (SEEN, OPEN), (SEEN, PROMISED), (SEEN, resolved), (SEEN, chosen)]
    check_golden("home_logged", home(HomeFacts(logged=logged)))


@pytest.mark.parametrize(
    ("issue", "said"),
    [
        (replace(OPEN, owner=None), "waits for someone to own it"),
        (replace(OPEN, state=IssueState.ACKNOWLEDGED), "has it"),
        (replace(OPEN, state=IssueState.CLOSED, what_changed="Read"), "is closed: “Read”"),
    ],
)
def test_the_reporter_reads_how_it_stands(issue: IssueFacts, said: str) -> None:
    assert said in texts(home(HomeFacts(logged=[(SEEN, issue)])))


def test_a_guest_is_told_kindly() -> None:
    check_golden("home_guest", guest_home(None))


def test_a_guest_who_may_log_sees_the_button() -> None:
    check_golden("home_guest_may_log", guest_home([(SEEN, OPEN)]))


# -- for CX leads ---------------------------------------------------------------------------------


def test_an_admin_is_offered_the_lead() -> None:
    check_golden("home_admin", home(HomeFacts(lead=BARE)))


def test_a_lead_sees_what_is_left_to_set_up_and_to_mend() -> None:
    lead = replace(
        READY,
        touchpoints=21,
        ownerless=[f"Touchpoint {n}" for n in range(12)],
        unowned=2,
        problems=[problem(), problem(id=5, to="C0CX", what="message", error="not_in_channel")],
    )
    check_golden("home_lead", home(HomeFacts(lead=lead)))


def test_the_checklist_goes_when_all_is_done() -> None:
    assert "Set-up" not in texts(home(HomeFacts(lead=READY)))
    assert "Set-up" in texts(home(HomeFacts(lead=replace(READY, ownerless=["One"]))))


def test_only_who_may_become_lead_is_offered_it() -> None:
    assert "lead_claim" not in texts(home(HomeFacts(lead=replace(BARE, may_claim=False))))


# -- delivery problems ----------------------------------------------------------------------------


def test_an_uncertain_message_asks_whether_it_is_there() -> None:
    said = str(problem_blocks(problem(to="C0CX", what="message", issue_number=None)))
    assert "Did it reach <#C0CX>?" in said
    assert "parked_there" in said
    assert "parked_post" in said
    assert "parked_forget" not in said


def test_a_refused_message_can_be_tried_again_or_forgotten() -> None:
    said = str(problem_blocks(problem(error="user_disabled")))
    assert "<@U0SAM> is deactivated." in said
    assert "parked_there" not in said
    assert "parked_forget" in said


def test_every_code_becomes_a_sentence() -> None:
    codes = [*errors.CODES, REPLY, "no_answer", "unready: KeyError", "http_503", "brand_new", ""]
    for code in codes:
        for to in ("U0SAM", "C0CX"):
            text = problem_blocks(problem(error=code, to=to))[0]["text"]["text"]
            assert text.endswith((".", "?")), code
            assert "{to" not in text, code


def test_the_words_for_uncertain_and_reply_are_those_of_the_senders() -> None:
    assert UNCERTAIN == claims.UNCERTAIN
    assert f'"{REPLY}"' in inspect.getsource(claims)


# -- at its fullest -------------------------------------------------------------------------------


def test_hostile_words_are_shown_inert() -> None:
    seen = replace(
        SEEN, words=HOSTILE, customer=HOSTILE, touchpoint=HOSTILE, undo_until=NOW,
        feeling_guessed=True, touchpoint_guessed=True, follow_up=False,
    )  # fmt: skip
    issue = replace(OPEN, observations=[seen], touchpoint=HOSTILE)
    promised = replace(
        PROMISED,
        observations=[seen],
        promise=PromiseFacts(HOSTILE, date(2026, 9, 18), PromiseState.STANDING),
    )
    lead = replace(
        READY,
        ownerless=[HOSTILE],
        problems=[problem(what="role", touchpoint=HOSTILE, issue_number=None, error=HOSTILE)],
    )
    view = home(
        HomeFacts(
            waiting=[issue, promised],
            waiting_total=2,
            logged=[(seen, issue), (seen, promised)],
            lead=lead,
        )
    )
    check_golden("home_hostile", view)
    for block in view["blocks"]:
        for text in _mrkdwn(block):
            assert "<!channel" not in text
            assert "<http" not in text


def test_the_fullest_home_has_under_a_hundred_blocks() -> None:
    full = HomeFacts(
        waiting=[OPEN] * SHOWN,
        waiting_total=500,
        logged=[(SEEN, OPEN)] * SHOWN,
        lead=replace(
            READY,
            touchpoints=500,
            ownerless=["A name of some length " * 3] * 499,
            unowned=700,
            problems=[problem()] * 50,
        ),
    )
    view = home(full)
    assert len(view["blocks"]) < 100
    assert view_faults(view, frozenset({"home"})) == []


def _mrkdwn(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "mrkdwn" else []
        return own + [text for each in node.values() for text in _mrkdwn(each)]
    if isinstance(node, list):
        return [text for each in node for text in _mrkdwn(each)]
    return []
