"""What the first company was told: a message that was given up, and a digest."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.digest.content import Asks, Decision, Digest, Headline, Lead
from bot.domain.digest.records import Behind
from bot.usecases.desk import Desk
from bot.usecases.digest_frozen import frozen
from bot.usecases.digest_subscriptions import DigestEntry, set_up_digest
from storage.books import Books
from storage.tables import DigestRun, OutboxRow
from storage.tables.delivery import OutboxState
from tests.support.office import MONDAY


def parked(books: Books, member: str) -> OutboxRow:
    row = OutboxRow(
        team_id=books.team_id,
        key="said:once",
        lane=member,
        message={"text": "Hello"},
        uid="0" * 16,
        state=OutboxState.PARKED,
        error="user_disabled",
        due_at=MONDAY,
        created_at=MONDAY,
        settled_at=MONDAY,
    )
    books.session.add(row)
    books.session.flush()
    return row


def digest(
    books: Books, desk: Desk, lead: str, channel: str, issues: tuple[int, ...], heard: int
) -> int:
    """One that asks for a decision about the first issue; its id. Behind a number of it stand all
    the issues and an observation."""
    set_up_digest(books, desk, DigestEntry(channel, 0, 18, "UTC"), lead)
    asked = Decision(issues[0], 1, Asks.SPONSOR, "Ledger desk", "It swallowed the sheet.", 1, 0, 1)
    said = Digest(
        "",
        date(2026, 9, 7),
        date(2026, 9, 14),
        1,
        True,
        Headline(Lead.DECISION, "Ledger desk", 1),
        (asked,),
    )
    run = DigestRun(
        team_id=books.team_id,
        starts_at=MONDAY - timedelta(days=7),
        ends_at=MONDAY,
        made_at=MONDAY,
        digest=frozen(said),
    )
    return books.digests.keep(run, {"heard": Behind((heard,), issues)}).id or 0
