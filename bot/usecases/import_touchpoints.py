"""Import the catalogue from a file: understood row by row, shown, then stored whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any, TypeVar

from bot.blocks.import_screens import Fault, ImportFacts
from bot.blocks.touchpoint_screens import NAME, stage_label
from bot.domain.catalogue_csv import CatalogueRow
from bot.domain.errors import Refusal, Why
from bot.domain.keywords import parse_keywords
from bot.domain.nearest import name_key, nearest
from bot.domain.vocabulary import Area, Severity
from bot.usecases.catalogue_fields import typed_name
from bot.usecases.clocks import when_to_disturb
from bot.usecases.desk import Desk
from bot.usecases.touchpoints import (
    CheckedEntry,
    TouchpointEntry,
    add_checked,
    check_entry,
    edit_checked,
)
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Card, Touchpoint
from storage.tables.delivery import CardKind

T = TypeVar("T")
Found = Mapping[str, str | Refusal]
"""What was typed -> the id that Slack has for it, or why there is none."""

WAITS = timedelta(hours=1)
"""How long a file that was read waits for its "Import"."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row in ids. None leaves what is there: an empty cell takes nothing away."""

    line: int
    name: str
    area: Area | None = None
    stage_id: int | None = None
    owner: str | None = None
    deputy: str | None = None
    home_channel: str | None = None
    keywords: list[str] | None = None


@dataclass(slots=True)
class _Plan:
    new: list[tuple[ImportRow, CheckedEntry]] = field(default_factory=list)
    changed: list[tuple[ImportRow, CheckedEntry, Touchpoint]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    def facts(self) -> ImportFacts:
        return ImportFacts(
            new=[entry.name for _, entry in self.new],
            changed=[entry.name for _, entry, _ in self.changed],
            same=self.same,
            faults=sorted(self.faults, key=lambda fault: fault.line),
        )


def preview_import(
    books: Books,
    desk: Desk,
    rows: Sequence[CatalogueRow],
    people: Found,
    channels: Found,
    by: str,
) -> ImportFacts:
    """What an import would do. Nothing is stored but the rows themselves, for `import_kept`."""
    reader = _Reader(books, people, channels)
    understood, faults = [], []
    for row in rows:
        try:
            understood.append(reader.read(row))
        except Refusal as refusal:
            faults.append(Fault(row.line, refusal))
    plan = _plan(books, desk, understood)
    plan.faults += faults
    good = [row for row, *_ in (*plan.new, *plan.changed)]
    books.imports.keep(by, [asdict(row) for row in good], desk.now)
    return plan.facts()


def import_kept(books: Books, desk: Desk, by: str) -> ImportFacts:
    """Add and change what the preview promised `by`, all of it or nothing; nothing is removed.

    Rows that stopped being right since are left out and named. Who owns several touchpoints now is
    told in one message. Raises Refusal(NOT_FOUND) when no file waits.
    """
    kept = books.imports.take(by, desk.now - WAITS)
    if kept is None:
        raise Refusal(Why.NOT_FOUND, what="the file that was read")
    plan = _plan(books, desk, [_row(each) for each in kept])
    owned = [add_checked(books, desk, entry, by) for _, entry in plan.new]
    owned += [row for _, entry, row in plan.changed if edit_checked(books, desk, row, entry, by)]
    _tell_together(books, desk, owned)
    facts = plan.facts()
    if facts.new or facts.changed:
        after = {"new": len(facts.new), "changed": len(facts.changed)}
        books.workspace.audit(by, "touchpoint import", "", None, after, desk.now)
    return facts


class _Reader:
    """Turns what was typed into ids; of each kind of thing, what there is."""

    def __init__(self, books: Books, people: Found, channels: Found) -> None:
        self._people, self._channels = people, channels
        self._areas = {area.label: area for area in Area}
        journeys = {row.id: row.name for row in books.catalogue.journeys()}
        self._stages: dict[str, int] = {}
        for stage in books.catalogue.stages():
            label = stage_label(journeys[stage.journey_id], stage.name, one_journey=False)
            self._stages[label] = stage.id or 0
        names = [stage.name for stage in books.catalogue.stages()]
        for stage in books.catalogue.stages():
            if names.count(stage.name) == 1:
                self._stages[stage.name] = stage.id or 0
        self._lines: dict[str, int] = {}

    def read(self, row: CatalogueRow) -> ImportRow:
        """Raises Refusal for the first cell that can't be understood."""
        name = typed_name(row.name, "name", NAME)
        first = self._lines.setdefault(name_key(name), row.line)
        if first != row.line:
            raise Refusal(Why.NAME_TAKEN, field="name", name=name, line=first)
        return ImportRow(
            line=row.line,
            name=name,
            area=_one_of(self._areas, row.area, "area"),
            stage_id=_one_of(self._stages, row.stage, "stage"),
            owner=_id(self._people, row.owner),
            deputy=_id(self._people, row.deputy),
            home_channel=_id(self._channels, row.channel),
            keywords=parse_keywords(clean(row.keywords)) or None,
        )


def _one_of(known: Mapping[str, T], typed: str, key: str) -> T | None:
    if not typed:
        return None
    found = next((name for name in known if name_key(name) == name_key(typed)), None)
    if found is None:
        raise Refusal(Why.UNKNOWN_VALUE, key=key, value=typed, near=nearest(typed, known, 1))
    return known[found]


def _id(found: Found, typed: str) -> str | None:
    known = found[typed] if typed else None
    if isinstance(known, Refusal):
        raise known
    return known


def _plan(books: Books, desk: Desk, rows: Sequence[ImportRow]) -> _Plan:
    plan, usable = _Plan(), set[str | None]()
    for row in rows:
        known = books.catalogue.touchpoint_named(row.name)
        entry = _entry(row, known)
        if known and entry == _entry(ImportRow(row.line, row.name), known):
            plan.same += 1
            continue
        try:
            checked = check_entry(books, desk, entry, before=known, usable=usable)
        except Refusal as refusal:
            plan.faults.append(Fault(row.line, refusal))
            continue
        if known:
            plan.changed.append((row, checked, known))
        else:
            plan.new.append((row, checked))
            # not so of a known touchpoint, where somebody may stay who is away
            usable |= {entry.owner, entry.deputy}
    return plan


def _entry(row: ImportRow, known: Touchpoint | None) -> TouchpointEntry:
    """The whole touchpoint as it will be."""
    if known is None:
        return TouchpointEntry(
            row.name,
            row.area,
            row.owner,
            row.deputy,
            row.stage_id,
            row.home_channel,
            tuple(row.keywords or ()),
        )
    return TouchpointEntry(
        known.name,
        row.area or known.area,
        row.owner or known.owner,
        row.deputy or known.deputy,
        row.stage_id or known.stage_id,
        row.home_channel or known.home_channel,
        tuple(known.keywords if row.keywords is None else row.keywords),
    )


def _row(kept: Mapping[str, Any]) -> ImportRow:
    area = kept["area"]
    return ImportRow(**{**kept, "area": Area(area) if area else None})


def _tell_together(books: Books, desk: Desk, owned: Sequence[Touchpoint]) -> None:
    """Whoever got several cards gets one message with all of them."""
    cards = [
        card
        for row in owned
        if row.owner and (card := books.cards.live(CardKind.ROLE, row.id or 0, row.owner))
    ]
    cards.sort(key=lambda card: (card.person, card.id))
    for person, theirs in groupby(cards, key=lambda card: card.person):
        together = list(theirs)
        if len(together) > 1:
            _bundle(books, desk, person, together)


def _bundle(books: Books, desk: Desk, person: str, cards: Sequence[Card]) -> None:
    bundle = books.cards.open_bundle(
        person,
        record_id=cards[0].id or 0,
        now=desk.now,
        due_at=when_to_disturb(books, person, Severity.MEDIUM, desk.now, desk.now),
    )
    for card in cards:
        books.outbox.withdraw(card, desk.now)
        card.bundle_id = bundle.id
        books.session.add(card)
