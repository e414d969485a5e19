"""Files to be downloaded: shared in a conversation in one message, which has no metadata.

After a lost answer the file itself says where it is, so no history is read and `EARSHOT_HISTORY`
forbids nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.delivery import metrics
from bot.delivery.conversations import channel_of
from bot.delivery.errors import Fate, Verdict
from bot.delivery.line import CallFailed, LeaseOver, Line
from bot.delivery.outcome import Outcome, park
from bot.delivery.uploading import COMPLETE
from storage.repositories.queue import Held, Queue
from storage.repositories.uploads import Upload, Uploads

_NOT_THERE = ("file_not_found", "file_deleted")


@dataclass(frozen=True, slots=True)
class Share:
    """Files that are with Slack, to be shared. channel: None when the person's DM is not known."""

    held: Held
    channel: str | None
    thread_ts: str | None
    text: str
    files: tuple[Upload, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class LookAtFile:
    """Files that may be shared already."""

    held: Held
    channel: str | None
    files: tuple[Upload, ...]
    attempts: int


async def share(line: Line, job: Share, expires: float) -> Outcome:
    """Complete the upload in the conversation: the moment at which people see the files."""
    try:
        channel = await channel_of(line, job.held, job.channel, expires)
    except LeaseOver:
        await line.settle(lambda session: Queue(session).put_back(job.held))
        return Outcome.PUT_BACK
    except CallFailed as failed:
        return await _refused(line, job, failed.verdict)
    try:
        await line.call(
            COMPLETE,
            job.held.team_id,
            expires,
            lambda client: client.files_completeUploadExternal(
                files=[{"id": file.slack_id or "", "title": file.title} for file in job.files],
                channel_id=channel,
                initial_comment=job.text,
                thread_ts=job.thread_ts,
            ),
        )
    except LeaseOver:
        await line.settle(lambda session: Queue(session).put_back(job.held))
        return Outcome.PUT_BACK
    except CallFailed as failed:
        return await _failed(line, job, failed.verdict)
    return await _sent(line, job.held, channel)


async def look_at_file(line: Line, job: LookAtFile, expires: float) -> Outcome:
    """Ask the first file where it is shared: all were shared at once, or none."""
    try:
        channel = await channel_of(line, job.held, job.channel, expires)
        answer = await line.call(
            "files.info",
            job.held.team_id,
            expires,
            lambda client: client.files_info(file=job.files[0].slack_id or ""),
        )
    except LeaseOver:
        return await _again(line, job, timedelta(), "lease_over")
    except CallFailed as failed:
        if failed.verdict.code in _NOT_THERE:
            return await _not_there(line, job)
        rest = max(line.timing.settle, timedelta(seconds=failed.verdict.retry_after))
        return await _again(line, job, rest, failed.verdict.code)
    if channel in _places(answer["file"]):
        metrics.LOOKUPS.labels("found").inc()
        return await _sent(line, job.held, channel)
    return await _not_there(line, job)


def _places(file: dict[str, Any]) -> set[str]:
    shares = file.get("shares") or {}
    listed = (file.get(kind) or () for kind in ("channels", "groups", "ims"))
    return {place for places in (*listed, *shares.values()) for place in places}


async def _sent(line: Line, held: Held, channel: str) -> Outcome:
    now, pace = line.clock.now(), line.timing.pace
    new = await line.settle(
        lambda session: Queue(session).sent(held, channel, None, version=0, now=now, pace=pace)
    )
    metrics.SENT.inc(new)
    return Outcome.SENT


async def _not_there(line: Line, job: LookAtFile) -> Outcome:
    metrics.LOOKUPS.labels("not_there").inc()
    if job.attempts + 1 >= line.timing.tries:
        return await park(line, job.held, "no_answer")
    await _from_the_start(line, job.held, timedelta(), "no_answer")
    return Outcome.PUT_BACK


async def _from_the_start(line: Line, held: Held, rest: timedelta, error: str) -> None:
    """Upload the files once more: what became of the first upload is not worth finding out."""

    def work(session: Any) -> None:
        if Queue(session).put_back(held, rest=rest, error=error, counts=True):
            Uploads(session).forget(held.row_id)

    await line.settle(work)


async def _again(line: Line, job: LookAtFile, rest: timedelta, error: str) -> Outcome:
    metrics.LOOKUPS.labels("unclear").inc()
    await line.settle(lambda session: Queue(session).unanswered(job.held, rest, error))
    return Outcome.UNKNOWN


async def _failed(line: Line, job: Share, verdict: Verdict) -> Outcome:
    if verdict.fate is Fate.UNCERTAIN:
        metrics.UNKNOWN.inc()
        await line.settle(
            lambda session: Queue(session).unanswered(job.held, line.timing.settle, verdict.code)
        )
        return Outcome.UNKNOWN
    return await _refused(line, job, verdict)


async def _refused(line: Line, job: Share, verdict: Verdict) -> Outcome:
    """Nothing was shared."""
    spent = job.attempts + 1 >= line.timing.tries
    metrics.RETRIED.labels(verdict.code).inc()
    match verdict.fate:
        case Fate.REFUSED if verdict.code in _NOT_THERE and not spent:
            await _from_the_start(line, job.held, line.timing.rest(job.attempts + 1), verdict.code)
            return Outcome.PUT_BACK
        case Fate.REFUSED:
            return await park(line, job.held, verdict.code)
        case Fate.PASSING | Fate.UNCERTAIN:
            if spent:
                return await park(line, job.held, verdict.code)
            rest, counts = line.timing.rest(job.attempts + 1), True
        case Fate.LIMITED:
            rest, counts = timedelta(seconds=verdict.retry_after), False
        case Fate.UNREACHED:
            rest, counts = line.timing.unreached, False
        case Fate.GONE:
            rest, counts = timedelta(), False
    await line.settle(
        lambda session: Queue(session).put_back(
            job.held, rest=rest, error=verdict.code, counts=counts
        )
    )
    return Outcome.PUT_BACK
