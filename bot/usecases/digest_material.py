"""Gathers what a digest, or a journey, is judged by. Reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from bot.domain.digest.material import FOUR_WEEKS, LONG, JourneyPlan, Material
from bot.domain.digest.names import Names
from bot.domain.heard import Place, Pledge
from bot.domain.issue import Step
from bot.domain.journey import OVER
from bot.domain.occurrence import Period
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Area, Relation
from bot.domain.workcal import end_of_next_working_day
from bot.usecases.journey_score import journey_score
from storage.books import Books
from storage.tables import Promise
from storage.tables.digest import Covers


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a digest is to be: as its subscription says. covered: names of areas, ids of touchpoints,
    or the id of the journey."""

    zone: str
    covers: Covers = Covers.ALL
    covered: tuple[str, ...] = ()
    masked: bool = True
    named: bool = False


def gather(
    books: Books,
    wanted: Wanted,
    period: Period,
    now: datetime,
    *,
    segment: str | None = None,
    relation: Relation | None = None,
) -> tuple[Material, Words]:
    """The rows of the period and before it, and how to show words of them; of customers in a
    segment or of a relation only where that is asked for."""
    since = min(period.start - FOUR_WEEKS, period.end - OVER)
    words = Words(books, masked=wanted.masked)
    rows = gather_rows(books, wanted, period, since, segment=segment, relation=relation)
    material = replace(
        rows,
        cases=[replace(case, what_changed=words.mask(case.what_changed)) for case in rows.cases],
        pledges=_pledges(books, rows, now, words.mask),
        names={} if wanted.masked else words.names(),
    )
    return material, words


def gather_rows(
    books: Books,
    wanted: Wanted,
    period: Period,
    since: datetime,
    *,
    ended_since: datetime | None = None,
    segment: str | None = None,
    relation: Relation | None = None,
) -> Material:
    """The rows of the period and before it, back to `since`, as they are: nothing masked, and of
    broken promises not what became of them. ended_since: how far back issues are that ended."""
    facts = books.digest_facts
    places = facts.places()
    workspace = books.workspace.get()
    return Material(
        period=period,
        zone=wanted.zone,
        installed=workspace.installed_at if workspace else period.end,
        heard=facts.heard(since, period.end, segment=segment, relation=relation),
        cases=facts.cases(ended_since or since, segment=segment, relation=relation),
        pledges=facts.pledges(since, segment=segment, relation=relation),
        loops=facts.loops(period.start, period.end, segment=segment),
        places=places,
        journeys=journey_plans(books, wanted, period),
        spoken=facts.spoken(period.end - LONG, period.end),
        scope=_scope(books, wanted, places),
    )


def journey_plans(books: Books, wanted: Wanted, period: Period) -> list[JourneyPlan]:
    """The journeys that are judged: all, or the one it is about; none for areas and touchpoints,
    as the journey is judged as a whole."""
    if wanted.covers in (Covers.AREAS, Covers.TOUCHPOINTS):
        return []
    stages = books.digest_facts.stages()
    # a journey is read once a day: the reading of the day on which a period begins is its start's
    before = books.digests.readings(period.start.astimezone(UTC).date())
    lately = books.digests.readings(period.end.astimezone(UTC).date())
    plans = []
    for row in books.catalogue.journeys():
        if wanted.covers is Covers.JOURNEY and str(row.id) not in wanted.covered:
            continue
        was, last = before.get(row.id or 0), lately.get(row.id or 0)
        plans.append(
            JourneyPlan(
                row.id or 0,
                row.name,
                stages.get(row.id or 0, {}),
                goal=row.goal,
                score=journey_score(books, row.id, period.end),
                was=was.health if was else None,
                last=last.health if last else None,
                last_at=last.at if last else None,
            )
        )
    return plans


def scope_name(books: Books, wanted: Wanted) -> str:
    """What it covers, in words; "" for the whole company."""
    match wanted.covers:
        case Covers.ALL:
            return ""
        case Covers.AREAS:
            return ", ".join(Area(each).label for each in wanted.covered)
        case Covers.TOUCHPOINTS:
            rows = (books.catalogue.touchpoint(int(each)) for each in wanted.covered)
            return ", ".join(row.name for row in rows if row)
        case Covers.JOURNEY:
            journeys = (books.catalogue.journey(int(each)) for each in wanted.covered)
            return ", ".join(row.name for row in journeys if row)


def _scope(books: Books, wanted: Wanted, places: dict[int, Place]) -> frozenset[int] | None:
    match wanted.covers:
        case Covers.ALL:
            return None
        case Covers.AREAS:
            return frozenset(p.id for p in places.values() if p.area.value in wanted.covered)
        case Covers.TOUCHPOINTS:
            return frozenset(p.id for p in places.values() if str(p.id) in wanted.covered)
        case Covers.JOURNEY:
            stages = {
                stage
                for journey, names in books.digest_facts.stages().items()
                if str(journey) in wanted.covered
                for stage in names
            }
            return frozenset(p.id for p in places.values() if p.stage in stages)


def _pledges(
    books: Books, rows: Material, now: datetime, mask: Callable[[str], str]
) -> list[Pledge]:
    """Promises, and of those broken in the period what became of them since."""
    start, end = rows.period.start, rows.period.end
    broken = {row.id: row for row in books.digest_facts.broken(start, end)}
    return [
        replace(
            pledge,
            next_step=mask(pledge.next_step),
            owner=books.people.name_or_none(broken[pledge.id].made_by) or "",
            line=mask(_line(books, broken[pledge.id])),
            known=_known(books, broken[pledge.id], now),
        )
        if pledge.id in broken
        else replace(pledge, next_step=mask(pledge.next_step))
        for pledge in rows.pledges
    ]


def _line(books: Books, promise: Promise) -> str:
    """What its owner did after it broke: the next promise, or a call for help; "" for nothing."""
    after = promise.settled_at or promise.due_at
    later = [
        row
        for row in books.issues.promises(promise.issue_id)
        if row.made_at >= after and row.state is not PromiseState.VOID
    ]
    if later:
        due = later[-1].due_on
        return f"“{later[-1].next_step}” by {due:%a} {due.day} {due:%b}"
    asked = any(
        event.what == Step.ASK_HELP.value and event.at >= after
        for event in books.issues.history(promise.issue_id)
    )
    return "help was asked for" if asked else ""


def _known(books: Books, promise: Promise, now: datetime) -> bool:
    """Whether the person knew for a working day that it broke."""
    told = promise.settled_at or promise.due_at
    ends = end_of_next_working_day(books.people.calendar(promise.made_by), told)
    return ends is not None and ends <= now


class Words:
    """The words of observations as a channel may see them, each looked up when it is asked for."""

    def __init__(self, books: Books, *, masked: bool) -> None:
        self._books = books
        self._masked = masked
        self.names = cache(books.digest_facts.customer_names)
        self._masks = cache(lambda: Names(self.names().values()))

    def quote(self, observation_id: int) -> str:
        found = self._books.digest_facts.words([observation_id])
        return self.mask(found.get(observation_id, ""))

    def mask(self, text: str) -> str:
        return self._masks().out_of(text) if self._masked and text else text
