"""A wave from its sending to its close: who is asked, reminded, spared; what repeats and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.blocks.results_card import ResultsFacts
from bot.domain.errors import Refusal, Why
from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import ANY_PART, Audience, Repeat, WaveState
from bot.usecases.answer_survey import answer_survey, sheet_to_answer
from bot.usecases.close_wave import cancel_wave, close_in_time, close_wave
from bot.usecases.remind_wave import remind_wave
from bot.usecases.send_survey import (
    NOBODY,
    NOT_A_MEMBER,
    TOO_MANY,
    Found,
    next_wave,
    open_wave,
    send_survey,
)
from bot.usecases.show_wave import write_survey
from bot.usecases.tell_results import Drawn, draw_results, results_to_tell, tell_results
from bot.voter_keys import FileKeys
from storage.books import Books
from storage.tables import Person, Wave
from storage.tables.delivery import CardKind, OutboxState
from tests.support.office import MONDAY, TEAM, Office

LENA, SAM, PRIYA = "U0LENA", "U0SAM", "U0PRIYA"
QUESTION = Question("nps", "Would you recommend us?")
BY_DM = SurveyForm((QUESTION,), audience=Audience.PEOPLE, asked=Asked(people=("U0SAM",)))
IN_CHANNEL = SurveyForm((QUESTION,), asked=Asked(channel="C1"))


class Polls:
    """An office with surveys in it."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office = office
        self.keys = FileKeys(folder)
        self.folder = folder

    def send(
        self,
        people: list[str],
        form: SurveyForm = BY_DM,
        by: str = LENA,
        *,
        author_in: bool = True,
    ) -> int:
        """Send it to those whom Slack is said to name; the wave's id."""
        desk = replace(self.office.desk, keys=self.keys)
        wave = self.office.do(lambda books: send_survey(books, desk, form, by))
        self.open(wave.id or 0, people, author_in=author_in)
        return wave.id or 0

    def open(self, wave_id: int, people: list[str], *, author_in: bool = True) -> None:
        found = Found(people, author_in)
        self.office.do(lambda books: open_wave(books, wave_id, found, self.office.now))

    def wave(self, wave_id: int) -> Wave:
        found = self.office.ask(lambda books: books.surveys.wave(wave_id))
        assert found is not None
        return found

    def answer(self, wave_id: int, person: str, value: str = "9", part: int = 0) -> None:
        desk = replace(self.office.desk, keys=self.keys)

        def work(books: Books) -> None:
            actor = books.people.actor(person)
            wave = sheet_to_answer(books, desk, wave_id, actor)
            answer_survey(books, desk, wave, {part: value}, actor)

        self.office.do(work)

    def tell(self) -> None:
        """What the clock does after a close: draw the results, then queue them."""
        now = self.office.now
        for (ready,) in self.office.ask(lambda books: results_to_tell(books, now)):
            self.office.do(partial(tell_results, ready=ready, now=now))

    def queued(self, kind: str) -> dict[str, datetime]:
        """Who is still to get a survey, or a reminder, and when it is due."""

        def work(books: Books) -> dict[str, datetime]:
            rows = (books.outbox.get(number) for number in range(1, 500))
            return {
                row.lane: row.due_at
                for row in rows
                if row and row.key.startswith(kind) and row.state is OutboxState.QUEUED
            }

        return self.office.ask(work)

    def add(self, kind: str, count: int, **more: Any) -> list[str]:
        names = [f"U{kind}{number:03}" for number in range(count)]

        def work(books: Books) -> None:
            for name in names:
                fields = {"home_team_id": TEAM, **more}
                books.people.save(
                    Person(team_id=TEAM, user_id=name, name=name, seen_at=MONDAY, **fields)
                )

        self.office.do(work)
        return names


@pytest.fixture
def polls(office: Office, tmp_path: Path) -> Polls:
    return Polls(office, tmp_path / "keys")


def test_bots_leavers_and_strangers_are_never_dmd(polls: Polls) -> None:
    gone = polls.add("G", 1, is_deleted=True)
    bot, stranger = polls.add("B", 1, is_bot=True), polls.add("S", 1, home_team_id="T0PARTNER")
    wave = polls.wave(polls.send([SAM, *gone, *bot, *stranger, "U0UNKNOWN"]))
    assert (wave.invited, wave.barred) == (1, 4)
    assert list(polls.queued("survey:")) == [SAM]


def test_a_guest_is_asked_like_everybody(polls: Polls) -> None:
    guests = polls.add("Q", 1, is_guest=True)
    polls.send(guests)
    assert list(polls.queued("survey:")) == guests


def test_nobody_is_dmd_twice_within_seven_days_by_whichever_author(polls: Polls) -> None:
    polls.send([SAM, PRIYA])
    polls.office.later(days=6, hours=23)
    second = polls.wave(polls.send([SAM, PRIYA, LENA], by=PRIYA))
    assert (second.invited, second.kept_out) == (1, 2)
    polls.office.later(hours=1)
    assert polls.wave(polls.send([SAM, PRIYA])).invited == 2


def test_a_channel_is_asked_however_often(polls: Polls) -> None:
    polls.send([SAM, PRIYA])
    wave = polls.wave(polls.send([SAM, PRIYA], IN_CHANNEL))
    assert (wave.invited, wave.kept_out) == (2, 0)
    assert polls.wave(polls.send([SAM])).invited == 0, "the DM of the first one still spares Sam"


def test_a_member_may_dm_fifty_and_a_lead_more(polls: Polls) -> None:
    people = polls.add("P", 51)
    refused = polls.wave(polls.send(people, by=PRIYA))
    assert (refused.state, refused.problem) == (WaveState.CANCELLED, TOO_MANY)
    assert polls.queued("survey:") == {}
    assert polls.wave(polls.send(people[:50], by=PRIYA)).invited == 50
    assert polls.wave(polls.send(people, by=LENA)).kept_out == 50


def test_a_member_may_not_ask_a_channel_they_are_not_in(polls: Polls) -> None:
    wave = polls.wave(polls.send([SAM], IN_CHANNEL, PRIYA, author_in=False))
    assert wave.problem == NOT_A_MEMBER
    assert polls.wave(polls.send([SAM], IN_CHANNEL, LENA, author_in=False)).problem is None


def test_where_nobody_is_left_the_author_hears_it(polls: Polls) -> None:
    polls.send([SAM])
    again = polls.send([SAM])
    assert polls.wave(again).problem == NOBODY
    [card] = polls.office.ask(lambda books: books.cards.of(CardKind.WAVE_AUTHOR, again))
    assert "nobody left to ask" in str(polls.office.shown(card))


def test_a_share_is_drawn_at_random_and_counted_up(polls: Polls) -> None:
    people = polls.add("P", 41)
    form = replace(BY_DM, asked=Asked(people=tuple(people), share=25))
    assert polls.wave(polls.send(people, form)).invited == 11


def test_settling_who_is_asked_twice_asks_once(polls: Polls) -> None:
    wave_id = polls.send([SAM])
    polls.open(wave_id, [SAM, PRIYA])
    assert list(polls.queued("survey:")) == [SAM]
    assert polls.wave(wave_id).invited == 1


def test_who_has_not_answered_is_reminded_once_in_their_working_time(polls: Polls) -> None:
    polls.office.do(lambda books: _works_in(books, PRIYA, "America/New_York"))
    wave_id = polls.send([SAM, PRIYA, LENA])
    polls.answer(wave_id, LENA)
    remind_at = polls.wave(wave_id).remind_at
    assert remind_at is not None
    polls.office.now = remind_at
    for _ in range(2):
        polls.office.do(lambda books: remind_wave(polls.keys, books, wave_id, polls.office.now))
    # half of five days after Monday at ten is Wednesday at ten at night: work begins on Thursday
    assert remind_at == MONDAY + timedelta(days=2, hours=23)
    assert polls.queued("reminder:") == {SAM: remind_at, PRIYA: remind_at + timedelta(hours=4)}
    assert polls.wave(polls.send([SAM])).kept_out == 1, "and the seven days are still the first's"


def test_of_an_anonymous_survey_that_few_have_answered_everybody_is_reminded(
    polls: Polls,
) -> None:
    people = polls.add("P", 9)
    wave_id = polls.send(people, replace(BY_DM, anonymous=True))
    for person in people[:4]:
        polls.answer(wave_id, person)
    polls.office.now = polls.wave(wave_id).remind_at or MONDAY
    polls.office.do(lambda books: remind_wave(polls.keys, books, wave_id, polls.office.now))
    assert list(polls.queued("reminder:")) == people


def test_of_an_anonymous_survey_that_five_have_answered_the_others_are_reminded(
    polls: Polls,
) -> None:
    people = polls.add("P", 9)
    wave_id = polls.send(people, replace(BY_DM, anonymous=True))
    for person in people[:5]:
        polls.answer(wave_id, person)
    polls.office.now = polls.wave(wave_id).remind_at or MONDAY
    polls.office.do(lambda books: remind_wave(polls.keys, books, wave_id, polls.office.now))
    assert list(polls.queued("reminder:")) == people[5:]


def test_a_channel_is_reminded_in_the_thread(polls: Polls) -> None:
    wave_id = polls.send([SAM], IN_CHANNEL)
    polls.office.now = polls.wave(wave_id).remind_at or MONDAY
    polls.office.do(lambda books: remind_wave(None, books, wave_id, polls.office.now))
    assert list(polls.queued("reminder:")) == ["C1"]


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
    polls.office.do(lambda books: close_wave(books, polls.office.desk, _need(books, wave_id), LENA))
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
    polls.office.do(
        lambda books: cancel_wave(books, polls.office.desk, _need(books, wave_id), LENA)
    )
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


def test_a_repeating_survey_begins_its_next_wave_once_and_after_downtime_once(
    polls: Polls,
) -> None:
    wave_id = polls.send([SAM], replace(BY_DM, repeat=Repeat.WEEKLY))
    survey_id = polls.wave(wave_id).survey_id
    polls.office.now = MONDAY + timedelta(days=23)
    for _ in range(2):
        polls.office.do(lambda books: next_wave(polls.keys, books, survey_id, polls.office.now))
    waves = polls.office.ask(lambda books: books.surveys.in_state(WaveState.GATHERING))
    assert [(wave.nth, wave.number) for wave in waves] == [(2, 2)]
    survey = polls.office.ask(lambda books: books.surveys.get(survey_id))
    assert survey is not None
    assert survey.next_at == MONDAY + timedelta(days=28)


def test_when_the_author_has_left_nothing_repeats(polls: Polls) -> None:
    wave_id = polls.send([SAM], replace(BY_DM, repeat=Repeat.WEEKLY))
    survey_id = polls.wave(wave_id).survey_id

    def leave(books: Books) -> None:
        person = books.people.get(LENA)
        assert person is not None
        person.is_deleted = True
        books.session.add(person)

    polls.office.do(leave)
    polls.office.later(days=7)
    polls.office.do(lambda books: next_wave(polls.keys, books, survey_id, polls.office.now))
    assert polls.office.ask(lambda books: books.surveys.in_state(WaveState.GATHERING)) == []


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
    polls.office.do(lambda books: close_wave(books, polls.office.desk, _need(books, wave_id), LENA))
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


def test_without_a_place_for_keys_anonymous_surveys_are_refused(polls: Polls) -> None:
    with pytest.raises(Refusal) as refused:
        polls.office.do(
            lambda books: send_survey(
                books, polls.office.desk, replace(BY_DM, anonymous=True), LENA
            )
        )
    assert refused.value.why is Why.NO_KEYS


def test_when_the_key_is_gone_nothing_is_stored(polls: Polls) -> None:
    wave_id = polls.send([SAM], replace(BY_DM, anonymous=True))
    [key] = polls.folder.glob("*.key")
    key.unlink()
    with pytest.raises(Refusal) as refused:
        polls.answer(wave_id, SAM)
    assert refused.value.why is Why.KEY_GONE
    assert polls.office.ask(lambda books: books.ballots.count(_need(books, wave_id))) == 0


def test_a_key_is_readable_by_nobody_else_and_leaves_nothing(polls: Polls) -> None:
    name = polls.keys.make()
    [path] = polls.folder.glob("*.key")
    assert path.stat().st_mode & 0o077 == 0
    assert (polls.folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172")
    hashes = {polls.keys.voter(name, 1, part, SAM) for part in (ANY_PART, 0, 1)}
    assert len(hashes) == 3, "of two answers nobody sees that they are one person's"
    polls.keys.destroy(name)
    polls.keys.destroy(name)
    assert not path.exists()


def _works_in(books: Books, person: str, zone: str) -> None:
    row = books.people.get(person)
    assert row is not None
    row.zone = zone
    books.session.add(row)


def _need(books: Books, wave_id: int) -> Wave:
    wave = books.surveys.wave(wave_id)
    assert wave is not None
    return wave
