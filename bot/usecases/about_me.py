"""What is held about one person, gathered for that person and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.blocks.about_me import SENT, FiguresFacts, MeFacts, SentFacts
from bot.domain.promise import PromiseState
from bot.domain.workcal import working_time_between
from bot.usecases.clocks import today
from bot.usecases.desk import Desk
from storage.books import Books
from storage.repositories.about import AboutPerson
from storage.tables import Card, OutboxRow
from storage.tables.delivery import CardKind

FIGURES_OF = timedelta(days=90)
"""How far back times to acknowledge are counted."""


_ERRAND = "errand"
"""The first part of the keys of what somebody asked for; some of that comes in a thread."""


def me_facts(books: Books, desk: Desk, person: str) -> MeFacts:
    calendar, about = books.people.calendar(person), AboutPerson(books)
    logged, hidden = about.logged(person)
    sent, total = about.sent(_lanes(books, person), SENT)
    asked, answered = about.surveys(person)
    return MeFacts(
        name=books.people.name_or_none(person) or "",
        zone=calendar.zone,
        workdays=sorted(calendar.workdays),
        start=calendar.start,
        end=calendar.end,
        country=calendar.country,
        away=[
            (row.first, row.last)
            for row in books.absences.of(person, today(books, person, desk.now))
        ],
        parts=_parts(books, person),
        logged=logged,
        hidden=hidden,
        drafts=about.drafts(person),
        owned=len(books.absences.unresolved_of([person])),
        figures=_figures(books, desk, person),
        sent=[_sent(books, row, card) for row, card in sent],
        sent_total=total,
        surveys_asked=asked,
        surveys_answered=answered,
    )


def _figures(books: Books, desk: Desk, person: str) -> FiguresFacts:
    about, calendar = AboutPerson(books), books.people.calendar(person)
    promises = about.promises(person)
    times = [
        working_time_between(calendar, each.asked, each.at)
        for each in about.acknowledged(person, desk.now - FIGURES_OF)
    ]
    return FiguresFacts(
        **{state.value: promises.get(state, 0) for state in PromiseState},
        acknowledged=len(times),
        half_within=_median(times),
    )


def _median(times: Sequence[timedelta]) -> timedelta | None:
    """The upper one of two, so that half of them are not longer."""
    return sorted(times)[len(times) // 2] if times else None


def _parts(books: Books, person: str) -> list[tuple[str, str]]:
    lead = [("CX lead", "")] if person in books.people.leads() else []
    places = [
        (f"{part} of", row.name)
        for row in books.catalogue.touchpoints()
        for part in ("owner", "deputy")
        if getattr(row, part) == person
    ]
    journeys = [
        (f"{part} of", row.name)
        for row in books.catalogue.journeys()
        for part in ("owner", "sponsor")
        if getattr(row, part) == person
    ]
    return lead + places + journeys


def _lanes(books: Books, person: str) -> Sequence[str]:
    known = books.people.get(person)
    return [person, known.dm_channel] if known and known.dm_channel else [person]


def _sent(books: Books, row: OutboxRow, card: Card | None) -> SentFacts:
    at = row.settled_at or row.due_at
    if card is None:
        if row.wave_id is not None:
            return SentFacts(at, "survey", None, row.state.value)
        kind = row.key.partition(":")[0]
        what = kind if kind == _ERRAND or not row.thread_card_id else "thread"
        return SentFacts(at, what, None, row.state.value)
    return SentFacts(at, card.kind.value, _about(books, card), row.state.value)


def _about(books: Books, card: Card) -> int | str | None:
    if card.kind in (CardKind.ISSUE, CardKind.RECEIPT, CardKind.OUTCOME):
        issue = books.issues.get(card.record_id)
        return issue.number if issue else None
    touchpoint = books.catalogue.touchpoint(card.record_id) if card.kind is CardKind.ROLE else None
    return touchpoint.name if touchpoint else None
