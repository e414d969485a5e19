"""The records behind a number of a digest, under the rights of whoever opens them."""

from __future__ import annotations

from bot.blocks.digest_records import PAGE, RecordsFacts, RecordsGroup
from bot.blocks.digest_thread import SCORE
from bot.domain.digest.records import Behind, Part
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor
from bot.usecases.desk import Desk
from bot.usecases.digest_frozen import thawed
from bot.usecases.facts import issue_facts, observation_facts
from storage.books import Books
from storage.tables import Wave


def records_behind(
    books: Books, desk: Desk, run_id: int | None, name: str, start: int, reader: Actor
) -> RecordsFacts:
    """One page from `start` on. What was undone since is left out.

    Raises Refusal(NOT_FOUND) for a number that no digest of this workspace has.
    """
    run = books.digests.run(run_id)
    behind = books.digests.behind(run, name) if run else None
    if run is None or behind is None:
        raise Refusal(Why.NOT_FOUND, what="that number")
    return RecordsFacts(
        run=run.id or 0,
        name=name,
        start=start,
        total=len(behind),
        groups=[
            _group(books, desk, part, records, reader) for part, records in behind.page(start, PAGE)
        ],
    )


def wave_behind(books: Books, run_id: int | None, name: str) -> Wave | None:
    """The wave behind a score; None for any other number."""
    run, at = books.digests.run(run_id), name.removeprefix(SCORE)
    if run is None or at == name:
        return None
    return next(
        (
            books.surveys.numbered(score.number)
            for nth, score in enumerate(thawed(run).scores)
            if str(nth) == at
        ),
        None,
    )


def _group(
    books: Books, desk: Desk, part: Part | None, records: Behind, reader: Actor
) -> RecordsGroup:
    issues = [row for each in records.issues if (row := books.issues.get(each))]
    heard = [seen for each in records.observations if (seen := books.observations.get(each))]
    return RecordsGroup(
        part,
        [issue_facts(books, row, reader, desk.now) for row in issues],
        [
            observation_facts(books, seen, reader, desk.now)
            for seen in heard
            if seen.undone_at is None
        ],
    )
