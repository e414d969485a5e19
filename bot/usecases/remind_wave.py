"""One reminder a wave, at half time; nobody's seven days begin anew with it."""

from __future__ import annotations

from datetime import datetime

from bot.blocks.survey_message import reminder_line
from bot.domain.occurrence import LATE
from bot.domain.score import FEW
from bot.domain.wave import ANY_PART, Audience, WaveState
from bot.domain.workcal import WorkCalendar, next_working_moment
from bot.ports import VoterKeys
from bot.usecases.survey_facts import ask_facts
from storage.books import Books
from storage.tables import Survey, Wave
from storage.tables.delivery import CardKind


def remind_wave(keys: VoterKeys | None, books: Books, wave_id: int, now: datetime) -> None:
    """Remind those who have not answered, each in their working time; a channel in its thread."""
    wave = books.surveys.wave(wave_id, lock=True)
    if wave is None or wave.state is not WaveState.OPEN or wave.remind_at is None:
        return
    if wave.remind_at > now:
        return
    is_late = now - wave.remind_at > LATE
    wave.remind_at = None
    books.session.add(wave)
    survey = books.surveys.of(wave)
    if survey.audience is Audience.CHANNEL:
        at: datetime | None = now
        if is_late:  # nobody ticked at the moment that was set: work may be over by now
            at = next_working_moment(books.people.calendar(survey.author), now)
        if at == now:
            _in_thread(books, wave, now)
        elif at is not None and at < wave.closes_at:
            wave.remind_at = at
        return
    calendars, due = books.people.calendars(now), {}
    for person in _silent(keys, books, wave, survey):
        at = next_working_moment(calendars.get(person) or WorkCalendar(), now)
        if at is not None and at < wave.closes_at:
            due[person] = at
    books.outbox.post_wave(wave_id, due, now=now, again=True)


def _in_thread(books: Books, wave: Wave, now: datetime) -> None:
    for card in books.cards.of(CardKind.WAVE, wave.id or 0):
        message = reminder_line(ask_facts(books, wave)).message()
        books.outbox.post(f"reminder:{wave.id}", card.person, message, now=now, thread=card)


def _silent(keys: VoterKeys | None, books: Books, wave: Wave, survey: Survey) -> list[str]:
    """Who has not answered. Of an anonymous wave everybody, if fewer than five have: who is not
    reminded would be known to be among those few. Or if fewer than five have not: what is answered
    from then on would be known to be theirs, by whoever has a backup of that hour."""
    everyone = books.surveys.everyone(wave)
    if not survey.anonymous:
        answered = books.responses.voters(wave)
        return [person for person in everyone if person not in answered]
    voters = books.ballots.voters(wave)
    if keys is None or wave.key_name is None or len(voters) < FEW:
        return everyone
    name, number = wave.key_name, wave.id or 0
    silent = [
        person for person in everyone if keys.voter(name, number, ANY_PART, person) not in voters
    ]
    return everyone if len(silent) < FEW else silent
