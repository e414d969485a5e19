"""Fill an empty catalogue with the starter catalogue."""

from __future__ import annotations

from bot.domain.nearest import name_key
from bot.usecases.desk import Desk
from bot.usecases.starter_catalogue import JOURNEY, STAGES, TOUCHPOINTS
from storage.books import Books


def use_starter(books: Books, desk: Desk, by: str) -> bool:
    """Add the starter's journey and touchpoints; False, and nothing done, where some are known.

    What was edited since stays as it is, however often this is asked for.
    """
    if books.catalogue.touchpoints():
        return False
    stage_ids = _stages(books)
    for area, name, stage, keywords in TOUCHPOINTS:
        books.catalogue.add_touchpoint(
            name, area, desk.now, stage_id=stage_ids[name_key(stage)], keywords=keywords
        )
    after = {"journey": JOURNEY, "touchpoints": len(TOUCHPOINTS)}
    books.workspace.audit(by, "starter catalogue", JOURNEY, None, after, desk.now)
    desk.guesses.forget(books.team_id)
    return True


def _stages(books: Books) -> dict[str, int]:
    """Ids of the starter's stages by name key; a journey of its name is used as it is."""
    journey = books.catalogue.journey_named(JOURNEY) or books.catalogue.add_journey(JOURNEY)
    known = {row.name_key: row.id or 0 for row in books.catalogue.stages(journey.id)}
    for name in STAGES:
        if name_key(name) not in known:
            added = books.catalogue.add_stage(journey.id or 0, name, len(known))
            known[added.name_key] = added.id or 0
    return known
