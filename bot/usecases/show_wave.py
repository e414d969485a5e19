"""A wave's messages: in its channel, in DMs, and the one that tells its author how it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zlib import crc32

from bot.blocks.kit import Screen, say
from bot.blocks.results_card import figure_line
from bot.blocks.survey_message import ask, reminder
from bot.blocks.wave_screens import author_card
from bot.domain.surveys.finding import Side
from bot.domain.wave import WaveState
from bot.ports import Message
from bot.usecases.survey_facts import ask_facts, told_count, wave_facts
from bot.usecases.survey_results import survey_results
from storage.books import Books
from storage.tables import Card, OutboxRow, Wave
from storage.tables.delivery import CardKind, OutboxState


def show_wave(books: Books, card: Card, now: datetime) -> Screen:
    """What a survey in a channel shows now."""
    wave = books.surveys.wave(card.record_id)
    if wave is None:
        return say("This survey is gone.")
    facts = ask_facts(books, wave, counted=True)
    return ask(replace(facts, result=_result(books, wave, card, now)))


def _result(books: Books, wave: Wave, card: Card, now: datetime) -> str:
    """The figures in one line, where the channel may see them: while it runs, unless they are to be
    hidden; after that too, or if its author wanted it so."""
    survey = books.surveys.of(wave)
    live = not (survey.anonymous or survey.results_hidden)
    told = wave.state is WaveState.CLOSED and survey.results_to == card.person
    if wave.state is WaveState.CANCELLED or not (live or told):
        return ""
    results = survey_results(books, wave, now)
    lines = [
        figure_line(part.kind, group.finding, staff=group.side is Side.STAFF)
        for part in results.parts
        for group in part.groups
    ]
    return " · ".join(line for line in lines if line)


def show_author(books: Books, card: Card, now: datetime) -> Screen:
    wave = books.surveys.wave(card.record_id)
    return author_card(wave_facts(books, wave)) if wave else say("This survey is gone.")


def write_survey(books: Books, row: OutboxRow, now: datetime) -> Message | None:
    """The `Writer` of `bot.ports`: a survey's DM, or its reminder; None when it is over."""
    if row.wave_id is None:
        message: Message = row.message
        return message
    wave = books.surveys.wave(row.wave_id)
    if wave is None or wave.state is not WaveState.OPEN or wave.closes_at <= now:
        return None
    again = bool((row.message or {}).get("again"))
    facts = ask_facts(books, wave)
    return (reminder(facts) if again else ask(facts)).message()


def follow_progress(books: Books, wave_id: int, now: datetime) -> None:
    """Have the wave's messages show what has changed since they were last edited: how many were
    sent to, and answers whose presses came while an edit was on its way."""
    wave = books.surveys.wave(wave_id, lock=True)
    if wave is None:
        return
    shown = _to_show(books, wave)
    if shown != wave.shown:
        wave.shown = shown
        books.session.add(wave)
        books.cards.nudge(CardKind.WAVE, wave_id, now)
        books.cards.nudge(CardKind.WAVE_AUTHOR, wave_id, now)


def moving(books: Books, now: datetime) -> list[tuple[int]]:
    """Open waves in which something has changed that messages show."""
    del now
    waves = books.surveys.in_state(WaveState.OPEN)
    return [(wave.id or 0,) for wave in waves if _to_show(books, wave) != wave.shown]


def _to_show(books: Books, wave: Wave) -> int:
    """A number that is another when the messages are."""
    progress = books.outbox.progress(wave.id or 0)
    settled = [progress.get(state, 0) for state in (OutboxState.SENT, OutboxState.PARKED)]
    told = told_count(books, wave, books.surveys.of(wave))
    return crc32(f"{settled} {told}".encode()) >> 1
