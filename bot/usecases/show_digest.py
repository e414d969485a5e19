"""What a digest's message shows now: what it said when it was composed, and who took what since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.blocks.digest import digest_message
from bot.blocks.kit import Screen
from bot.domain.digest.content import Digest
from bot.usecases.digest_frozen import thawed
from storage.books import Books
from storage.tables import Card, DigestRun


def show_digest(books: Books, card: Card, _now: datetime) -> Screen:
    """The screen of a digest's card."""
    run = books.digests.run(card.record_id)
    assert run is not None, "a digest is never deleted"
    return digest_message(with_decisions(books, run), run.id or 0)


def with_decisions(books: Books, run: DigestRun) -> Digest:
    """Names of people are said only where the channel has them."""
    digest, taken = thawed(run), books.digests.taken(run)
    if not taken:
        return digest
    decisions = tuple(
        replace(
            each,
            taken_by=taken[each.issue],
            taken_name=books.people.name(taken[each.issue]) if run.named else "",
        )
        if each.issue in taken
        else each
        for each in digest.decisions
    )
    return replace(digest, decisions=decisions)
