from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from bot.ports import File
from storage.repositories.base import Repository, insert_for
from storage.tables import Card, Lane, OutboxFile, OutboxRow
from storage.tables.delivery import OutboxState

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A new lane is free."""

_UNCERTAIN = "uncertain"
"""The error of a message that may stand in Slack or not: somebody has to look."""
_AT_ONCE = 500
"""Rows in one statement."""


_ALT_TEXT = 1000
"""Characters that Slack takes with an upload."""


def picture_names(message: dict[str, Any]) -> set[str]:
    """The files that a message's image blocks name."""
    return {
        block["slack_file"]["id"]
        for block in message.get("blocks", ())
        if block["type"] == "image" and "slack_file" in block
    }


class Outbox(Repository):
    """What must be said, once. Written in the transaction that caused it; `bot.delivery` sends."""

    def post(
        self,
        key: str,
        lane: str,
        message: dict[str, Any],
        *,
        now: datetime,
        due_at: datetime | None = None,
        thread: Card | None = None,
        files: Sequence[File] = (),
    ) -> bool:
        """Queue a message with fixed content under `key`. False: that was said already, also when
        another copy of the app is just writing it.

        `files` are kept with it and uploaded when it is sent. A picture stands where an image block
        names it: `{"type": "image", "slack_file": {"id": "week.png"}, "alt_text": …}` shows the
        file with the name "week.png". If no block names any of them they are shared for
        downloading, all in one message, with the message's `text` (mrkdwn) as its words; blocks are
        not shown then. `lane` may be a person's id: it is their DM. Raises ValueError when only
        some are named, for an empty one, or for two of one name.
        """
        named = picture_names(message)
        shared = bool(files) and not named
        if (files and named and named != {file.name for file in files}) or (
            not all(file.content for file in files)
            or len({file.name for file in files}) < len(files)
        ):
            raise ValueError("each file wants a name, content, and a block if another has one")
        new = self._add(
            OutboxRow(
                files=len(files) or None,
                team_id=self._team,
                key=key,
                lane=lane,
                message=message,
                thread_card_id=thread.id if thread else None,
                uid=secrets.token_hex(8),
                due_at=due_at or now,
                created_at=now,
            )
        )
        if new and files:
            row_id = self._session.exec(
                select(OutboxRow.id).where(
                    col(OutboxRow.team_id) == self._team, col(OutboxRow.key) == key
                )
            ).one()
            self._session.add_all(
                OutboxFile(
                    team_id=self._team,
                    outbox_id=row_id or 0,
                    name=file.name,
                    title=file.title or file.name,
                    alt_text=file.alt_text[:_ALT_TEXT],
                    content=file.content,
                    shared=shared,
                )
                for file in files
            )
            self._session.flush()
        return new

    def sweep_files(self) -> None:
        """Drop the files of messages that were sent or given up for good."""
        over = sa.select(col(OutboxRow.id)).where(
            col(OutboxRow.team_id) == self._team,
            col(OutboxRow.files).is_not(None),
            col(OutboxRow.state).in_((OutboxState.SENT, OutboxState.CANCELLED)),
        )
        self._session.execute(
            sa.delete(OutboxFile)
            .where(col(OutboxFile.team_id) == self._team, col(OutboxFile.outbox_id).in_(over))
            .execution_options(synchronize_session=False)
        )

    def post_card(
        self, card: Card, *, now: datetime, due_at: datetime, key: str | None = None
    ) -> None:
        """Queue a card's first appearance."""
        self._add(
            OutboxRow(
                team_id=self._team,
                key=key or f"card:{card.id}",
                lane=card.person,
                card_id=card.id,
                thread_card_id=card.thread_card_id,
                uid=secrets.token_hex(8),
                due_at=due_at,
                created_at=now,
            )
        )

    def post_wave(
        self, wave_id: int, people: Mapping[str, datetime], *, now: datetime, again: bool = False
    ) -> None:
        """Queue a survey's DM to each of the people, due at the moment given, once a wave; `again`:
        its reminder."""
        kind = "reminder" if again else "survey"
        lanes = [{"team_id": self._team, "lane": person, "free_at": _LONG_AGO} for person in people]
        rows = [
            {
                "team_id": self._team,
                "key": f"{kind}:{wave_id}:{person}",
                "lane": person,
                "message": {"again": again},
                "wave_id": wave_id,
                "uid": secrets.token_hex(8),
                "state": OutboxState.QUEUED,
                "due_at": due_at,
                "attempts": 0,
                "looks": 0,
                "created_at": now,
            }
            for person, due_at in people.items()
        ]
        self._put_all(Lane, lanes)
        self._put_all(OutboxRow, rows)
        self._books.queued = True

    def withdraw_wave(self, wave_id: int, now: datetime) -> int:
        """Cancel the wave's DMs that nobody has got yet; how many."""
        changed = self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.wave_id) == wave_id,
                col(OutboxRow.state) == OutboxState.QUEUED,
            )
            .values(state=OutboxState.CANCELLED, settled_at=now)
            .execution_options(synchronize_session=False)
        )
        return int(changed.rowcount)  # type: ignore[attr-defined]

    def progress(self, wave_id: int) -> dict[OutboxState, int]:
        """How the wave's DMs stand, reminders left out."""
        rows = self._session.execute(
            sa.select(col(OutboxRow.state), sa.func.count())
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.wave_id) == wave_id,
                col(OutboxRow.key).startswith(f"survey:{wave_id}:"),
            )
            .group_by(col(OutboxRow.state))
        )
        return {OutboxState(state): int(count) for state, count in rows}

    def of_card(self, card: Card) -> OutboxRow | None:
        return self._session.exec(
            select(OutboxRow).where(
                col(OutboxRow.team_id) == self._team, col(OutboxRow.card_id) == card.id
            )
        ).first()

    def unsent(self, card: Card) -> bool:
        """Whether the card still waits to be sent, so that it will show the newest anyway."""
        row = self.of_card(card)
        return row is not None and row.state is OutboxState.QUEUED

    def withdraw(self, card: Card, now: datetime) -> bool:
        """Cancel a card nobody has seen yet. False when it is on its way or there already."""
        changed = self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.card_id) == card.id,
                col(OutboxRow.state) == OutboxState.QUEUED,
            )
            .values(state=OutboxState.CANCELLED, settled_at=now)
            .execution_options(synchronize_session=False)
        )
        return bool(changed.rowcount)  # type: ignore[attr-defined]

    def reschedule(self, card: Card, due_at: datetime) -> None:
        """Move a card that was not sent yet to another moment."""
        self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.card_id) == card.id,
                col(OutboxRow.state) == OutboxState.QUEUED,
            )
            .values(due_at=due_at)
            .execution_options(synchronize_session=False)
        )
        self._books.queued = True

    def next_due(self, after: datetime) -> datetime | None:
        """When the next message falls due that waits only for its time."""
        return self._session.exec(
            select(sa.func.min(OutboxRow.due_at)).where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.state) == OutboxState.QUEUED,
                col(OutboxRow.due_at) > after,
            )
        ).one()

    def parked(self, limit: int = 20) -> Sequence[OutboxRow]:
        """What was given up, newest first. A survey's DM that Slack refused is its author's to
        know: there may be hundreds."""
        refused = sa.and_(col(OutboxRow.wave_id).is_not(None), col(OutboxRow.error) != _UNCERTAIN)
        return self._session.exec(
            select(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.state) == OutboxState.PARKED,
                ~refused,
            )
            .order_by(col(OutboxRow.id).desc())
            .limit(limit)
        ).all()

    def get(self, row_id: int | None) -> OutboxRow | None:
        row = self._session.get(OutboxRow, row_id) if row_id else None
        return row if row and row.team_id == self._team else None

    def _add(self, row: OutboxRow) -> bool:
        self._put(Lane, {"team_id": row.team_id, "lane": row.lane, "free_at": _LONG_AGO})
        new = self._put(OutboxRow, row.model_dump(exclude={"id"}))
        self._books.queued = self._books.queued or new
        return new

    def _put(self, table: type[SQLModel], values: dict[str, Any]) -> bool:
        """Insert a row unless its key is there already; whether it was inserted."""
        insert = insert_for(self._session)(table.__table__)  # type: ignore[attr-defined]
        done = self._session.execute(insert.values(**values).on_conflict_do_nothing())
        return bool(done.rowcount)  # type: ignore[attr-defined]

    def _put_all(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
        """Insert those whose keys are not there already."""
        insert = insert_for(self._session)(table.__table__).on_conflict_do_nothing()  # type: ignore[attr-defined]
        for at in range(0, len(rows), _AT_ONCE):
            self._session.execute(insert, rows[at : at + _AT_ONCE])
