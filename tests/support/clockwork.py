"""An office whose clock runs: ticks as the app makes them, and nudges sent as soon as they may."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.schedule.tick import tick
from storage.books import Books
from storage.tables import Card, Heartbeat, Issue, OutboxRow, Round, RungReached
from storage.tables.delivery import CardKind, OutboxState
from storage.unit_of_work import Storage
from tests.support.office import TEAM, Office


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment from September 2026 on; the 14th is a Monday, and so is day 35, the 5th October."""
    return datetime(2026, 9, 1, hour, minute, tzinfo=UTC) + timedelta(days=day - 1)


class Clockwork(Office):
    """Of the journey Jo is the owner and Lena the sponsor."""

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self.do(self._name_journey)

    def tick(self) -> None:
        asyncio.run(tick(self.storage, [TEAM], self.now))
        self.send_nudges()

    def until(self, moment: datetime) -> None:
        """Let the time pass, with ticks as days of work begin and end, and at `moment`."""
        while self.now < moment:
            day = self.now.replace(hour=0, minute=0)
            hours = (timedelta(hours=hour) for hour in (9, 17, 33))
            self.now = min(moment, next(day + h for h in hours if day + h > self.now))
            self.tick()

    def down_until(self, moment: datetime) -> None:
        """Nothing ticks until `moment`, by both clocks; then one tick."""
        self.backdate(moment - self.now)
        self.now = moment
        self.tick()

    def backdate(self, gap: timedelta) -> None:
        """Have the last tick be so much longer ago by the real clock."""

        def work(books: Books) -> None:
            beat = books.session.get(Heartbeat, TEAM)
            assert beat is not None, "no tick yet"
            beat.real -= gap
            books.session.add(beat)

        self.do(work)

    # -- what was said --------------------------------------------------------------------------

    def send_nudges(self) -> None:
        for card in self.ask(self._queued_nudges):
            self.send(card)

    def nudges(self, person: str) -> list[Card]:
        """The nudges that `person` was sent, in order."""
        return self.ask(
            lambda books: list(
                books.session.exec(
                    select(Card)
                    .where(col(Card.kind) == CardKind.MORNING, col(Card.person) == person)
                    .where(col(Card.ts).is_not(None))
                    .order_by("id")
                )
            )
        )

    def last_nudge(self, person: str) -> dict[str, Any]:
        return self.shown(self.nudges(person)[-1])

    def said(self, key: str) -> list[OutboxRow]:
        """What was queued under keys that begin with `key`."""
        return self.ask(
            lambda books: list(
                books.session.exec(select(OutboxRow).where(col(OutboxRow.key).startswith(key)))
            )
        )

    def rungs(self) -> list[tuple[int, int, str]]:
        """(round, rung, person) of all that was climbed, in order."""
        return self.ask(
            lambda books: [
                (row.round, row.rung, row.person)
                for row in books.session.exec(select(RungReached).order_by("id"))
            ]
        )

    def rounds(self) -> list[Round]:
        return self.ask(lambda books: list(books.session.exec(select(Round).order_by("id"))))

    def events(self, issue: Issue | None = None) -> list[tuple[str, str]]:
        """(what, note) of the history of an issue, of the newest by default."""
        issue_id = (issue or self.issue).id or 0
        return self.ask(
            lambda books: [(row.what, row.note) for row in books.issues.history(issue_id)]
        )

    # -- inside ---------------------------------------------------------------------------------

    def _queued_nudges(self, books: Books) -> list[Card]:
        rows = books.session.exec(
            select(Card)
            .join(OutboxRow, col(OutboxRow.card_id) == col(Card.id))
            .where(col(Card.kind) == CardKind.MORNING, col(OutboxRow.state) == OutboxState.QUEUED)
        )
        return list(rows)

    def _name_journey(self, books: Books) -> None:
        journey = books.catalogue.journey(self.journey)
        assert journey is not None
        journey.owner, journey.sponsor = "U0JO", "U0LENA"
        books.session.add(journey)
