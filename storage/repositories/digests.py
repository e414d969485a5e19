from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.digest.records import Behind, Part, PartOf
from bot.domain.wave import WaveState
from storage.repositories.base import Repository, insert_for
from storage.tables import (
    Card,
    DecisionTaken,
    DigestRecords,
    DigestRun,
    DigestSubscription,
    Journey,
    JourneyReading,
    OutboxRow,
    Wave,
)
from storage.tables.delivery import CardKind, OutboxState


class Digests(Repository):
    """Who gets a digest, what each said, and who took the decisions in it."""

    # -- subscriptions --------------------------------------------------------------------------

    def subscription(self, subscription_id: int | None) -> DigestSubscription | None:
        row = self._session.get(DigestSubscription, subscription_id) if subscription_id else None
        return row if row and row.team_id == self._team else None

    def of_channel(self, channel: str) -> DigestSubscription | None:
        """The channel's subscription, also one that has ended."""
        return self._session.exec(
            select(DigestSubscription).where(
                col(DigestSubscription.team_id) == self._team,
                col(DigestSubscription.channel) == channel,
            )
        ).first()

    def running(self) -> Sequence[DigestSubscription]:
        """Those that have not ended, paused ones included."""
        return self._session.exec(
            select(DigestSubscription)
            .where(
                col(DigestSubscription.team_id) == self._team,
                col(DigestSubscription.ended_at).is_(None),
            )
            .order_by("id")
        ).all()

    def lock(self, subscription_id: int) -> DigestSubscription | None:
        """The subscription, to whoever asks first until the transaction ends."""
        return self._session.exec(
            select(DigestSubscription)
            .where(
                col(DigestSubscription.team_id) == self._team,
                col(DigestSubscription.id) == subscription_id,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        ).first()

    def save(self, row: DigestSubscription) -> DigestSubscription:
        row.team_id = self._team
        self._session.add(row)
        self._session.flush()
        return row

    # -- runs -----------------------------------------------------------------------------------

    def run(self, run_id: int | None) -> DigestRun | None:
        row = self._session.get(DigestRun, run_id) if run_id else None
        return row if row and row.team_id == self._team else None

    def runs(self, subscription: DigestSubscription) -> Sequence[DigestRun]:
        """Its digests since it was set up, the newest first."""
        return self._session.exec(
            select(DigestRun)
            .where(
                col(DigestRun.team_id) == self._team,
                col(DigestRun.subscription_id) == subscription.id,
                col(DigestRun.ends_at) > subscription.since,
            )
            .order_by(col(DigestRun.ends_at).desc())
        ).all()

    def is_made(self, subscription: DigestSubscription, day: date) -> bool:
        query = sa.select(col(DigestRun.id)).where(
            col(DigestRun.team_id) == self._team,
            col(DigestRun.subscription_id) == subscription.id,
            col(DigestRun.day) == day,
        )
        return self._session.execute(query).first() is not None

    def keep(self, run: DigestRun, behind: Mapping[str, Behind]) -> DigestRun:
        """Store a digest and the records behind its numbers."""
        run.team_id = self._team
        self._session.add(run)
        self._session.flush()
        self._session.add_all(
            DigestRecords(
                run_id=run.id or 0,
                name=name,
                team_id=self._team,
                observations=list(records.observations),
                issues=list(records.issues),
                parts=[list(astuple(part)) for part in records.parts],
            )
            for name, records in behind.items()
        )
        self._session.flush()
        return run

    def behind(self, run: DigestRun, name: str) -> Behind | None:
        row = self._session.get(DigestRecords, (run.id, name))
        if row is None or row.team_id != self._team:
            return None
        parts = tuple(Part(PartOf(what), *counts) for what, *counts in row.parts or ())
        return Behind(tuple(row.observations), tuple(row.issues), parts)

    def post_of(self, run: DigestRun) -> OutboxRow | None:
        """The row that posts, or posted, the digest itself."""
        return self._session.exec(
            select(OutboxRow)
            .join(Card, col(Card.id) == col(OutboxRow.card_id))
            .where(
                col(Card.team_id) == self._team,
                col(Card.kind) == CardKind.DIGEST,
                col(Card.record_id) == run.id,
            )
        ).first()

    def is_superseded(self, run: DigestRun) -> bool:
        """Whether the next one is to cover its time too: nobody knows that it stands in its
        channel, or it was not even sent yet."""
        row = self.post_of(run)
        return row is not None and row.state in (
            OutboxState.PARKED,
            OutboxState.CANCELLED,
            OutboxState.QUEUED,
        )

    def card_of(self, run: DigestRun) -> Card | None:
        return next(iter(self._books.cards.of(CardKind.DIGEST, run.id or 0)), None)

    def closed_waves(self, start: datetime, end: datetime) -> Sequence[Wave]:
        """Surveys' waves that closed from `start` (inclusive) to `end` (exclusive), the last
        first."""
        return self._session.exec(
            select(Wave)
            .where(
                col(Wave.team_id) == self._team,
                col(Wave.state) == WaveState.CLOSED,
                col(Wave.closed_at) >= start,
                col(Wave.closed_at) < end,
            )
            .order_by(col(Wave.closed_at).desc(), col(Wave.id).desc())
        ).all()

    # -- decisions ------------------------------------------------------------------------------

    def taken(self, run: DigestRun) -> dict[int, str]:
        """By issue, who took it."""
        rows = self._session.execute(
            sa.select(col(DecisionTaken.issue_id), col(DecisionTaken.taken_by)).where(
                col(DecisionTaken.team_id) == self._team, col(DecisionTaken.run_id) == run.id
            )
        )
        return {row.issue_id: row.taken_by for row in rows}

    def take(self, run: DigestRun, issue_id: int, by: str, now: datetime) -> bool:
        """Whether `by` was the first."""
        insert = insert_for(self._session)(DecisionTaken.__table__)  # type: ignore[attr-defined]
        done = self._session.execute(
            insert.values(
                run_id=run.id, issue_id=issue_id, team_id=self._team, taken_by=by, at=now
            ).on_conflict_do_nothing()
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]

    # -- readings -------------------------------------------------------------------------------

    def unread(self, day: date) -> list[int]:
        """Journeys whose health was not read on a day."""
        read = sa.select(col(JourneyReading.journey_id)).where(
            col(JourneyReading.team_id) == self._team, col(JourneyReading.day) == day
        )
        rows = self._session.execute(
            sa.select(col(Journey.id)).where(
                col(Journey.team_id) == self._team, col(Journey.id).not_in(read)
            )
        )
        return [row.id for row in rows]

    def read(self, reading: JourneyReading) -> None:
        """Remember a journey's health; the first of a day stays."""
        reading.team_id = self._team
        insert = insert_for(self._session)(JourneyReading.__table__)  # type: ignore[attr-defined]
        self._session.execute(insert.values(**reading.model_dump()).on_conflict_do_nothing())

    def readings(self, until: date) -> dict[int, JourneyReading]:
        """By journey its last reading that says something, of a day (UTC) or before it."""
        rows = self._session.exec(
            select(JourneyReading)
            .where(
                col(JourneyReading.team_id) == self._team,
                col(JourneyReading.day) <= until,
                col(JourneyReading.health).is_not(None),
            )
            .order_by("day")
        )
        return {row.journey_id: row for row in rows}

    def latest_readings(self) -> dict[int, JourneyReading]:
        """By journey its last reading, whatever it says."""
        rows = self._session.exec(
            select(JourneyReading).where(col(JourneyReading.team_id) == self._team).order_by("day")
        )
        return {row.journey_id: row for row in rows}
