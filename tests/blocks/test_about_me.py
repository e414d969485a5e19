"""`/cx me`, for whom little and for whom much is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.blocks.about_me import FiguresFacts, MeFacts, SentFacts, about_me
from tests.blocks.test_home import HOSTILE, NOW
from tests.support.golden import check_golden

NEW = MeFacts("Priya", "Europe/Berlin", (0, 1, 2, 3, 4), time(9), time(17))
KINDS = ("issue", "receipt", "outcome", "bundle", "role", "morning", "dm", "thread", "message")


def sent(what: str, state: str = "sent") -> SentFacts:
    known: dict[str, int | str] = {"role": "Data import", "issue": 12, "receipt": 13, "outcome": 13}
    about = known.get(what)
    return SentFacts(NOW, what, about, state)


def test_somebody_new() -> None:
    check_golden("me_new", about_me(NEW))


def test_somebody_with_a_history() -> None:
    facts = replace(
        NEW,
        country="DE",
        away=[(date(2026, 9, 21), date(2026, 9, 25)), (date(2026, 12, 24), date(2026, 12, 24))],
        parts=[("CX lead", ""), ("owner of", "Data import"), ("sponsor of", "The journey")],
        logged=41,
        hidden=2,
        drafts=1,
        owned=3,
        figures=FiguresFacts(9, 1, 2, 1, 1, acknowledged=14, half_within=timedelta(minutes=95)),
        sent=[sent(kind) for kind in KINDS],
        sent_total=88,
    )
    check_golden("me_much", about_me(facts))


def test_hostile_names_are_shown_inert() -> None:
    facts = replace(
        NEW,
        name=HOSTILE,
        parts=[("owner of", HOSTILE)] * 30,
        sent=[SentFacts(NOW, "role", HOSTILE, "sent")] * 10,
        sent_total=10,
    )
    check_golden("me_hostile", about_me(facts))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("queued", "not sent yet"),
        ("parked", "did not arrive"),
        ("cancelled", "withdrawn before it was sent"),
        ("unknown", "on its way"),
    ],
)
def test_what_did_not_arrive_says_so(state: str, said: str) -> None:
    assert said in str(about_me(replace(NEW, sent=[sent("issue", state)], sent_total=1)).blocks)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), "within 1 min"),
        (timedelta(minutes=25), "within 25 min"),
        (timedelta(hours=1), "within 1 h"),
        (timedelta(hours=2, minutes=15), "within 2.2 h"),
    ],
)
def test_half_of_them_took(length: timedelta, said: str) -> None:
    figures = FiguresFacts(acknowledged=3, half_within=length)
    assert said in str(about_me(replace(NEW, figures=figures)).blocks)
