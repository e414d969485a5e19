"""A wave while it runs and when it ends: what messages show, and who is told what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.blocks.results_card import ResultsFacts
from bot.domain.errors import Refusal, Why
from bot.domain.wave import Repeat, WaveState
from bot.usecases.close_wave import cancel_wave, close_in_time, close_wave
from bot.usecases.show_wave import write_survey
from bot.usecases.tell_results import Drawn, draw_results, results_to_tell, tell_results
from storage.books import Books
from storage.tables.delivery import CardKind
from tests.support.office import MONDAY
from tests.support.polls import BY_DM, IN_CHANNEL, LENA, PRIYA, SAM, Polls, need


def test_closing_takes_back_what_nobody_has_got_and_tells_the_author(polls: Polls) -> None:
    wave_id = polls.send([SAM, PRIYA])
    polls.office.now = polls.wave(wave_id).closes_at
    polls.office.do(lambda books: close_in_time(books, wave_id, polls.office.now))
    assert polls.wave(wave_id).state is WaveState.CLOSED
    assert polls.queued("survey:") == {}
    polls.tell()
    assert list(polls.queued("results:")) == [LENA]


def test_the_channel_gets_the_results_if_the_author_asked_for_it(polls: Polls) -> None:
    wave_id = polls.send([SAM], replace(IN_CHANNEL, results_to="C1"))
    polls.office.do(lambda books: close_wave(books, polls.office.desk, need(books, wave_id), LENA))
    polls.tell()
    assert set(polls.queued("results:")) == {LENA, "C1"}


def test_what_cant_be_drawn_keeps_no_survey_open_and_is_told_once_it_can(
    polls: Polls, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave_id, other = polls.send([SAM], IN_CHANNEL), polls.send([SAM], IN_CHANNEL, by=PRIYA)
    polls.office.now = polls.wave(wave_id).closes_at

    def broken(facts: ResultsFacts) -> Drawn:
        if facts.wave_id == wave_id:
            raise ValueError("no such font")
        return draw_results(facts)

    with monkeypatch.context() as patch:
        patch.setattr("bot.usecases.tell_results.draw_results", broken)
        for each in (wave_id, other):
            polls.office.do(partial(close_in_time, wave_id=each, now=polls.office.now))
        with pytest.raises(ValueError, match="font"):
            polls.tell()
        [_, (ready,)] = polls.office.ask(lambda books: results_to_tell(books, polls.office.now))
        polls.office.do(partial(tell_results, ready=ready, now=polls.office.now))
    assert polls.wave(wave_id).state is WaveState.CLOSED
    assert list(polls.queued("results:")) == [PRIYA]
    polls.tell()
    assert set(polls.queued("results:")) == {LENA, PRIYA}


def test_the_authors_card_follows_first_answers_at_once_but_no_anonymous_ones(polls: Polls) -> None:
    plain, anonymous = polls.send([SAM]), polls.send([SAM], replace(IN_CHANNEL, anonymous=True))

    def stale(wave_id: int) -> bool:
        [card] = polls.office.ask(lambda books: books.cards.of(CardKind.WAVE_AUTHOR, wave_id))
        polls.office.do(partial(_shown, card_id=card.id))
        return card.refresh_at is not None

    polls.answer(plain, SAM, "9")
    assert stale(plain)
    polls.answer(plain, SAM, "3")
    assert not stale(plain), "the count is the same"
    polls.answer(anonymous, SAM, "9")
    assert not stale(anonymous), "an edit would tell when it came"


def _shown(books: Books, card_id: int | None) -> None:
    card = books.cards.get(card_id)
    assert card is not None
    card.refresh_at = None
    books.session.add(card)


def test_a_cancelled_survey_counts_nowhere_and_repeats_no_more(polls: Polls) -> None:
    wave_id = polls.send([SAM], replace(BY_DM, repeat=Repeat.WEEKLY))
    polls.office.do(lambda books: cancel_wave(books, polls.office.desk, need(books, wave_id), LENA))
    assert polls.wave(wave_id).state is WaveState.CANCELLED
    polls.tell()
    assert (polls.queued("survey:"), polls.queued("results:")) == ({}, {})
    assert polls.office.ask(lambda books: books.surveys.repeating(MONDAY + timedelta(99))) == []
    with pytest.raises(Refusal) as refused:
        polls.answer(wave_id, SAM)
    assert refused.value.why is Why.SURVEY_OVER


def test_after_its_time_it_takes_nothing_even_before_the_tick(polls: Polls) -> None:
    wave_id = polls.send([SAM])
    polls.office.now = polls.wave(wave_id).closes_at
    with pytest.raises(Refusal) as refused:
        polls.answer(wave_id, SAM)
    assert refused.value.why is Why.SURVEY_OVER


def shown(polls: Polls, wave_id: int) -> str:
    """What the message in the channel says."""
    [card] = polls.office.ask(lambda books: books.cards.of(CardKind.WAVE, wave_id))
    return str(polls.office.shown(card))


def test_the_result_stands_in_the_channel_while_it_runs_from_five_answers_on(
    polls: Polls,
) -> None:
    people = polls.add("P", 5)
    wave_id = polls.send(people, IN_CHANNEL)
    for person in people[:4]:
        polls.answer(wave_id, person)
    assert "eNPS" not in shown(polls, wave_id)
    polls.answer(wave_id, people[4])
    assert "eNPS *+100*, rough" in shown(polls, wave_id)


@pytest.mark.parametrize("how", [{"anonymous": True}, {"results_hidden": True}])
def test_a_result_that_is_to_wait_does(polls: Polls, how: dict[str, Any]) -> None:
    people = polls.add("P", 6)
    wave_id = polls.send(people, replace(IN_CHANNEL, **how))
    for nth, person in enumerate(people):
        polls.answer(wave_id, person, str(5 + nth % 5))
    assert "eNPS" not in shown(polls, wave_id)
    polls.office.do(lambda books: close_wave(books, polls.office.desk, need(books, wave_id), LENA))
    assert "eNPS" not in shown(polls, wave_id), "nor after it, unless its author asked for that"


def test_a_survey_that_is_over_is_not_sent_any_more(polls: Polls) -> None:
    wave_id = polls.send([SAM])

    def says(books: Books) -> object:
        row = next(
            row
            for number in range(1, 99)
            if (row := books.outbox.get(number)) and row.key.startswith("survey:")
        )
        return write_survey(books, row, polls.office.now)

    assert polls.office.ask(says)
    polls.office.now = polls.wave(wave_id).closes_at
    assert polls.office.ask(says) is None
