"""Kinds of survey questions. A new one is a file here and a line in this list."""

from __future__ import annotations

from bot.domain.surveys.ces import Ces
from bot.domain.surveys.choice import Choice
from bot.domain.surveys.csat import Csat
from bot.domain.surveys.kind import MAX_OPTIONS, REASON, Kind, Point, Summary, filled, missing
from bot.domain.surveys.multiple import Multiple
from bot.domain.surveys.nps import Nps
from bot.domain.surveys.text import Text
from bot.domain.surveys.yesno import YesNo

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (Nps(), Csat(), Ces(), YesNo(), Choice(), Multiple(), Text())
}

__all__ = ["KINDS", "MAX_OPTIONS", "REASON", "Kind", "Point", "Summary", "filled", "missing"]
