"""Looks up what became of a message whose answer was lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.delivery import metrics
from bot.delivery.claims import UNCERTAIN, Look
from bot.delivery.conversations import channel_of
from bot.delivery.errors import Fate, Verdict
from bot.delivery.line import CallFailed, LeaseOver, Line
from bot.delivery.outcome import Outcome, park
from bot.delivery.posting import EVENT
from storage.repositories.queue import Queue

METHODS = ("conversations.open", "conversations.history", "conversations.replies")
_PAGE = 200


async def look(line: Line, job: Look, expires: float) -> Outcome:
    """Read the conversation from the first try on: the message is there, or it is sent again."""
    try:
        channel = await channel_of(line, job.held, job.channel, expires)
        ts = await _find(line, job, channel, expires)
    except LeaseOver:
        rest = line.timing.unreached
        await line.settle(lambda session: Queue(session).unanswered(job.held, rest, "lease_over"))
        return Outcome.UNKNOWN
    except CallFailed as failed:
        return await _failed(line, job, failed.verdict)
    now, timing = line.clock.now(), line.timing
    if ts is not None:
        metrics.LOOKUPS.labels("found").inc()
        # which version it shows is not known: an edit brings the newest
        new = await line.settle(
            lambda session: Queue(session).sent(
                job.held, channel, ts, version=0, now=now, pace=timing.pace
            )
        )
        metrics.SENT.inc(new)
        return Outcome.SENT
    metrics.LOOKUPS.labels("not_there").inc()
    if job.attempts + 1 >= timing.tries:
        return await park(line, job.held, "no_answer")
    await line.settle(lambda session: Queue(session).put_back(job.held, counts=True))
    return Outcome.PUT_BACK


async def _find(line: Line, job: Look, channel: str, expires: float) -> str | None:
    """The ts of the message with our id in its metadata. Raises LeaseOver when nothing was read."""
    method = "conversations.replies" if job.thread_ts else "conversations.history"
    query: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{job.since.timestamp():.6f}",
        "limit": _PAGE,
        "include_all_metadata": True,
    }
    if job.thread_ts:
        query["ts"] = job.thread_ts
    while True:
        try:
            answer = await line.call(
                method,
                job.held.team_id,
                expires,
                lambda client: (
                    client.conversations_replies(**query)
                    if job.thread_ts
                    else client.conversations_history(**query)
                ),
            )
        except LeaseOver:
            if "cursor" not in query:
                raise
            # so long a conversation would be begun again for ever if that did not count
            raise CallFailed(Verdict(Fate.PASSING, "lease_over")) from None
        for message in answer["messages"]:
            metadata = message.get("metadata") or {}
            ours = metadata.get("event_type") == EVENT
            if ours and metadata.get("event_payload", {}).get("id") == job.uid:
                return str(message["ts"])
        query["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not query["cursor"]:
            return None


async def _failed(line: Line, job: Look, verdict: Verdict) -> Outcome:
    match verdict.fate:
        case Fate.REFUSED:
            metrics.LOOKUPS.labels("refused").inc()
            return await park(line, job.held, UNCERTAIN)
        case Fate.PASSING | Fate.UNCERTAIN:
            return await _unclear(line, job, verdict.code)
        case Fate.LIMITED:
            rest = timedelta(seconds=verdict.retry_after)
            for method in METHODS:
                line.limits.penalize(method, job.held.team_id, verdict.retry_after)
        case Fate.UNREACHED:
            rest = line.timing.unreached
        case Fate.GONE:
            rest = line.timing.settle
    await line.settle(lambda session: Queue(session).unanswered(job.held, rest, verdict.code))
    return Outcome.UNKNOWN


async def _unclear(line: Line, job: Look, error: str) -> Outcome:
    """The look told nothing. After enough of them people are asked."""
    metrics.LOOKUPS.labels("unclear").inc()
    if job.looks + 1 >= line.timing.looks:
        return await park(line, job.held, UNCERTAIN)
    rest = line.timing.look_rest(job.looks + 1)
    await line.settle(lambda session: Queue(session).unanswered(job.held, rest, error, looked=True))
    return Outcome.UNKNOWN
