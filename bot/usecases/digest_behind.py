"""The records behind a number of a digest, under the rights of whoever opens them."""

from __future__ import annotations

from bot.blocks.digest_records import PAGE, RecordsFacts
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor
from bot.usecases.desk import Desk
from bot.usecases.facts import issue_facts, observation_facts
from storage.books import Books


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
    page = behind.page(start, PAGE)
    issues = [row for each in page.issues if (row := books.issues.get(each))]
    heard = [seen for each in page.observations if (seen := books.observations.get(each))]
    return RecordsFacts(
        run=run.id or 0,
        name=name,
        start=start,
        total=len(behind),
        issues=[issue_facts(books, row, reader, desk.now) for row in issues],
        observations=[
            observation_facts(books, seen, reader, desk.now)
            for seen in heard
            if seen.undone_at is None
        ],
    )
