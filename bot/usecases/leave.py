"""Somebody can't answer any more: deactivated, made a guest, or turned out to be a bot.

Their part in the catalogue and in leading ends, so that nothing comes back by itself when they do;
CX leads see in App Home what that left open. Their issues go to whoever answers now, each of whom
gets one message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.blocks.facts import LeftFacts
from bot.blocks.handed_over import after_leaving
from bot.usecases.desk import Desk
from bot.usecases.hand_over import hand_over_together
from bot.usecases.ownership import who_answers
from storage.books import Books
from storage.repositories.leads import Leads
from storage.tables import Issue

SHOWN_FOR = timedelta(days=14)
"""How long CX leads see in App Home what became of somebody's issues."""

_WHAT = "left"


def hand_on_everything(books: Books, desk: Desk, person: str) -> None:
    """Take `person` out of every part they had and give their issues to others; done twice, it
    does nothing the second time."""
    before = books.people.leads_listed()
    parts = _give_up_places(books, desk, person)
    leads = [user_id for user_id in before if user_id != person]
    if leads != before:
        Leads(books).take_turn()
        Leads(books).replace(leads)
        books.workspace.audit(None, "cx leads", "", before, leads, desk.now)
    moved = _give_away(books, desk, person)
    if moved or parts:
        said = {"issues": moved, "parts": parts}
        books.workspace.audit(None, _WHAT, person, None, said, desk.now)


def recent_leavers(books: Books, desk: Desk) -> list[LeftFacts]:
    """What CX leads are shown, newest first: where issues went, and which parts are still open."""
    return [
        LeftFacts(
            person=row.subject,
            at=row.at,
            moved=[(to or None, len(numbers)) for to, numbers in row.after["issues"].items()],
            open_parts=[
                (name, part)
                for kind, row_id, name, part in row.after["parts"]
                if _still_open(books, kind, row_id, part)
            ],
        )
        for row in books.workspace.audited(_WHAT, desk.now - SHOWN_FOR)
    ]


# -- inside ---------------------------------------------------------------------------------------


def _give_up_places(books: Books, desk: Desk, person: str) -> list[tuple[str, int, str, str]]:
    """(table, id, name, part) of each part that nobody has now."""
    held: list[tuple[str, Any, Sequence[str]]] = [
        *(("touchpoint", row, ("owner", "deputy")) for row in books.catalogue.touchpoints()),
        *(("journey", row, ("owner", "sponsor")) for row in books.catalogue.journeys()),
    ]
    parts = []
    for kind, row, names in held:
        for part in names:
            if getattr(row, part) != person:
                continue
            setattr(row, part, None)
            books.session.add(row)
            parts.append((kind, row.id, row.name, part))
            subject = f"{row.id} {row.name}"
            books.workspace.audit(None, kind, subject, {part: person}, {part: None}, desk.now)
    books.session.flush()
    return parts


def _give_away(books: Books, desk: Desk, person: str) -> dict[str, list[int]]:
    """Numbers of the issues that went to each new owner; "" for those that nobody can answer."""
    to: dict[str | None, list[Issue]] = {}
    for issue in books.absences.unresolved_of([person]):
        touchpoint = books.catalogue.touchpoint(issue.touchpoint_id)
        to.setdefault(who_answers(books, touchpoint, desk.now), []).append(issue)
    for owner, issues in to.items():
        _hand_over(books, desk, person, owner, issues)
    return {owner or "": [issue.number for issue in issues] for owner, issues in to.items()}


def _hand_over(
    books: Books, desk: Desk, person: str, owner: str | None, issues: Sequence[Issue]
) -> None:
    away = {issue.id or 0: books.absences.away_from(issue.id or 0) for issue in issues}
    hand_over_together(
        books,
        desk,
        issues,
        owner,
        by=None,
        note=f"{books.people.name(person)} can't answer any more",
        heading=after_leaving(person),
    )
    for issue_id, whose in away.items():
        # it was lent to who left: it still goes back to its owner
        if whose and owner and whose not in (person, owner):
            books.absences.stand_in(issue_id, whose)


def _still_open(books: Books, kind: str, row_id: int, part: str) -> bool:
    find = books.catalogue.touchpoint if kind == "touchpoint" else books.catalogue.journey
    row = find(row_id)
    return row is not None and getattr(row, part) is None
