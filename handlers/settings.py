from __future__ import annotations

from handlers.reply import NOTHING, Reply
from handlers.visit import Visit


def settings(visit: Visit, text: str) -> Reply:
    return NOTHING
