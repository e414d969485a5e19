"""How issues go: mostly well, some late, some broken, some back again."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from bot.domain.vocabulary import DismissReason, Severity
from bot.simulate.past import Past


class Telling(NamedTuple):
    """What its owner says in the course of it."""

    steps: list[str]
    fix: str
    cause: str
    caused_at: int | None


_DAYS: Final = {Severity.CRITICAL: (1, 1), Severity.HIGH: (1, 2), Severity.MEDIUM: (2, 5)}
_WHY_MOVED: Final = (
    "The test took longer than we thought",
    "We wait for the answer of a supplier",
    "Found a second cause on the way",
    "Two of us were ill this week",
)
_WHY_NOT: Final = (
    (DismissReason.WE_CHOSE_THIS, "We decided against it in spring: it would cost all the others"),
    (DismissReason.NOT_OURS, "That is their own proxy; we showed them where"),
    (DismissReason.OUTSIDE_OUR_MARKET, "Only works with on-site servers, which we don't offer"),
    (DismissReason.DUPLICATE, "The same as one that is open already"),
)
_WHY_BACK: Final = (
    "It worked for a week, and now it's back",
    "Fixed for one of their accounts, not for the other",
    "They say the same thing happened again on Monday",
)


def lived(past: Past, rng: Random, told: Telling) -> None:
    """From its opening to its end, well or not so well."""
    way = rng.random()
    _acknowledged(past, rng, late=way < 0.16)
    if way > 0.93:
        return _dismissed(past, rng)
    _promised(past, rng, told)
    if 0.16 <= way < 0.26:
        past.break_promise()
        _promised(past, rng, told, at=past.later(past.morning_after(past.ends_at), 0.3))
    elif 0.26 <= way < 0.36:
        past.move(_before(past, rng), rng.randint(2, 4), rng.choice(_WHY_MOVED))
    elif 0.36 <= way < 0.55:
        past.keep(_before(past, rng))
        _promised(past, rng, told)
    past.resolve(_before(past, rng), told.fix, told.cause, told.caused_at)
    if 0.55 <= way < 0.62:
        _comes_back(past, rng, told)
    return None


def lived_well(past: Past, rng: Random, told: Telling) -> None:
    """So that nobody had to be reminded."""
    _acknowledged(past, rng, late=False)
    at = past.ends_at + timedelta(minutes=rng.randint(1, 20))
    past.promise(at, rng.choice(told.steps), 2)
    last = past.morning_after(at) if past.severity.grave else past.promises[-1].due_at
    past.resolve(past.working(at, last, rng.uniform(0.1, 0.6)), told.fix, told.cause, None)


def _acknowledged(past: Past, rng: Random, *, late: bool) -> None:
    due = past.columns["acknowledge_due"]
    if late:
        past.acknowledge(past.later(due, rng.uniform(0.5, 14)))
    else:
        past.acknowledge(past.working(past.opened_at, due, rng.uniform(0.02, 0.85)))


def _promised(past: Past, rng: Random, told: Telling, at: datetime | None = None) -> None:
    at = at or past.ends_at + timedelta(minutes=rng.randint(1, 25))
    past.promise(at, rng.choice(told.steps), rng.randint(*_DAYS.get(past.severity, (3, 8))))


def _before(past: Past, rng: Random) -> datetime:
    """A moment before the promised day's work is over."""
    return past.working(past.ends_at, past.promises[-1].due_at, rng.uniform(0.15, 0.95))


def _dismissed(past: Past, rng: Random) -> None:
    why, said = rng.choice(_WHY_NOT)
    at = past.later(past.ends_at, rng.uniform(0.2, 6))
    chosen = why is DismissReason.WE_CHOSE_THIS
    past.dismiss(at, why, said, at.date() + timedelta(days=180) if chosen else None)


def _comes_back(past: Past, rng: Random, told: Telling) -> None:
    past.reopen(past.ends_at + timedelta(days=rng.uniform(3, 20)), rng.choice(_WHY_BACK))
    past.acknowledge(past.working(past.ends_at, past.columns["acknowledge_due"], 0.5))
    _promised(past, rng, told)
    past.resolve(_before(past, rng), told.fix, told.cause, told.caused_at)
