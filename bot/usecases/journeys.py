"""Keep the journeys: their stages in order, who owns and who sponsors them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.journey_modal import MOST_STAGES, NAME, JourneyFacts
from bot.blocks.touchpoint_screens import NAME as STAGE_NAME
from bot.domain.errors import Refusal, Why
from bot.domain.nearest import name_key
from bot.domain.stages import same_stages
from bot.usecases.catalogue_fields import refuse_unusable, typed_name
from bot.usecases.desk import Desk
from storage.books import Books
from storage.tables import Journey

_HIGHEST_GOAL = 100


@dataclass(frozen=True, slots=True)
class JourneyEntry:
    """The modal "Journey". stages: one a line. goal: a whole number from 1 to 100, as typed.
    score: a survey's id."""

    name: str
    stages: str
    owner: str | None = None
    sponsor: str | None = None
    goal: str = ""
    score: int | None = None


def add_journey(books: Books, desk: Desk, new: JourneyEntry, by: str) -> Journey:
    """Raises Refusal: MISSING, NAME_TAKEN, TOO_MUCH, NOT_A_PERSON, each with its field."""
    name, stages = _checked(books, desk, new, before=None)
    row = books.catalogue.add_journey(name)
    _store(books, row, stages, new)
    _audit(books, desk, row, None, by)
    return row


def edit_journey(books: Books, desk: Desk, row: Journey, new: JourneyEntry, by: str) -> list[str]:
    """Store the journey; returns the names of the touchpoints whose stage is gone.

    Raises Refusal: MISSING, NAME_TAKEN, TOO_MUCH, NOT_A_PERSON, each with its field.
    """
    name, stages = _checked(books, desk, new, before=row)
    before = _snapshot(books, row)
    if name != row.name:
        books.catalogue.rename_journey(row, name)
    without_stage = _store(books, row, stages, new)
    _audit(books, desk, row, before, by)
    return without_stage


def journey_facts(books: Books, row: Journey) -> JourneyFacts:
    return JourneyFacts(
        id=row.id,
        name=row.name,
        stages=[stage.name for stage in books.catalogue.stages(row.id)],
        owner=row.owner,
        sponsor=row.sponsor,
        goal=row.goal,
        score=books.surveys.score_of(row.id),
    )


def _checked(
    books: Books, desk: Desk, new: JourneyEntry, *, before: Journey | None
) -> tuple[str, list[str]]:
    name = typed_name(new.name, "name", NAME)
    known = books.catalogue.journey_named(name)
    if known and (before is None or known.id != before.id):
        raise Refusal(Why.NAME_TAKEN, field="name", name=known.name)
    for field in ("owner", "sponsor"):
        was = getattr(before, field) if before else None
        refuse_unusable(books, desk, getattr(new, field), field, before=was)
    _goal(new.goal)
    if new.score is not None and books.surveys.get(new.score) is None:
        raise Refusal(Why.NOT_FOUND, field="score", what="that survey")
    return name, _stage_names(new.stages)


def _goal(typed: str) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= _HIGHEST_GOAL):
        raise Refusal(Why.MISSING, field="goal")
    return int(typed)


def _stage_names(typed: str) -> list[str]:
    names = [typed_name(line, "stages", STAGE_NAME) for line in typed.splitlines() if line.strip()]
    if not names:
        raise Refusal(Why.MISSING, field="stages")
    if len(names) > MOST_STAGES:
        raise Refusal(Why.TOO_MUCH, field="stages", typed=typed, most=f"{MOST_STAGES} stages")
    seen: set[str] = set()
    for name in names:
        if name_key(name) in seen:
            raise Refusal(Why.NAME_TAKEN, field="stages", name=name)
        seen.add(name_key(name))
    return names


def _store(books: Books, row: Journey, stages: Sequence[str], new: JourneyEntry) -> list[str]:
    """Store people and stages; returns the names of the touchpoints left without a stage."""
    row.owner, row.sponsor, row.goal = new.owner, new.sponsor, _goal(new.goal)
    books.session.add(row)
    books.surveys.set_score(row.id or 0, new.score)
    old = books.catalogue.stages(row.id)
    same = same_stages([stage.name for stage in old], stages)
    without_stage: list[str] = []
    for index, stage in enumerate(old):
        if index not in same:
            left = books.catalogue.touchpoints_of_stage(stage.id or 0)
            without_stage += [touchpoint.name for touchpoint in left]
            books.catalogue.remove_stage(stage.id or 0)
    for position, (name, kept) in enumerate(zip(stages, same, strict=True)):
        if kept is None:
            books.catalogue.add_stage(row.id or 0, name, position)
        else:
            books.catalogue.set_stage(old[kept], name, position)
    books.session.flush()
    return without_stage


def _snapshot(books: Books, row: Journey) -> dict[str, Any]:
    facts = journey_facts(books, row)
    return {
        "name": facts.name,
        "stages": list(facts.stages),
        "owner": facts.owner,
        "sponsor": facts.sponsor,
        "goal": facts.goal,
        "score": facts.score,
    }


def _audit(books: Books, desk: Desk, row: Journey, before: dict[str, Any] | None, by: str) -> None:
    after = _snapshot(books, row)
    if after != before:
        subject = f"{row.id} {row.name}"
        books.workspace.audit(by, "journey", subject, before, after, desk.now)
