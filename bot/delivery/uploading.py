"""Brings the files of a message to Slack, before the message: unseen by anyone until it names or
shares them. So this may be repeated, and a crash leaves at worst a file that nobody ever sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.delivery import metrics
from bot.delivery.errors import Fate, Verdict
from bot.delivery.line import CallFailed, LeaseOver, Line
from bot.delivery.outcome import Outcome, park
from storage.repositories.queue import Held, Queue
from storage.repositories.uploads import REFUSED, Upload, Uploads

ANNOUNCE = "files.getUploadURLExternal"
COMPLETE = "files.completeUploadExternal"


@dataclass(frozen=True, slots=True)
class Carry:
    """A message whose files are not with Slack yet."""

    held: Held
    files: tuple[Upload, ...]
    attempts: int


def with_files(message: dict[str, Any], files: list[Upload]) -> dict[str, Any]:
    """The message with Slack's names for its pictures. One that Slack would not have is replaced by
    what it says."""
    known = {file.name: file for file in files}

    def shown(block: dict[str, Any]) -> dict[str, Any]:
        if block["type"] != "image" or "slack_file" not in block:
            return block
        file = known[block["slack_file"]["id"]]
        if file.slack_id:
            return {**block, "slack_file": {"id": file.slack_id}}
        said = {"type": "plain_text", "text": block["alt_text"]}
        return {"type": "context", "elements": [said]}

    if "blocks" not in message:
        return message
    return {**message, "blocks": [shown(block) for block in message["blocks"]]}


async def carry(line: Line, job: Carry, expires: float) -> Outcome:
    """Upload what is missing, each on record as soon as it is there; then the message is next."""
    rest, lane_rest, error, counts = timedelta(), timedelta(), None, False
    for file in job.files:
        try:
            slack_id = await _upload(line, job, file, expires)
        except LeaseOver:
            break
        except CallFailed as failed:
            verdict = failed.verdict
            if verdict.fate is Fate.REFUSED and not file.shared:
                slack_id = REFUSED
            elif verdict.fate is Fate.REFUSED or _spent(line, job, verdict):
                return await park(line, job.held, verdict.code)
            else:
                rest, counts = _rest(line, job, verdict)
                lane_rest = rest if verdict.fate is Fate.LIMITED else timedelta()
                error = verdict.code
                metrics.RETRIED.labels(error).inc()
                break
        await _record(line, file, slack_id)
    await line.settle(
        lambda session: Queue(session).put_back(
            job.held, rest=rest, lane_rest=lane_rest, error=error, counts=counts
        )
    )
    return Outcome.PUT_BACK


async def _record(line: Line, file: Upload, slack_id: str) -> None:
    await line.settle(lambda session: Uploads(session).name(file, slack_id))


async def _upload(line: Line, job: Carry, file: Upload, expires: float) -> str:
    """Slack's name for the file; a picture is complete then, a file to be shared is not."""
    team_id = job.held.team_id
    content = await line.storage.read(team_id, lambda books: Uploads(books.session).content(file))
    alt_text = {"alt_txt": file.alt_text} if file.alt_text else {}
    ticket = await line.call(
        ANNOUNCE,
        team_id,
        expires,
        lambda client: client.files_getUploadURLExternal(
            filename=file.name, length=len(content), **alt_text
        ),
    )
    slack_id = str(ticket["file_id"])
    await line.upload(team_id, expires, str(ticket["upload_url"]), content)
    if not file.shared:
        await line.call(
            COMPLETE,
            team_id,
            expires,
            lambda client: client.files_completeUploadExternal(
                files=[{"id": slack_id, "title": file.title}]
            ),
        )
    return slack_id


def _spent(line: Line, job: Carry, verdict: Verdict) -> bool:
    counted = verdict.fate in (Fate.PASSING, Fate.UNCERTAIN)
    return counted and job.attempts + 1 >= line.timing.tries


def _rest(line: Line, job: Carry, verdict: Verdict) -> tuple[timedelta, bool]:
    """How long to wait, and whether that counts as a try."""
    match verdict.fate:
        case Fate.LIMITED:
            return timedelta(seconds=verdict.retry_after), False
        case Fate.UNREACHED:
            return line.timing.unreached, False
        case Fate.GONE:
            return timedelta(), False
        case _:
            return line.timing.rest(job.attempts + 1), True
