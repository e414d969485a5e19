"""Keep the catalogue: touchpoints, and who owns them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.blocks.touchpoint_screens import NAME, PAGE, CatalogueFacts
from bot.domain.errors import Refusal, Why
from bot.domain.keywords import render_keywords
from bot.domain.policy import Actor, Right, may
from bot.domain.promise import COUNTED_FOR
from bot.domain.vocabulary import Area, Severity
from bot.usecases.catalogue_fields import refuse_unusable, typed_name
from bot.usecases.clocks import when_to_disturb
from bot.usecases.desk import Desk
from bot.usecases.facts import touchpoint_facts
from bot.usecases.ownership import roles_at_touchpoint
from storage.books import Books
from storage.tables import Touchpoint
from storage.tables.delivery import CardKind

_LONGEST_LINE = 1500
"""Characters of all keywords together: an input holds 3,000, in which an emoji counts as two."""


@dataclass(frozen=True, slots=True)
class TouchpointEntry:
    """The whole of the modal "Touchpoint", as a CX lead fills it in."""

    name: str
    area: Area | None
    owner: str | None = None
    deputy: str | None = None
    stage_id: int | None = None
    home_channel: str | None = None
    keywords: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """What `check_entry` let pass. typed: the rest of it, which is taken as it is."""

    name: str
    area: Area
    stage_id: int | None
    keywords: list[str]
    typed: TouchpointEntry


def add_touchpoint(books: Books, desk: Desk, new: TouchpointEntry, by: str) -> Touchpoint:
    """Raises Refusal: MISSING, NAME_TAKEN, NOT_A_PERSON, each with the field it belongs to."""
    return add_checked(books, desk, check_entry(books, desk, new, before=None), by)


def edit_touchpoint(
    books: Books, desk: Desk, row: Touchpoint, new: TouchpointEntry, by: str
) -> int:
    """Store all fields. Returns how many unresolved issues stay with who has them, although the
    owner changed.

    Raises Refusal: MISSING, NAME_TAKEN, NOT_A_PERSON, each with the field it belongs to.
    """
    if not edit_checked(books, desk, row, check_entry(books, desk, new, before=row), by):
        return 0
    _, stay = books.issues.page(desk.now, unresolved=True, touchpoint_id=row.id, limit=1)
    return stay


def check_entry(
    books: Books,
    desk: Desk,
    new: TouchpointEntry,
    *,
    before: Touchpoint | None,
    usable: Container[str | None] = (),
) -> CheckedEntry:
    """Raises Refusal: MISSING, TOO_MUCH, NAME_TAKEN, NOT_A_PERSON, each with its field.

    usable: who was found able to answer in this unit of work already.
    """
    name = typed_name(new.name, "name", NAME)
    if new.area is None:
        raise Refusal(Why.MISSING, field="area")
    known = books.catalogue.touchpoint_named(name)
    if known and (before is None or known.id != before.id):
        raise Refusal(Why.NAME_TAKEN, field="name", name=known.name)
    for field in ("owner", "deputy"):
        was, person = getattr(before, field) if before else None, getattr(new, field)
        if person not in usable:
            refuse_unusable(books, desk, person, field, before=was)
    # a stage that is another workspace's, or went meanwhile, is none
    stage = books.catalogue.stage(new.stage_id)
    return CheckedEntry(name, new.area, stage.id if stage else None, _keywords(new.keywords), new)


def add_checked(books: Books, desk: Desk, new: CheckedEntry, by: str) -> Touchpoint:
    """As `add_touchpoint`, of what was checked in this unit of work."""
    row = books.catalogue.add_touchpoint(
        new.name, new.area, desk.now, stage_id=new.stage_id, keywords=new.keywords
    )
    row.owner, row.deputy, row.home_channel = (
        new.typed.owner,
        new.typed.deputy,
        new.typed.home_channel,
    )
    _changed(books, desk, row, {}, by)
    _welcome(books, desk, row, by)
    return row


def edit_checked(books: Books, desk: Desk, row: Touchpoint, new: CheckedEntry, by: str) -> bool:
    """As `edit_touchpoint`, of what was checked in this unit of work. Whether the owner changed."""
    before, owner_before = _snapshot(row), row.owner
    if new.name != row.name:
        books.catalogue.rename_touchpoint(row, new.name)
        books.cards.touch(CardKind.ROLE, row.id or 0, desk.now)
    row.area, row.stage_id, row.keywords = new.area, new.stage_id, new.keywords
    row.owner, row.deputy, row.home_channel = (
        new.typed.owner,
        new.typed.deputy,
        new.typed.home_channel,
    )
    _changed(books, desk, row, before, by)
    if row.owner == owner_before:
        return False
    _tell_owner(books, desk, row, by)
    return True


def edit_keywords(
    books: Books,
    desk: Desk,
    row: Touchpoint,
    *,
    home_channel: str | None,
    keywords: Sequence[str],
    by: str,
) -> None:
    """What a touchpoint's owner and deputy may change themselves."""
    before = _snapshot(row)
    row.home_channel, row.keywords = home_channel, _keywords(keywords)
    _changed(books, desk, row, before, by)


def decline_ownership(books: Books, desk: Desk, row: Touchpoint, by: str) -> None:
    """ "Not me": nobody owns the touchpoint, until a CX lead, who sees that, names another.

    Nothing happens when `by` does not own it any more.
    """
    if row.owner != by:
        return
    before, row.owner = _snapshot(row), None
    _changed(books, desk, row, before, by)
    _tell_owner(books, desk, row, by)


def catalogue_page(books: Books, reader: Actor, start: int, now: datetime) -> CatalogueFacts:
    """A page of the catalogue that begins with touchpoint number `start`, counted from 0."""
    areas = list(Area)
    rows = sorted(books.catalogue.touchpoints(), key=lambda row: areas.index(row.area))
    start = start if start < len(rows) else 0
    promises = books.promise_counts.by_touchpoint(now - COUNTED_FOR, now)
    return CatalogueFacts(
        touchpoints=[
            (
                replace(touchpoint_facts(books, row), promises=promises.get(row.id)),
                may(
                    reader,
                    Right.EDIT_TOUCHPOINT,
                    roles_at_touchpoint(books, row, reader.user_id),
                ),
            )
            for row in rows[start : start + PAGE]
        ],
        total=len(rows),
        unowned=sum(row.owner is None for row in rows),
        start=start,
        leads=may(reader, Right.MANAGE_CATALOGUE),
    )


def _keywords(new: Sequence[str]) -> list[str]:
    """As many as the modal can show again."""
    line = render_keywords(new)
    if len(line) > _LONGEST_LINE:
        most = f"{_LONGEST_LINE:,} characters"
        raise Refusal(Why.TOO_MUCH, field="keywords", typed=line, most=most)
    return list(new)


def _snapshot(row: Touchpoint) -> dict[str, Any]:
    fields = ("name", "area", "stage_id", "owner", "deputy", "home_channel", "keywords")
    return {field: getattr(row, field) for field in fields}


def _changed(books: Books, desk: Desk, row: Touchpoint, before: dict[str, Any], by: str) -> None:
    """Store the row and its row in the audit log: only what is different."""
    books.session.add(row)
    books.session.flush()
    after = _snapshot(row)
    new = {field: value for field, value in after.items() if value != before.get(field)}
    if new:
        old = {field: before.get(field) for field in new}
        subject = f"{row.id} {row.name}"
        books.workspace.audit(by, "touchpoint", subject, old if before else None, new, desk.now)
    desk.guesses.forget(books.team_id)


def _tell_owner(books: Books, desk: Desk, row: Touchpoint, by: str) -> None:
    """Who was the owner hears that they are not any more; who became it is told."""
    books.cards.fold(CardKind.ROLE, row.id or 0, desk.now)
    _welcome(books, desk, row, by)


def _welcome(books: Books, desk: Desk, row: Touchpoint, by: str) -> None:
    """Who became the owner is told once, in their working time. Who names themselves knows."""
    if row.owner is None or row.owner == by:
        return
    due_at = when_to_disturb(books, row.owner, Severity.MEDIUM, desk.now, desk.now)
    books.cards.open(CardKind.ROLE, row.id or 0, row.owner, now=desk.now, due_at=due_at)
