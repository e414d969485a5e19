"""The digest and its thread: to be read as a colleague would, and within Slack's limits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.digest import digest_message, size
from bot.blocks.digest_thread import details
from bot.blocks.kit import Screen
from bot.domain.digest.content import Digest, Headline, Lead
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
from tests.support.golden import check_golden

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
