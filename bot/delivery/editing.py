"""Brings one card's message to the newest content."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery import metrics
from bot.delivery.claims import Edit
from bot.delivery.errors import Fate, Verdict
from bot.delivery.line import CallFailed, LeaseOver, Line
from bot.delivery.outcome import Outcome
from storage.repositories.card_queue import CardQueue

METHOD = "chat.update"


async def edit(line: Line, job: Edit, expires: float) -> Outcome:
    """Edit the message. It may be repeated, so no failure needs more than another try."""
    now = line.clock.now()
    try:
        await line.call(
            METHOD,
            job.team_id,
            expires,
            lambda client: client.chat_update(**job.message, channel=job.channel, ts=job.ts),
        )
    except LeaseOver:
        await line.settle(
            lambda session: CardQueue(session).put_back(job.held, timedelta(), now, counts=False)
        )
        return Outcome.PUT_BACK
    except CallFailed as failed:
        return await _failed(line, job, failed.verdict)
    await line.settle(
        lambda session: CardQueue(session).edited(job.held, job.version, now, job.rests)
    )
    metrics.EDITS.labels("done").inc()
    return Outcome.EDITED


async def _failed(line: Line, job: Edit, verdict: Verdict) -> Outcome:
    timing, now = line.timing, line.clock.now()
    counts = verdict.fate in (Fate.PASSING, Fate.UNCERTAIN)
    if verdict.fate is Fate.REFUSED or (counts and job.attempts + 1 >= timing.tries):
        metrics.EDITS.labels(verdict.code).inc()
        await line.settle(lambda session: CardQueue(session).stop(job.held))
        return Outcome.STOPPED
    rest = timing.rest(job.attempts + 1)
    if verdict.fate is Fate.UNCERTAIN:
        # it may still be on its way, and must not arrive after the next one
        rest = max(rest, timing.lease)
    elif verdict.fate is Fate.LIMITED:
        rest = timedelta(seconds=verdict.retry_after)
        line.limits.penalize(METHOD, job.team_id, verdict.retry_after)
    metrics.EDITS.labels("put_back").inc()
    await line.settle(
        lambda session: CardQueue(session).put_back(job.held, rest, now, counts=counts)
    )
    return Outcome.PUT_BACK
