"""Keeps the records behind numbers that stand in no digest, so that they open as a digest's do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.digest.content import Digest, Headline, JourneyLine, Lead, ScoreLine
from bot.domain.digest.records import Behind
from bot.domain.occurrence import Period
from bot.usecases.digest_frozen import frozen
from storage.books import Books
from storage.tables import DigestRun


def keep_numbers(
    books: Books,
    period: Period,
    behind: Mapping[str, Behind],
    now: datetime,
    *,
    scope: str = "",
    journeys: Sequence[JourneyLine] = (),
    scores: Sequence[ScoreLine] = (),
) -> int:
    """The id that their buttons carry."""
    digest = Digest(
        scope,
        period.start.date(),
        period.end.date(),
        1,
        True,
        Headline(Lead.QUIET),
        journeys=tuple(journeys),
        scores=tuple(scores),
    )
    run = DigestRun(
        team_id=books.team_id,
        starts_at=period.start,
        ends_at=period.end,
        made_at=now,
        digest=frozen(digest),
    )
    return books.digests.keep(run, behind).id or 0
