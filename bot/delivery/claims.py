"""Inside the claiming transaction: which rows and cards this sender will see to, and what they say.

Everything here may run again when the transaction has to: it has no effect but on the database.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import structlog

from bot.delivery.sharing import LookAtFile, Share
from bot.delivery.timing import Timing
from bot.delivery.uploading import Carry, with_files
from bot.ports import Gatherer, Message, Renderer, Writer
from storage.books import Books
from storage.repositories.card_queue import CardQueue, HeldCard
from storage.repositories.queue import Held, Queue
from storage.repositories.uploads import Upload, Uploads
from storage.session import DatabaseError, Session
from storage.tables import Card, OutboxRow
from storage.tables.delivery import CardKind, OutboxState

History = Literal["off", "dm", "all"]
"""EARSHOT_HISTORY: what may be looked up after a lost answer."""

UNCERTAIN = "uncertain"
"""The error of a parked message that may stand in Slack or not; people are asked."""

log = structlog.get_logger("earshot.delivery")


@dataclass(frozen=True, slots=True)
class Post:
    """A message to send. `version`: of the card it shows. `own_only`: never to a channel that other
    companies are in."""

    held: Held
    uid: str
    channel: str
    thread_ts: str | None
    message: Message
    version: int
    attempts: int
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A message to look for. `channel`: None when the person's DM is not known yet."""

    held: Held
    uid: str
    channel: str | None
    thread_ts: str | None
    since: datetime
    attempts: int
    looks: int


@dataclass(frozen=True, slots=True)
class Edit:
    """A card's message to bring to `version`."""

    held: HeldCard
    team_id: str
    channel: str
    ts: str
    message: Message
    version: int
    attempts: int
    rests: timedelta
    """How long the message is left alone after that."""


Job = Post | Look | Carry | Share | LookAtFile


@dataclass(slots=True)
class Claim:
    """What was taken, and the rows that ended without being sent: (state, error) each."""

    jobs: list[Job] = field(default_factory=list)
    ended: list[tuple[OutboxState, str]] = field(default_factory=list)


def as_stored(books: Books, row: OutboxRow, now: datetime) -> Message | None:
    """The `Writer` of whoever sends nothing but what is stored whole."""
    del books, now
    message: Message = row.message
    return message


class _Unready(Exception):
    """A card could not be rendered."""


class Claims:
    def __init__(
        self,
        render: Renderer,
        gather: Gatherer,
        write: Writer,
        history: History,
        timing: Timing,
    ) -> None:
        self._render = render
        self._gather = gather
        self._write = write
        self._history = history
        self._timing = timing

    def may_look(self, held: Held) -> bool:
        return self._history == "all" or (self._history == "dm" and held.is_direct)

    def rows(
        self,
        session: Session,
        teams: Collection[str],
        now: datetime,
        token: str,
        limit: int,
        looks: int,
    ) -> Claim:
        """Take up to `limit` lanes and the first row that is ready in each, but no more than
        `looks` that are to be looked up."""
        claim, queue = Claim(), Queue(session)
        for team_id, lane in queue.hold_lanes(
            teams, now=now, token=token, lease=self._timing.lease, limit=limit, looks=looks
        ):
            before = len(claim.jobs)
            while len(claim.jobs) == before:
                looked = sum(isinstance(job, Look) for job in claim.jobs)
                row = queue.first_ready(team_id, lane, now, look=looked < looks)
                if row is None:
                    queue.free_lane(team_id, lane, token)
                    break
                self._row(queue, Books(session, team_id), row, now, token, claim)
        return claim

    def cards(
        self, session: Session, teams: Collection[str], now: datetime, token: str, limit: int
    ) -> list[Edit]:
        """Take up to `limit` cards whose messages show something old, and render them."""
        queue, edits = CardQueue(session), []
        for card in queue.hold(teams, now=now, token=token, lease=self._timing.lease, limit=limit):
            books, held = Books(session, card.team_id), HeldCard(card.id or 0, token)
            # the version first: what changes in between is shown once more, never left out
            version, attempts = card.wanted, card.refresh_attempts
            channel, ts, team_id = card.channel or "", card.ts or "", card.team_id
            try:
                message = self._content(books, card, now) or {}
            except _Unready:
                if attempts + 1 >= self._timing.tries:
                    queue.stop(held)
                else:
                    queue.put_back(held, self._timing.rest(attempts + 1), now)
                continue
            rests = timedelta(seconds=card.rests)
            edits.append(Edit(held, team_id, channel, ts, message, version, attempts, rests))
        return edits

    def _row(
        self, queue: Queue, books: Books, row: OutboxRow, now: datetime, token: str, claim: Claim
    ) -> None:
        """Make a job of the row, settle it, or let it rest."""
        if row.state is not OutboxState.QUEUED:
            self._uncertain(queue, books, row, now, token, claim)
        elif over := queue.parent_over(row):
            error = "parent_parked" if over is OutboxState.PARKED else "parent_cancelled"
            queue.end(row, over, now, error)
            claim.ended.append((over, error))
        else:
            self._queued(queue, books, row, now, token, claim)

    def _uncertain(
        self, queue: Queue, books: Books, row: OutboxRow, now: datetime, token: str, claim: Claim
    ) -> None:
        held = queue.take_to_look(row, token, self._timing.lease)
        parent = books.cards.get(row.thread_card_id)
        channel = (parent.channel if parent else None) or self._channel(books, held)
        files = self._files(books, row)
        if files and files[0].shared:
            claim.jobs.append(LookAtFile(held, channel, tuple(files), row.attempts))
            return
        if not self.may_look(held):
            queue.end(row, OutboxState.PARKED, now, UNCERTAIN)
            claim.ended.append((OutboxState.PARKED, UNCERTAIN))
            return
        claim.jobs.append(
            Look(
                held,
                row.uid,
                channel,
                parent.ts if parent else None,
                (row.first_tried_at or row.created_at) - self._timing.skew,
                row.attempts,
                row.looks,
            )
        )

    def _queued(
        self, queue: Queue, books: Books, row: OutboxRow, now: datetime, token: str, claim: Claim
    ) -> None:
        files = self._files(books, row)
        if missing := tuple(file for file in files if file.slack_id is None):
            held = queue.take_to_upload(row, token, self._timing.lease)
            claim.jobs.append(Carry(held, missing, row.attempts))
            return
        version, message = 0, row.message
        card = books.cards.get(row.card_id)
        if card is not None or row.wave_id is not None:
            version = card.wanted if card else 0
            try:
                message = (
                    self._content(books, card, now, row) if card else self._written(books, row, now)
                )
            except _Unready as error:
                if row.attempts + 1 >= self._timing.tries:
                    queue.end(row, OutboxState.PARKED, now, str(error))
                    claim.ended.append((OutboxState.PARKED, "unready"))
                else:
                    queue.postpone(row, self._timing.rest(row.attempts + 1), str(error))
                return
            if message is None:
                queue.end(row, OutboxState.CANCELLED, now, None)
                claim.ended.append((OutboxState.CANCELLED, "gathered"))
                return
        parent = books.cards.get(row.thread_card_id)
        channel, thread = (parent.channel, parent.ts) if parent else (None, None)
        held = queue.take(row, token, self._timing.lease + self._timing.settle)
        if files and files[0].shared:
            channel, text = channel or self._channel(books, held), str(message["text"])
            claim.jobs.append(Share(held, channel, thread, text, tuple(files), row.attempts))
            return
        message = with_files(message, files)
        channel = channel or row.lane
        shown = card or parent
        own_only = shown is not None and shown.kind is CardKind.DIGEST and not held.is_person
        claim.jobs.append(
            Post(held, row.uid, channel, thread, message, version, row.attempts, own_only)
        )

    def _files(self, books: Books, row: OutboxRow) -> list[Upload]:
        return Uploads(books.session).of(row.id or 0) if row.files else []

    def _channel(self, books: Books, held: Held) -> str | None:
        """The lane's conversation; None for a person whose DM is not known yet."""
        if not held.is_person:
            return held.lane
        person = books.people.get(held.lane)
        return person.dm_channel if person else None

    def _content(
        self, books: Books, card: Card, now: datetime, first: OutboxRow | None = None
    ) -> Message | None:
        """What the card shows; None when its `first` post joined another message instead."""

        def content() -> Message | None:
            if first and self._gather(books, first, card, now):
                return None
            return self._render(books, card, now)

        return self._ready(books, content, card=card.id, kind=card.kind.value)

    def _written(self, books: Books, row: OutboxRow, now: datetime) -> Message | None:
        """What a survey's DM says; None when it need not be sent any more."""
        return self._ready(books, lambda: self._write(books, row, now), wave=row.wave_id)

    def _ready(
        self, books: Books, content: Callable[[], Message | None], **what: object
    ) -> Message | None:
        """Raises _Unready: one message that can't be rendered must not keep the others."""
        try:
            with books.session.begin_nested():
                return content()
        except DatabaseError:
            raise
        except Exception as error:
            # where, and not what: the error's own text may hold somebody's words
            place = traceback.extract_tb(error.__traceback__)[-1]
            at = f"{Path(place.filename).name}:{place.lineno}"
            log.error("message_unready", error=type(error).__name__, at=at, **what)
            raise _Unready(f"unready: {type(error).__name__}") from error
