"""`earshot import`: what was heard before Earshot came, or in another installation of it."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar

from bot.domain.masking import mask
from bot.domain.nearest import match
from bot.domain.slacktext import storable
from bot.domain.vocabulary import Choice, Feeling, Severity, Source, WhoseWords
from storage.books import Books
from storage.tables import Observation

Line = Mapping[str, Any]
Chosen = TypeVar("Chosen", bound=Choice)
REPORTER = "IMPORT"
"""Stands where a colleague's id would: nobody here logged it."""


def read_lines(file: Path) -> Iterator[Line]:
    """The rows of an export's zip, of JSON lines, or of a CSV with a heading, as they are read.

    Raises ValueError for a file that is none of these, OSError for one that can't be read.
    """
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive, archive.open("observations.jsonl") as lines:
            yield from _json(lines)
    elif file.suffix == ".jsonl":
        with file.open("rb") as lines:
            yield from _json(lines)
    elif file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield from csv.DictReader(text)
    else:
        raise ValueError("a .zip that Earshot exported, a .jsonl or a .csv is wanted")


def import_heard(books: Books, lines: Iterable[Line], now: datetime) -> tuple[int, int]:
    """Store what was heard; (how many are new, how many were left out).

    Each line needs `words`; `at` (ISO 8601; now if not said), `customer`, `touchpoint`, `feeling`,
    `severity`, `source` and `whose` are taken where they can be read. Unknown customers are added;
    an unknown touchpoint is left out. Nothing is sent and no issue opened: what is history calls
    for nobody. A line that is there already, or has no words, is left out.
    """
    places = {row.name: row.id for row in books.catalogue.touchpoints()}
    new = left = 0
    for line in lines:
        words = mask(storable(str(line.get("words") or "").strip())).text
        origin = _origin(line)
        if not words or books.observations.with_origin(origin) is not None:
            left += 1
            continue
        name = storable(str(line.get("customer") or "").strip())
        place = match(str(line.get("touchpoint") or ""), places)
        books.observations.add(
            Observation(
                team_id=books.team_id,
                at=_at(line.get("at")) or now,
                reporter=REPORTER,
                words=words,
                customer_id=books.customers.known_or_added(name, now).id if name else None,
                touchpoint_id=places[place] if place else None,
                feeling=_choice(Feeling, line.get("feeling")),
                severity=_choice(Severity, line.get("severity")) or Severity.MEDIUM,
                source=_choice(Source, line.get("source")),
                whose=_choice(WhoseWords, line.get("whose")) or WhoseWords.CUSTOMER,
                origin=origin,
            )
        )
        new += 1
    return new, left


def _json(lines: IO[bytes]) -> Iterator[Line]:
    for line in lines:
        if line.strip():
            read = json.loads(line)
            if not isinstance(read, dict):
                raise ValueError("each line wants to be a JSON object")
            yield read


def _origin(line: Line) -> str:
    """The same line has the same, so that nothing is imported twice."""
    said = [str(line.get(name) or "") for name in ("id", "at", "customer", "words")]
    return "import:" + hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:40]


def _at(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _choice(kind: type[Chosen], value: object) -> Chosen | None:
    typed = str(value or "").strip().casefold().replace(" ", "_")
    return kind(typed) if typed in set(kind) else None
