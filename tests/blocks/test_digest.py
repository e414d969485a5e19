"""The digest and its thread: to be read as a colleague would, and within Slack's limits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.digest import digest_message, size
from bot.blocks.digest_lines import health_said, standing_said
from bot.blocks.digest_records import RecordsFacts, RecordsGroup, records_modal
from bot.blocks.digest_setup import (
    DigestForm,
    digest_modal,
    digest_saved,
    digest_which,
    paused_notice,
)
from bot.blocks.digest_thread import details
from bot.blocks.home import HomeFacts, home
from bot.blocks.journey_picture import journey_message, journey_which
from bot.blocks.kit import Screen, answer
from bot.domain.digest.content import Asks, Digest, Headline, JourneyLine, Lead
from bot.domain.digest.records import Part, PartOf
from bot.sandbox.blockkit import message_faults
from tests.blocks.digests import (
    DISASTER,
    FIRST,
    HEBREW,
    MISSED,
    NASTY,
    NORMAL,
    QUIET,
    VAST,
    of_words,
)
from tests.blocks.test_home import OPEN, SEEN
from tests.support.golden import check_golden

NINE = datetime(2026, 9, 14, 9, tzinfo=UTC)
WEEKS = {
    "quiet": QUIET,
    "first": FIRST,
    "normal": NORMAL,
    "disaster": DISASTER,
    "missed": MISSED,
    "vast": VAST,
    "hostile": of_words(NASTY),
    "right_to_left": of_words(HEBREW),
}


@pytest.mark.parametrize("week", WEEKS)
def test_a_week(week: str) -> None:
    check_golden(f"digest_{week}", digest_message(WEEKS[week], 5))


@pytest.mark.parametrize("week", ["normal", "hostile"])
def test_the_thread_of_a_week(week: str) -> None:
    check_golden(f"digest_{week}_thread", details(WEEKS[week], 5, "Nine of ten"))


def test_a_quiet_week_is_one_line() -> None:
    [block] = digest_message(QUIET, 5).blocks
    assert "\n" not in block["text"]["text"]


texts = st.text(max_size=400) | st.sampled_from(["&" * 400, "𝔘" * 400, NASTY, HEBREW, ""])


@given(texts)
def test_slack_takes_it_whatever_people_wrote(words: str) -> None:
    digest = of_words(words)
    for screen in (digest_message(digest, 5), details(digest, 5, "A chart")):
        assert not message_faults(screen.blocks)
        assert size(screen.blocks) <= 12_000
        assert len(screen.blocks) <= 50
        assert_inert(screen)


def assert_inert(screen: Screen) -> None:
    shown = json.dumps(screen.message())
    assert "<!" not in shown
    assert "<@" not in shown
    assert "<http" not in shown


@pytest.mark.parametrize("lead", Lead)
def test_every_headline_is_a_sentence(lead: Lead) -> None:
    for headline in (Headline(lead), Headline(lead, "Data import", 1, 1, 3)):
        digest = Digest("", QUIET.first, QUIET.last, 1, True, headline)
        said = digest_message(digest, 1).text.partition(" · ")[0]
        assert said.endswith(".")
        assert said[0].isupper() or said[0].isdigit()


@pytest.mark.parametrize(("name", "week"), [("normal", NORMAL), ("hostile", of_words(NASTY))])
def test_a_journey_in_words(name: str, week: Digest) -> None:
    message = journey_message(week.journeys[0], "Seven stages", NINE, "Enterprise, Lost")
    check_golden(f"journey_picture_{name}", message)


def test_a_journeys_health_is_marked_up_in_messages_alone() -> None:
    line = JourneyLine(1, "Buy & use", 21, 59, -9, 74, "Speed & uptime")
    said = "59 hurting, −9 (n 21; 74 before the cap: Speed & uptime)"
    assert standing_said(line) == said
    marked = said.replace("59", "*59*").replace("&", "&amp;")
    assert health_said(line) == f"Buy &amp; use {marked}."
    few = replace(line, health=None, last=70, last_on=date(2026, 8, 1))
    assert standing_said(few) == "too few to say (n 21, last 70 on 1 Aug)"
    assert health_said(few) == "Buy &amp; use: too few to say (n 21, last 70 on 1 Aug)."


def test_which_journey() -> None:
    assert "no journey yet" in journey_which([]).text
    check_golden("journey_which", journey_which(["Getting started", NASTY[:75]]))


def test_home_says_how_journeys_are() -> None:
    check_golden("home_journeys", home(HomeFacts(journeys=NORMAL.journeys, journeys_read_at=NINE)))


FORM = DigestForm("C0CX", 0, 18, "Europe/Berlin", journeys=[(1, "Getting started")])


def test_set_up() -> None:
    check_golden("digest_setup", digest_modal(FORM))
    filled = replace(
        FORM,
        covers=["areas:sales", "areas:support"],
        masked=False,
        named=True,
        touchpoints=[(n, f"Touchpoint {n}") for n in range(150)],
    )
    check_golden("digest_setup_filled", digest_modal(filled))
    said = digest_saved("C0CX", 0, 18, "Europe/Berlin", date(2026, 9, 21))
    check_golden("digest_saved", answer("Weekly digest", said))
    check_golden("digest_paused", paused_notice("C0CX", "shared"))
    check_golden("digest_which", digest_which(["C0CX", "C0TWO"]))


def test_records() -> None:
    page = RecordsFacts(5, "heard", 10, 12, [RecordsGroup(None, observations=[SEEN, SEEN])])
    check_golden("digest_records", records_modal(page))
    check_golden("digest_records_none", records_modal(RecordsFacts(5, "good", 0, 0)))
    issues = RecordsFacts(5, "waiting", 0, 30, [RecordsGroup(None, [OPEN] * 10)])
    check_golden("digest_records_issues", records_modal(issues))


def test_records_of_a_line_with_several_numbers_say_which_are_behind_which() -> None:
    groups = [
        RecordsGroup(Part(part, 1, 12, 1_300), [OPEN] * (part in _OF_ISSUES), [SEEN])
        for part in PartOf
    ]
    groups.append(RecordsGroup(Part(PartOf.TOLD, 1, 0, 0), [OPEN]))
    facts = RecordsFacts(5, "promises", 0, 300, groups)
    check_golden("digest_records_parts", records_modal(facts))


_OF_ISSUES = (PartOf.BROKEN, PartOf.TOLD, PartOf.UNRESOLVED)


@pytest.mark.parametrize(
    ("asks", "lists"),
    [
        ((Asks.SPONSOR,), "`/cx issues overdue`"),
        ((Asks.UNOWNED, Asks.SPONSOR), "`/cx issues unowned`, `/cx issues overdue`"),
        ((Asks.CHOSEN, Asks.REVIEW), "`/cx issues`"),
        ((), "`/cx issues unowned`, `/cx issues overdue`"),  # kept before it was known
    ],
)
def test_more_decisions_are_looked_for_in_the_lists_that_hold_some(
    asks: tuple[Asks, ...], lists: str
) -> None:
    message = digest_message(replace(DISASTER, more_ask=asks), 1)
    assert f'\\nand 5 more: {lists}"' in json.dumps(message.blocks, ensure_ascii=False)
