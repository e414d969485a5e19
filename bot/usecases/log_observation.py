"""Store what a customer said, at once and to the letter; guess what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refusal, Why
from bot.domain.masking import mask
from bot.domain.slacktext import storable
from bot.domain.vocabulary import Feeling, GotItDone, Severity, Source, WhoseWords
from bot.usecases.call_for_answer import call_for_answer
from bot.usecases.desk import Desk
from bot.usecases.typed import clean
from storage.books import Books
from storage.repositories.customers import HeardCustomer
from storage.tables.observation import ObservationFields


@dataclass(frozen=True, slots=True)
class NewObservation:
    """What was typed or chosen; None is left out.

    customer: a name, known or not. follow_up: None leaves it to feeling and severity. said:
    somebody said the words; of Earshot's own nothing is guessed.
    """

    words: str
    whose: WhoseWords = WhoseWords.CUSTOMER
    customer: str | None = None
    touchpoint_id: int | None = None
    feeling: Feeling | None = None
    severity: Severity | None = None
    source: Source | None = None
    follow_up: bool | None = None
    expected: str | None = None
    got_it_done: GotItDone | None = None
    private: bool = False
    channel: str | None = None
    message_ts: str | None = None
    origin: str | None = None
    said: bool = True


@dataclass(frozen=True, slots=True)
class Logged:
    """What was stored, and what the answer must mention."""

    observation: ObservationFields
    masked: tuple[str, ...]
    """Kinds of digits that were masked: "card", "iban"."""
    customer: HeardCustomer | None
    other_touchpoints: tuple[int, ...]
    """The next best guesses, when the touchpoint was guessed."""


def calls_for_follow_up(feeling: Feeling | None, severity: Severity | None) -> bool:
    """Frustrated and Angry, High and Critical tick the box by themselves
    (docs/reference/rules.md, "Logging")."""
    return bool((feeling and feeling.negative) or (severity and severity.grave))


def log_observation(books: Books, desk: Desk, reporter: str, new: NewObservation) -> Logged:
    """Store an observation and, where its choices call for one, open an issue.

    Raises Refusal(NO_WORDS) when nothing but white space was said.
    """
    words, masked = stored_words(new.words)
    chosen = books.catalogue.touchpoint(new.touchpoint_id)
    guessing = new.said and chosen is None
    guesses = desk.guesses.touchpoints(books, words, new.channel, desk.now) if guessing else []
    guessed = guesses[0].touchpoint_id if guesses else None
    feeling = new.feeling or (desk.guesses.feeling(words) if new.said else None)
    # a guess by itself opens no issue: only what was typed or chosen counts
    called = calls_for_follow_up(new.feeling, new.severity)
    follow_up = called if new.follow_up is None else new.follow_up
    customer = known_or_added(books, desk, new.customer)
    row = books.observations.add(
        ObservationFields(
            team_id=books.team_id,
            at=desk.now,
            reporter=reporter,
            words=words,
            whose=new.whose,
            customer_id=customer.id if customer else None,
            touchpoint_id=chosen.id if chosen else guessed,
            touchpoint_guessed=chosen is None and guessed is not None,
            feeling=feeling,
            feeling_guessed=new.feeling is None and feeling is not None,
            severity=new.severity or Severity.MEDIUM,
            source=new.source,
            follow_up=follow_up,
            expected=clean(new.expected) or None,
            got_it_done=new.got_it_done,
            private=new.private,
            channel=new.channel,
            message_ts=new.message_ts,
            origin=new.origin,
        )
    )
    if follow_up and (kept := books.observations.get(row.id)):
        call_for_answer(books, desk, kept, reporter)
        row = kept
    return Logged(row, masked, customer, tuple(guess.touchpoint_id for guess in guesses[1:]))


def stored_words(typed: str) -> tuple[str, tuple[str, ...]]:
    """The words as they are stored, and which kinds of digits were masked in them."""
    words = storable(typed)
    if not words.strip():
        raise Refusal(Why.NO_WORDS)
    masked = mask(words)
    return masked.text, tuple(masked.found)


def known_or_added(books: Books, desk: Desk, name: str | None) -> HeardCustomer | None:
    """The customer of that name; an unknown one is added and marked new."""
    name = clean(name)
    return books.customers.known_or_added(name, desk.now) if name else None
