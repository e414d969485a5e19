"""A workspace in the local stand-in for Slack, a database, and senders between the two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import select

from bot.clock import Clock
from bot.delivery import Delivery, SlackClients, Timing
from bot.delivery.claims import History, as_stored
from bot.ports import File, Gatherer, Message, Renderer, Writer
from bot.sandbox import Channel, Person, Sandbox
from storage.books import Books
from storage.repositories.queue import ACROSS
from storage.tables import Card, OutboxRow
from storage.tables.delivery import WAITING, CardKind, OutboxState
from storage.tables.people import Person as PersonRow
from storage.unit_of_work import Storage

TEAM = "T0EARSHOT"
PNG = b"\x89PNG and so on"
QUICK = Timing(
    lease=timedelta(seconds=8),
    settle=timedelta(seconds=0.15),
    pace=timedelta(seconds=0.02),
    poll=0.05,
    unreached=timedelta(seconds=0.05),
    longest_rest=timedelta(seconds=0.1),
    tries=3,
    looks=2,
)
"""As in production, but for the waiting."""
TIMEOUT = 6.0
"""So long that no answer is lost by accident, however busy the machine."""
IMPATIENT_TIMEOUT = 0.8
IMPATIENT = replace(QUICK, lease=timedelta(seconds=1.3), tries=100, looks=100)
"""For tests that wait for a lease to end: they must live with answers lost by accident."""


def in_words(books: Books, card: Card, now: datetime) -> Message:
    """A card that says which it is, and at which version."""
    return {"text": f"card {card.record_id} version {card.wanted}"}


def alone(books: Books, row: OutboxRow, card: Card, now: datetime) -> bool:
    """No card joins another."""
    return False


class Bench:
    def __init__(self, storage: Storage, sandbox: Sandbox, clock: Clock) -> None:
        self.storage = storage
        self.sandbox = sandbox
        self.clock = clock
        self.timing = QUICK
        self.slack = SlackClients(sandbox.api_url, timeout=TIMEOUT)
        self.slack.put(TEAM, sandbox.bot_token)

    def be_impatient(self) -> None:
        """Have short leases from here on."""
        self.timing = IMPATIENT
        self.slack = SlackClients(self.sandbox.api_url, timeout=IMPATIENT_TIMEOUT)
        self.slack.put(TEAM, self.sandbox.bot_token)

    def delivery(
        self,
        *,
        history: History = "all",
        timing: Timing | None = None,
        render: Renderer = in_words,
        gather: Gatherer = alone,
        clock: Clock | None = None,
        slack: SlackClients | None = None,
        write: Writer = as_stored,
    ) -> Delivery:
        return Delivery(
            self.storage,
            slack or self.slack,
            clock or self.clock,
            render,
            gather,
            history,
            write=write,
            timing=timing or self.timing,
        )

    @asynccontextmanager
    async def running(self, **options: Any) -> AsyncIterator[Delivery]:
        """A delivery that sends while the block lasts."""
        delivery = self.delivery(**options)
        self.storage.on_outbox = delivery.wake
        running = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            await delivery.stop()
            await running

    # -- what the application would do ----------------------------------------------------------

    async def post(
        self,
        key: str,
        to: Person | Channel,
        *,
        due_in: timedelta = timedelta(),
        thread: int | None = None,
        file: Literal["shown", "shared"] | None = None,
    ) -> None:
        """Queue a message that says its own key."""
        now = self.clock.now()
        message: Message = {"text": key}
        if file == "shown":
            shown = {"id": "week.png"}
            message["blocks"] = [{"type": "image", "slack_file": shown, "alt_text": "Nine of ten"}]

        def work(books: Books) -> None:
            books.outbox.post(
                key,
                to.id,
                message,
                files=[File("week.png", PNG, "The week", "Nine of ten")] if file else (),
                now=now,
                due_at=now + due_in,
                thread=books.cards.get(thread),
            )

        await self.storage.write(TEAM, work)

    async def card(
        self,
        record_id: int,
        to: Person,
        *,
        due_in: timedelta = timedelta(),
        thread: int | None = None,
    ) -> int:
        """Open a card about `record_id`; its id."""
        now = self.clock.now()

        def work(books: Books) -> int:
            card = books.cards.open(
                CardKind.RECEIPT,
                record_id,
                to.id,
                now=now,
                due_at=now + due_in,
                thread=books.cards.get(thread),
            )
            return card.id or 0

        return await self.storage.write(TEAM, work)

    async def touch(self, record_id: int) -> None:
        now = self.clock.now()
        await self.storage.write(
            TEAM, lambda books: books.cards.touch(CardKind.RECEIPT, record_id, now)
        )

    async def fold(self, record_id: int) -> None:
        now = self.clock.now()
        await self.storage.write(
            TEAM, lambda books: books.cards.fold(CardKind.RECEIPT, record_id, now)
        )

    # -- what became of it ----------------------------------------------------------------------

    async def rows(self) -> list[OutboxRow]:
        return await self.storage.read(
            ACROSS, lambda books: list(books.session.exec(select(OutboxRow).order_by("id")))
        )

    async def states(self) -> list[OutboxState]:
        return [row.state for row in await self.rows()]

    async def row(self, key: str) -> OutboxRow:
        return next(row for row in await self.rows() if row.key == key)

    async def get_card(self, card_id: int) -> Card:
        card = await self.storage.read(TEAM, lambda books: books.cards.get(card_id))
        assert card is not None
        return card

    def said(self, to: Person | Channel) -> list[str]:
        """The texts in a conversation, oldest first."""
        messages = to.dm if isinstance(to, Person) else self.sandbox.messages(to)
        return [str(message["text"]) for message in messages]

    def calls(self, method: str) -> list[Any]:
        return [call for call in self.sandbox.calls if call.method == method]

    async def until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Wait for something to become true; raises TimeoutError if it does not."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - Slack's side has no events to wait for
                await asyncio.sleep(0.01)

    async def until_row(self, condition: Callable[[list[OutboxRow]], bool]) -> list[OutboxRow]:
        """Wait for the outbox to become so; all its rows."""
        async with asyncio.timeout(60):
            while not condition(rows := await self.rows()):  # noqa: ASYNC110 - nor has a table
                await asyncio.sleep(0.02)
        return rows

    async def until_card(self, card_id: int, condition: Callable[[Card], bool]) -> None:
        """Wait for a card to become so."""
        async with asyncio.timeout(60):
            while not condition(await self.get_card(card_id)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def settled(self, seconds: float = 60) -> list[OutboxRow]:
        """Wait until no row waits any more; all rows."""

        def waiting(books: Books) -> list[OutboxRow]:
            query = select(OutboxRow).where(sa.text(WAITING)).limit(5)
            return list(books.session.exec(query))

        end = asyncio.get_running_loop().time() + seconds
        while left := await self.storage.read(ACROSS, waiting):
            if asyncio.get_running_loop().time() > end:
                raise TimeoutError(f"still waiting: {left}")
            await asyncio.sleep(0.02)
        return await self.rows()


def install(storage: Storage) -> None:
    """Let the application know its workspace."""

    def work(books: Books) -> None:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        books.workspace.install(name="Test", url="", bot_user_id="U0EARSHOT", now=now)

    storage.write_now(TEAM, work)


async def know(storage: Storage, person: Person) -> None:
    """Let the application know a person."""
    row = PersonRow(
        team_id=TEAM, user_id=person.id, name=person.id, seen_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    await storage.write(TEAM, lambda books: books.people.save(row))
