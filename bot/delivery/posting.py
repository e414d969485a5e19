"""Sends one message and settles its row by what Slack says."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery import metrics
from bot.delivery.claims import UNCERTAIN, Post
from bot.delivery.errors import LATE_FILE, Fate, Verdict
from bot.delivery.line import CallFailed, LeaseOver, Line
from bot.delivery.outcome import Outcome, park
from bot.delivery.own_channel import refuse_strangers
from storage.repositories.queue import Queue
from storage.repositories.uploads import Uploads

METHOD = "chat.postMessage"
EVENT = "earshot"
"""The type of our metadata: other apps and workflows may read it, so it says no more."""


async def post(line: Line, job: Post, expires: float, *, may_look: bool) -> Outcome:
    """Send the message. `may_look`: whether it could be looked up if the answer is lost."""
    try:
        if job.own_only:
            await refuse_strangers(line, job.held.team_id, job.channel, expires)
        answer = await line.call(
            METHOD,
            job.held.team_id,
            expires,
            lambda client: client.chat_postMessage(
                **job.message,
                channel=job.channel,
                thread_ts=job.thread_ts,
                metadata={"event_type": EVENT, "event_payload": {"id": job.uid}},
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
    except LeaseOver:
        await line.settle(lambda session: Queue(session).put_back(job.held))
        return Outcome.PUT_BACK
    except CallFailed as failed:
        return await _failed(line, job, failed.verdict, may_look)
    channel, ts = str(answer["channel"]), str(answer["ts"])
    now, pace = line.clock.now(), line.timing.pace
    new = await line.settle(
        lambda session: Queue(session).sent(
            job.held, channel, ts, version=job.version, now=now, pace=pace
        )
    )
    metrics.SENT.inc(new)
    return Outcome.SENT


async def _failed(line: Line, job: Post, verdict: Verdict, may_look: bool) -> Outcome:
    timing, error = line.timing, verdict.code
    rest, lane_rest, counts = timedelta(), timedelta(), False
    match verdict.fate:
        case Fate.REFUSED:
            return await park(line, job.held, error)
        case Fate.UNCERTAIN:
            metrics.UNKNOWN.inc()
            if not may_look:
                return await park(line, job.held, UNCERTAIN)
            await line.settle(
                lambda session: Queue(session).unanswered(job.held, timing.settle, error)
            )
            return Outcome.UNKNOWN
        case Fate.PASSING:
            if job.attempts + 1 >= timing.tries:
                if error == LATE_FILE:  # whoever tries again is to have it uploaded again
                    await line.settle(lambda session: Uploads(session).forget(job.held.row_id))
                return await park(line, job.held, error)
            rest, counts = timing.rest(job.attempts + 1), True
        case Fate.LIMITED:
            rest = lane_rest = timedelta(seconds=verdict.retry_after)
            line.limits.slow_lane(METHOD, job.held.team_id, job.held.lane, verdict.retry_after)
        case Fate.UNREACHED:
            rest = timing.unreached
        case Fate.GONE:
            pass
    metrics.RETRIED.labels(error).inc()
    await line.settle(
        lambda session: Queue(session).put_back(
            job.held, rest=rest, lane_rest=lane_rest, error=error, counts=counts
        )
    )
    return Outcome.PUT_BACK
