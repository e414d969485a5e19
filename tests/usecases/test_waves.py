"""A wave from its sending to its close: who is asked, reminded, spared; what repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.blocks.wave_screens import author_card
from bot.domain.errors import Refusal, Why
from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import ANY_PART, Repeat, WaveState
from bot.usecases.away import enter_days_away
from bot.usecases.remind_wave import remind_wave
from bot.usecases.send_survey import (
    NOBODY,
    NOT_A_MEMBER,
    RESTING,
    TOO_MANY,
    next_wave,
    send_survey,
)
from bot.usecases.survey_facts import wave_facts
from storage.books import Books
from storage.tables import Wave
from storage.tables.delivery import CardKind
from tests.support.office import MONDAY
from tests.support.polls import BY_DM, IN_CHANNEL, LENA, PRIYA, SAM, Polls, need


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


@pytest.mark.parametrize("took", [timedelta(), timedelta(hours=1, minutes=30)])
def test_a_weekly_survey_asks_the_same_people_also_where_the_week_is_an_hour_short(
    polls: Polls, took: timedelta
) -> None:
    """`took`: until Slack said who is asked by the first wave."""
    polls.office.do(lambda books: _works_in(books, LENA, "Europe/Berlin"))
    polls.office.now = datetime(2027, 3, 22, 9, 0, tzinfo=UTC)
    weekly = replace(BY_DM, repeat=Repeat.WEEKLY)
    wave_id = _begun(polls, weekly)
    polls.office.now += took
    polls.open(wave_id, [SAM])
    second = _next(polls, wave_id, [SAM])
    assert polls.office.now == datetime(2027, 3, 29, 8, 0, tzinfo=UTC), "the clocks went forward"
    assert (second.state, second.invited) == (WaveState.OPEN, 1)


def test_where_everybody_was_asked_by_others_a_repeat_goes_on(polls: Polls) -> None:
    wave_id = polls.send([SAM], replace(BY_DM, repeat=Repeat.WEEKLY))
    polls.office.later(days=7)
    polls.send([SAM], by=PRIYA)
    second = _next(polls, wave_id, [SAM])
    assert (second.state, second.problem) == (WaveState.CANCELLED, NOBODY)
    facts = polls.office.ask(lambda books: wave_facts(books, second))
    assert facts.next_at == MONDAY + timedelta(days=14)
    assert "Repeats weekly, next" in str(author_card(facts))


def test_a_channel_is_asked_however_often(polls: Polls) -> None:
    polls.send([SAM, PRIYA])
    wave = polls.wave(polls.send([SAM, PRIYA], IN_CHANNEL))
    assert (wave.invited, wave.kept_out) == (2, 0)
    assert polls.wave(polls.send([SAM])).invited == 0, "the DM of the first one still spares Sam"


def test_customers_in_a_shared_channel_rest_between_two_surveys(polls: Polls) -> None:
    eve, ann, bob = polls.add("E", 3, home_team_id="T0PARTNER")
    csat = replace(IN_CHANNEL, questions=(Question("csat", "How was it?"),))
    assert polls.wave(polls.send([LENA, eve], csat)).invited == 2
    polls.office.later(days=20)
    nps = polls.wave(polls.send([LENA, SAM, eve, ann], IN_CHANNEL, by=LENA))
    assert (nps.invited, nps.kept_out) == (3, 1)
    polls.office.later(days=29)
    assert polls.wave(polls.send([LENA, eve, ann], csat)).kept_out == 1
    polls.office.later(days=1)
    again = polls.wave(polls.send([LENA, eve, ann, bob], IN_CHANNEL))
    assert (again.invited, again.kept_out) == (2, 2), "Eve had a survey yesterday, Ann an NPS"


def test_where_every_customer_rests_nothing_is_sent_and_a_repeat_goes_on(polls: Polls) -> None:
    (eve,) = polls.add("E", 1, home_team_id="T0PARTNER")
    weekly = replace(IN_CHANNEL, repeat=Repeat.WEEKLY)
    first = polls.wave(polls.send([LENA, eve], weekly))
    polls.office.later(days=7)
    polls.office.do(lambda books: next_wave(polls.keys, books, first.survey_id, polls.office.now))
    polls.open((first.id or 0) + 1, [LENA, eve])
    second = polls.wave((first.id or 0) + 1)
    assert (second.state, second.problem) == (WaveState.CANCELLED, RESTING)
    survey = polls.office.ask(lambda books: books.surveys.of(second))
    assert survey.next_at is not None
    polls.office.later(days=84)
    third = polls.wave(polls.send([LENA, eve], weekly))
    assert third.invited == 2


def test_a_quarter_rests_customers_also_where_it_is_an_hour_short(polls: Polls) -> None:
    polls.office.do(lambda books: _works_in(books, LENA, "Europe/Berlin"))
    (eve,) = polls.add("E", 1, home_team_id="T0PARTNER")
    polls.office.now = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
    wave_id = _begun(polls, replace(IN_CHANNEL, repeat=Repeat.QUARTERLY))
    polls.office.later(seconds=20)
    polls.open(wave_id, [LENA, eve])
    second = _next(polls, wave_id, [LENA, eve])
    assert polls.office.now == datetime(2027, 4, 15, 8, 0, tzinfo=UTC), "90 days less an hour"
    assert (second.state, second.invited) == (WaveState.OPEN, 2)


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
    _remind(polls, wave_id)
    assert list(polls.queued("reminder:")) == people


def test_of_an_anonymous_survey_that_five_have_answered_the_others_are_reminded(
    polls: Polls,
) -> None:
    people = polls.add("P", 10)
    assert _reminded(polls, people, answered=5) == people[5:]


def test_of_an_anonymous_survey_that_few_have_not_answered_everybody_is_reminded(
    polls: Polls,
) -> None:
    people = polls.add("P", 10)
    assert _reminded(polls, people, answered=6) == people, "or what follows would be theirs"


def _reminded(polls: Polls, people: list[str], *, answered: int) -> list[str]:
    wave_id = polls.send(people, replace(BY_DM, anonymous=True))
    for person in people[:answered]:
        polls.answer(wave_id, person)
    polls.office.now = polls.wave(wave_id).remind_at or MONDAY
    _remind(polls, wave_id)
    return list(polls.queued("reminder:"))


def _remind(polls: Polls, wave_id: int) -> None:
    polls.office.do(lambda books: remind_wave(polls.keys, books, wave_id, polls.office.now))


def test_a_channel_is_reminded_in_the_thread(polls: Polls) -> None:
    wave_id = polls.send([SAM], IN_CHANNEL)
    polls.office.now = polls.wave(wave_id).remind_at or MONDAY
    _remind(polls, wave_id)
    assert list(polls.queued("reminder:")) == ["C1"]


def test_a_channel_is_reminded_in_working_time_also_after_downtime(polls: Polls) -> None:
    wave_id = polls.send([SAM], IN_CHANNEL)
    polls.office.now = datetime(2026, 9, 18, 3, 0, tzinfo=UTC)
    _remind(polls, wave_id)
    assert polls.queued("reminder:") == {}
    at = polls.wave(wave_id).remind_at
    assert at == polls.office.now.replace(hour=9)
    polls.office.now = at
    _remind(polls, wave_id)
    assert polls.queued("reminder:") == {"C1": at}


def test_a_channel_is_reminded_on_time_whatever_its_author_does_by_then(polls: Polls) -> None:
    wave_id = polls.send([SAM], IN_CHANNEL)
    first, last = date(2026, 9, 15), date(2026, 9, 25)
    desk = polls.office.desk
    polls.office.do(
        lambda books: enter_days_away(books, desk, LENA, first, last, stand_in=None, by=LENA)
    )
    polls.office.now = polls.wave(wave_id).remind_at or MONDAY
    _remind(polls, wave_id)
    assert list(polls.queued("reminder:")) == ["C1"]


def test_a_channel_is_not_reminded_where_work_begins_after_the_close(polls: Polls) -> None:
    wave_id = polls.send([SAM], IN_CHANNEL)
    polls.office.now = datetime(2026, 9, 18, 18, 0, tzinfo=UTC)  # a Friday; it closes on Saturday
    _remind(polls, wave_id)
    assert (polls.queued("reminder:"), polls.wave(wave_id).remind_at) == ({}, None)


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
    # only the newest says so, and offers to stop it
    both = (polls.wave(wave_id), waves[0])
    told = polls.office.ask(lambda books: [wave_facts(books, each).next_at for each in both])
    assert told == [None, survey.next_at]


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
    assert polls.office.ask(lambda books: books.ballots.count(need(books, wave_id))) == 0


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


def _begun(polls: Polls, form: SurveyForm) -> int:
    """Sent, and not yet known who is asked; the wave's id."""
    desk = replace(polls.office.desk, keys=polls.keys)
    return polls.office.do(lambda books: send_survey(books, desk, form, LENA).id or 0)


def _next(polls: Polls, wave_id: int, people: list[str]) -> Wave:
    """The survey's next wave, at its time, or now where that has passed."""
    survey_id = polls.wave(wave_id).survey_id
    survey = polls.office.ask(lambda books: books.surveys.get(survey_id))
    assert survey is not None
    assert survey.next_at is not None
    polls.office.now = max(polls.office.now, survey.next_at)
    polls.office.do(lambda books: next_wave(polls.keys, books, survey_id, polls.office.now))
    waves = polls.office.ask(lambda books: books.surveys.in_state(WaveState.GATHERING))
    [begun] = [wave.id or 0 for wave in waves if wave.survey_id == survey_id]
    polls.open(begun, people)
    return polls.wave(begun)


def _works_in(books: Books, person: str, zone: str) -> None:
    row = books.people.get(person)
    assert row is not None
    row.zone = zone
    books.session.add(row)
