"""Results, wave by wave: what is shown, and what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.blocks.digest import ROOM, size
from bot.blocks.results_card import (
    GroupFacts,
    PartFacts,
    ResultsFacts,
    figure_line,
    results_card,
)
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Side, find
from bot.domain.surveys.said import CAVEAT
from bot.domain.wave import Given, WaveState
from tests.blocks.test_home import HOSTILE, texts
from tests.support.golden import check_golden

CLOSES = datetime(2026, 9, 18, 15, 0, tzinfo=UTC)
JUNE = datetime(2026, 6, 14, 15, 0, tzinfo=UTC)
NPS = {"9": 30, "10": 22, "8": 39, "6": 10, "2": 11}
NPS_IN_JUNE = {"10": 60, "8": 37, "3": 36}
OPTIONS = ("Price", "Speed", "Support")


def _group(
    kind: str,
    counts: Mapping[str, int],
    asked: int | None = 310,
    *,
    side: Side = Side.CUSTOMERS,
    given: Given = Given.SELF,
    **how: Any,
) -> GroupFacts:
    return GroupFacts(side, given, find(KINDS[kind], counts, OPTIONS, **how), asked)


def _part(
    kind: str, *groups: GroupFacts, comments: Sequence[str] = (), count: int = 0
) -> PartFacts:
    places = {"company": "Northlight", "thing": "our support", "task": "import data"}
    question = KINDS[kind].question.format(**places)
    return PartFacts(question, kind, groups, comments, count or len(comments))


def _facts(*parts: PartFacts, **more: Any) -> ResultsFacts:
    facts = ResultsFacts(
        wave_id=5,
        number=12,
        state=WaveState.CLOSED,
        anonymous=False,
        closes_at=CLOSES,
        answered=112,
        asked=310,
        parts=parts,
        before=JUNE,
    )
    return replace(facts, **more)


def test_a_closed_wave_beside_the_one_before() -> None:
    comments = ["Imports work now.", "Still too many clicks."]
    part = _part("nps", _group("nps", NPS, before=NPS_IN_JUNE), comments=comments, count=40)
    card = results_card(_facts(part), {0: [("answers-1.png", "What the answers were.")]})
    check_golden("results_nps", card)
    said = texts(card.message())
    assert "NPS *+28* (95 %: 13 to 41) · 112 of 310 answered" in said
    assert "52 promoters, 39 passives, 21 detractors" in said
    assert "14 Jun +18: no real change." in said
    assert CAVEAT in said


def test_one_promoter_is_no_plural() -> None:
    part = _part("nps", _group("nps", {"9": 1, "8": 1, "3": 3}))
    assert "1 promoter, 1 passive, 3 detractors" in texts(results_card(_facts(part)).message())


def test_every_kind_closed_with_a_real_change() -> None:
    parts = [
        _part("csat", _group("csat", {"5": 40, "3": 10}, before={"5": 10, "2": 40})),
        _part("ces", _group("ces", {"7": 10, "5": 20, "1": 20}, before={"7": 49, "1": 1})),
        _part("yesno", _group("yesno", {"yes": 6, "no": 3})),
        _part("choice", _group("choice", {"1": 20, "2": 11})),
        _part("multiple", _group("multiple", {"1 2": 4, "2": 3})),
        _part("text", _group("text", {"Fewer clicks": 1, HOSTILE: 1}), comments=[HOSTILE]),
    ]
    for part in parts:
        check_golden(f"results_{part.kind}", results_card(_facts(part)))


def test_staff_customers_recorded_and_self_given_stand_apart() -> None:
    groups = (
        _group("nps", {"9": 20, "3": 15}, 60, side=Side.STAFF),
        _group("nps", {"10": 9, "1": 4}, 20),
        _group("nps", {"10": 3}, None, given=Given.RECORDED),
    )
    card = results_card(_facts(_part("nps", *groups)))
    check_golden("results_of_groups", card)
    said = texts(card.message())
    assert "eNPS" in said
    assert "recorded by colleagues" in said


def test_anonymous_waves_while_they_run_and_when_too_few_answered() -> None:
    runs = _part("nps", _group("nps", {"9": 7, "2": 6}, 30, anonymous=True, is_open=True))
    facts = _facts(runs, anonymous=True, state=WaveState.OPEN, answered=10, asked=30)
    check_golden("results_anonymous_open", results_card(facts))
    few = _part("nps", _group("nps", {"9": 3}, 30, anonymous=True))
    facts = _facts(few, anonymous=True, answered=3, asked=30)
    check_golden("results_anonymous_few", results_card(facts))
    seven = _part("nps", _group("nps", {"9": 3, "2": 4}, 30, anonymous=True))
    card = results_card(_facts(seven, anonymous=True, answered=7, asked=30))
    check_golden("results_anonymous_seven", card)
    said = texts(card.message())
    assert "detractors" not in said
    assert "95 %" not in said


def test_of_an_anonymous_wave_the_card_has_what_it_can_hold_as_no_export_has_it() -> None:
    few = [f"Fewer clicks in step {step}." for step in range(40)]
    part = _part("text", _group("text", dict.fromkeys(few, 1), anonymous=True), comments=few)
    said = texts(results_card(_facts(part, anonymous=True, answered=40)).message())
    assert all(each in said for each in few)
    assert "more" not in said
    long = ["x<" * 200] * 100
    part = _part("text", _group("text", {"1": 100}, anonymous=True), comments=long)
    card = results_card(_facts(part, part, anonymous=True, answered=100))
    check_golden("results_anonymous_words", card)
    assert size(card.blocks) <= ROOM
    assert "export" not in texts(card.message())


def test_an_open_and_a_cancelled_wave() -> None:
    part = _part("nps", _group("nps", NPS))
    check_golden("results_open", results_card(_facts(part, state=WaveState.OPEN)))
    check_golden("results_cancelled", results_card(_facts(state=WaveState.CANCELLED)))
    unsent = _facts(state=WaveState.CANCELLED, was_sent=False, answered=0, asked=0)
    said = texts(results_card(unsent).message())
    assert "Not sent" in said
    assert "by its author" not in said
    check_golden("results_none", results_card(_facts(_part("nps"), answered=0)))


def test_hostile_words_stay_inert_and_long_ones_fit() -> None:
    part = PartFacts(
        HOSTILE,
        "choice",
        [_group("choice", {"1": 9, "2": 9})],
        [HOSTILE, "x" * 4000] * 3,
        6,
    )
    check_golden("results_hostile", results_card(_facts(part)))


def test_a_figure_stands_alone_for_the_digest() -> None:
    found = find(KINDS["ces"], {"7": 50, "2": 13})
    line = figure_line("ces", found, staff=False)
    assert line == "CES *79 %* say it was easy (95 %: 68 to 88 %) · mean 6.0 of 7 (5.5 to 6.5)"
