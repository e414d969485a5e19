from __future__ import annotations

from handlers.reply import NOTHING, Reply
from handlers.visit import Visit


def touchpoints(visit: Visit, text: str) -> Reply:
    return NOTHING


def touchpoint_add(visit: Visit, text: str) -> Reply:
    return NOTHING


def touchpoint_edit(visit: Visit, text: str) -> Reply:
    return NOTHING


def journey_edit(visit: Visit, text: str) -> Reply:
    return NOTHING
