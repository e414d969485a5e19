"""Customers' answers in Slack: the forms, and what is said to who filled them in."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.blocks.customer_answers import (
    RecordedFacts,
    RecordForm,
    given_already,
    link_made,
    link_modal,
    record_modal,
    recorded,
    rests,
)
from bot.blocks.refusals import sentence
from bot.domain.errors import Refusal, Why
from tests.blocks.test_home import HOSTILE
from tests.support.golden import check_golden
from tests.support.surveys import CHOICE, NPS

UNTIL = datetime(2026, 9, 18, 15, 0, tzinfo=UTC)
LINK = "https://earshot.example/s/" + "A" * 38


def test_recording_an_answer() -> None:
    form = RecordForm(5, 12, NPS["text"], "nps", customer=("7", "Acme"), score="9", why="Quick.")
    check_golden("record_modal", record_modal(form))
    options = tuple(CHOICE["options"])
    check_golden("record_modal_many", record_modal(RecordForm(5, 12, HOSTILE, "multiple", options)))


def test_what_was_recorded() -> None:
    check_golden("recorded", recorded(RecordedFacts(12, "Acme", "9")))
    whole = RecordedFacts(12, HOSTILE, "2", HOSTILE, is_added=True, replaced="7", issue=42)
    check_golden("recorded_whole", recorded(whole))


def test_a_self_given_answer_stays_and_the_words_can_be_logged() -> None:
    refusal = Refusal(Why.SELF_GIVEN, customer="Acme")
    check_golden("given_already", given_already(sentence(refusal), 3))


def test_handing_out_links() -> None:
    check_golden("link_modal", link_modal(5, 12, NPS["text"], may_open=True))
    check_golden("link_modal_of_members", link_modal(5, 12, NPS["text"], may_open=False))
    check_golden("link_made", link_made(LINK, "Ann Lee, Acme", UNTIL, scale=True))
    check_golden("link_made_open", link_made(LINK, None, UNTIL, scale=False))
    check_golden("link_rests", rests("Acme", UNTIL))
