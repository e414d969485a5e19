"""`earshot import`: what was heard before Earshot came, or in another installation of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from bot.domain import ids
from bot.domain.masking import mask
from bot.domain.nearest import match
from bot.domain.slacktext import storable
from bot.domain.vocabulary import Choice, Feeling, Severity, Source, WhoseWords
from bot.export.heard import Line, Numbered
from storage.books import Books
from storage.tables import Observation

Chosen = TypeVar("Chosen", bound=Choice)
REPORTER = "IMPORT"
"""Stands where a colleague's id would: nobody here logged it."""

_CHOICES: dict[str, type[Choice]] = {
    "feeling": Feeling,
    "severity": Severity,
    "source": Source,
    "whose": WhoseWords,
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that is not known here: its line was stored without it. known: a closed list's."""

    line: int
    column: str
    value: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines are new, how many were left out, what of the new ones can't be read, and which
    were left out because nobody can say when they were heard."""

    new: int = 0
    left: int = 0
    unread: tuple[Unread, ...] = ()
    undated: tuple[Unread, ...] = ()

    def __add__(self, more: Imported) -> Imported:
        return Imported(
            self.new + more.new,
            self.left + more.left,
            self.unread + more.unread,
            self.undated + more.undated,
        )


def import_heard(books: Books, lines: Iterable[Numbered], now: datetime) -> Imported:
    """Store what was heard, and tell what came of it.

    Each line needs `words`; `at` (ISO 8601; now if not said), `customer`, `touchpoint`, `feeling`,
    `severity`, `source`, `whose` and `private` are taken where they can be read. Unknown customers
    are added; an unknown touchpoint is left out. Nothing is sent and no issue opened: what is
    history calls for nobody. A line that is there already, or has no words, is left out; so is one
    that this workspace exported, even if its words were erased since, and one whose `at` can't be
    read: as something heard now it would be wrong, and once mended it would be there twice.
    """
    places = {row.name: row.id for row in books.catalogue.touchpoints()}
    new = left = 0
    unread: list[Unread] = []
    undated: list[Unread] = []
    for number, line in lines:
        words = mask(storable(str(line.get("words") or "").strip())).text
        origin = _origin(line)
        typed = str(line.get("at") or "").strip()
        at = _at(typed) if typed else now
        if not words or _is_ours(books, line, at) or books.observations.with_origin(origin):
            left += 1
            continue
        if at is None:
            undated.append(Unread(number, "at", typed))
            continue
        name = storable(str(line.get("customer") or "").strip())
        touchpoint = str(line.get("touchpoint") or "").strip()
        place = match(touchpoint, places)
        if touchpoint and not place:
            unread.append(Unread(number, "touchpoint", touchpoint))
        books.observations.add(
            Observation(
                team_id=books.team_id,
                at=at,
                reporter=REPORTER,
                words=words,
                customer_id=books.customers.known_or_added(name, now).id if name else None,
                touchpoint_id=places[place] if place else None,
                feeling=_choice(Feeling, line.get("feeling")),
                severity=_choice(Severity, line.get("severity")) or Severity.MEDIUM,
                source=_choice(Source, line.get("source")),
                whose=_choice(WhoseWords, line.get("whose")) or WhoseWords.CUSTOMER,
                private=_is_private(line),
                origin=origin,
            )
        )
        new += 1
        unread += _unread(number, line)
    return Imported(new, left, tuple(unread), tuple(undated))


def _unread(number: int, line: Line) -> Iterable[Unread]:
    for column, kind in _CHOICES.items():
        value = str(line.get(column) or "").strip()
        if value and _choice(kind, value) is None:
            yield Unread(number, column, value, tuple(kind))


def _is_ours(books: Books, line: Line, at: datetime | None) -> bool:
    """Whether it is a row of this workspace: exports tell its number, and when to the second."""
    if at is None:
        return False
    row = books.observations.get(ids.number(line.get("id")))
    return row is not None and row.at.replace(microsecond=0) == at.replace(microsecond=0)


def _is_private(line: Line) -> bool:
    """As the export says it. What can't be read as No is taken as private: hiding too much can be
    mended."""
    said = str(line.get("private") or "").strip().casefold()
    return said not in ("", "false", "no", "0")


def _origin(line: Line) -> str:
    """The same line has the same, so that nothing is imported twice."""
    said = [str(line.get(name) or "") for name in ("id", "at", "customer", "words")]
    return "import:" + hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:40]


def _at(typed: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(typed)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _choice(kind: type[Chosen], value: object) -> Chosen | None:
    typed = str(value or "").strip().casefold().replace(" ", "_")
    return kind(typed) if typed in set(kind) else None
