"""The outbox as the senders see it: across workspaces, which no other repository can look.

A sender holds a lane under a lease, takes the lane's first row that is ready, tells Slack, and
settles the row. What it holds is fenced by the token of its claim: once another sender has taken
over, only a message that is known to stand in Slack still counts.

Business time decides what is due. Leases, rests and the pace of a lane are real times, all told by
the database's own clock, so that copies whose clocks differ still agree.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables import Card, Lane, OutboxRow, Person, Workspace
from storage.tables.delivery import TO_SEND, UNCERTAIN, WAITING, OutboxState
from storage.tables.workspace import WorkspaceState

ACROSS = "*"
"""What stands for the workspace's id where a unit of work belongs to none."""

_OVER = (OutboxState.PARKED, OutboxState.CANCELLED)
_SETTLED = (OutboxState.SENT, *_OVER)


@dataclass(frozen=True, slots=True)
class Held:
    """A row in a sender's hand."""

    row_id: int
    team_id: str
    lane: str
    token: str

    @property
    def is_person(self) -> bool:
        """Whether the lane is addressed by a user's id: Slack opens our DM with them."""
        return self.lane.startswith(("U", "W"))

    @property
    def is_direct(self) -> bool:
        """Whether the lane is one of our own DMs."""
        return self.is_person or self.lane.startswith("D")


class Clocked:
    """A session with the real time of its transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._on_sqlite = session.get_bind().dialect.name == "sqlite"

    @cached_property
    def real(self) -> datetime:
        """The database's own time."""
        if self._on_sqlite:
            text = self._session.execute(sa.text("SELECT strftime('%Y-%m-%d %H:%M:%f')"))
            return datetime.fromisoformat(text.scalar_one()).replace(tzinfo=UTC)
        told: datetime = self._session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return told.astimezone(UTC)


class Queue(Clocked):
    # -- taking ---------------------------------------------------------------------------------

    def hold_lanes(
        self,
        teams: Collection[str],
        *,
        now: datetime,
        token: str,
        lease: timedelta,
        limit: int,
        looks: int,
    ) -> list[tuple[str, str]]:
        """Take up to `limit` free lanes of active workspaces among `teams` in which a row is ready,
        those that waited longest first, but a survey's thousands after all else; (workspace, lane)
        each. `looks`: how many of them may be for a row that is to be looked up."""
        ready = self._ready_lanes(teams, now, looks)
        picked = (
            sa.select(col(Lane.team_id), col(Lane.lane))
            .join(
                ready,
                sa.and_(ready.c.team_id == col(Lane.team_id), ready.c.lane == col(Lane.lane)),
            )
            .join(Workspace, col(Workspace.team_id) == col(Lane.team_id))
            .where(
                col(Workspace.state) == WorkspaceState.ACTIVE,
                col(Lane.free_at) <= self.real,
                sa.or_(col(Lane.held_until).is_(None), col(Lane.held_until) <= self.real),
            )
            .order_by(ready.c.gives_way, col(Lane.free_at))
            .limit(limit)
            .with_for_update(of=Lane, skip_locked=True)
            .cte("picked")
        )
        key = sa.tuple_(col(Lane.team_id), col(Lane.lane))
        held = self._session.execute(
            sa.update(Lane)
            .where(key.in_(sa.select(picked.c.team_id, picked.c.lane)))
            .values(held_by=token, held_until=self.real + lease)
            .returning(col(Lane.team_id), col(Lane.lane))
            .execution_options(synchronize_session=False)
        )
        return [(team_id, lane) for team_id, lane in held]

    def first_ready(
        self, team_id: str, lane: str, now: datetime, look: bool = True
    ) -> OutboxRow | None:
        """The lane's first row that is due and rests no more. One that rests holds up no other, and
        none does that is to be looked up while there is no `look` to be had."""
        return self._session.exec(
            select(OutboxRow)
            .where(
                col(OutboxRow.team_id) == team_id,
                col(OutboxRow.lane) == lane,
                self._wanted(now) if look else self._to_send(now),
                self._rested(),
            )
            .order_by("id")
            .limit(1)
            .with_for_update()
        ).first()

    def parent_over(self, row: OutboxRow) -> OutboxState | None:
        """How the message ended that this row should reply to, if it will never be there."""
        if row.thread_card_id is None:
            return None
        state = self._session.exec(
            select(OutboxRow.state)
            .join(Card, col(Card.id) == col(OutboxRow.card_id))
            .where(
                col(OutboxRow.card_id) == row.thread_card_id,
                col(OutboxRow.state).in_(_OVER),
                col(Card.ts).is_(None),
            )
        ).first()
        return None if state is None else OutboxState(state)

    def take(self, row: OutboxRow, token: str, rest: timedelta) -> Held:
        """Mark a queued row as on its way; left so by a crash, it is looked up after `rest`."""
        row.state = OutboxState.SENDING
        row.first_tried_at = row.first_tried_at or self.real
        return self._hold(row, token, rest)

    def take_to_upload(self, row: OutboxRow, token: str, lease: timedelta) -> Held:
        """Take a queued row whose files go first. It stays queued: nothing of it is seen yet."""
        return self._hold(row, token, lease)

    def take_to_look(self, row: OutboxRow, token: str, lease: timedelta) -> Held:
        """Take an uncertain row, to find out what became of it."""
        row.state = OutboxState.UNKNOWN
        return self._hold(row, token, lease)

    def postpone(self, row: OutboxRow, rest: timedelta, error: str) -> None:
        """Leave a queued row for later: it could not be made ready. That counts as a try."""
        row.not_before, row.error = self.real + rest, error[:200]
        row.attempts += 1
        self._session.add(row)
        self._session.flush()

    def end(self, row: OutboxRow, state: OutboxState, now: datetime, error: str | None) -> None:
        """Settle a row that goes nowhere."""
        row.state, row.error, row.settled_at = state, error, now
        row.not_before = row.lease_owner = None
        self._session.add(row)
        self._session.flush()

    def free_lane(self, team_id: str, lane: str, token: str, rest: timedelta = timedelta()) -> None:
        """Let go of a lane; nobody sends in it for `rest`."""
        self._session.execute(
            sa.update(Lane)
            .where(col(Lane.team_id) == team_id, col(Lane.lane) == lane, col(Lane.held_by) == token)
            .values(held_by=None, held_until=None, free_at=self.real + rest)
            .execution_options(synchronize_session=False)
        )

    # -- settling -------------------------------------------------------------------------------

    def sent(
        self,
        held: Held,
        channel: str,
        ts: str | None,
        *,
        version: int,
        now: datetime,
        pace: timedelta,
    ) -> bool:
        """The message stands at (`channel`, `ts`) and shows `version` of its card (0: not known).
        `ts`: None for shared files, whose message Slack does not name.

        A fact, so no fence keeps it out. False when it was on record already.
        """
        self.free_lane(held.team_id, held.lane, held.token, pace)
        row = self._row(held)
        if row is None or row.state is OutboxState.SENT:
            return False
        row.channel, row.ts = channel, ts
        self.end(row, OutboxState.SENT, now, None)
        if row.card_id is not None:
            self._session.execute(
                sa.update(Card)
                .where(col(Card.id) == row.card_id)
                .values(
                    channel=channel,
                    ts=ts,
                    shown=version,
                    refresh_at=sa.case(
                        (col(Card.wanted) > version, sa.func.coalesce(col(Card.refresh_at), now))
                    ),
                )
                .execution_options(synchronize_session=False)
            )
        if held.is_person:
            self._session.execute(
                sa.update(Person)
                .where(col(Person.team_id) == held.team_id, col(Person.user_id) == held.lane)
                .values(dm_channel=channel)
                .execution_options(synchronize_session=False)
            )
        return True

    def put_back(
        self,
        held: Held,
        *,
        rest: timedelta = timedelta(),
        lane_rest: timedelta = timedelta(),
        error: str | None = None,
        counts: bool = False,
    ) -> bool:
        """The message is certainly not in Slack: send it again, after `rest`. `counts`: it was
        refused, which is not to go on for ever. False when somebody else has the row."""
        self.free_lane(held.team_id, held.lane, held.token, lane_rest)
        if (row := self._mine(held)) is None:
            return False
        row.state, row.error, row.lease_owner = OutboxState.QUEUED, error, None
        row.not_before = self.real + rest if rest else None
        row.attempts += counts
        self._session.add(row)
        return True

    def unanswered(self, held: Held, rest: timedelta, error: str, *, looked: bool = False) -> bool:
        """Nobody knows whether it arrived: look after `rest`. `looked`: a look told nothing.
        False when somebody else has the row."""
        self.free_lane(held.team_id, held.lane, held.token)
        if (row := self._mine(held)) is None:
            return False
        row.state, row.error, row.lease_owner = OutboxState.UNKNOWN, error, None
        row.not_before = self.real + rest
        row.looks += looked
        self._session.add(row)
        return True

    def park(self, held: Held, error: str, now: datetime) -> bool:
        """Give it up; `error` says why. False when somebody else has the row."""
        self.free_lane(held.team_id, held.lane, held.token)
        if (row := self._mine(held)) is None:
            return False
        self.end(row, OutboxState.PARKED, now, error[:200])
        return True

    # -- questions ------------------------------------------------------------------------------

    def soonest(self, teams: Collection[str], now: datetime) -> timedelta | None:
        """How long until something of what is due at `now` can be taken; None: nothing is left."""
        latest = sa.func.max if self._on_sqlite else sa.func.greatest
        moment = latest(
            sa.func.coalesce(col(OutboxRow.not_before), self.real),
            sa.func.coalesce(col(Lane.held_until), self.real),
            col(Lane.free_at),
        )
        found: datetime | None = self._session.execute(
            sa.select(sa.func.min(moment, type_=UTCDateTime()))
            .select_from(OutboxRow)
            .join(Workspace, col(Workspace.team_id) == col(OutboxRow.team_id))
            .join(
                Lane,
                sa.and_(
                    col(Lane.team_id) == col(OutboxRow.team_id),
                    col(Lane.lane) == col(OutboxRow.lane),
                ),
            )
            .where(
                col(OutboxRow.team_id).in_(teams),
                col(Workspace.state) == WorkspaceState.ACTIVE,
                self._wanted(now),
            )
        ).scalar_one()
        return None if found is None else max(found - self.real, timedelta())

    def left(self, teams: Collection[str], now: datetime) -> dict[OutboxState, int]:
        """How many rows due at `now` are not settled, by state; of workspaces that are gone too."""
        rows = self._session.execute(
            sa.select(col(OutboxRow.state), sa.func.count())
            .where(col(OutboxRow.team_id).in_(teams), self._wanted(now))
            .group_by(col(OutboxRow.state))
        )
        return {OutboxState(state): count for state, count in rows}

    def waiting_since(self, now: datetime) -> tuple[int, timedelta]:
        """How many rows of active workspaces are due, and for how long the oldest."""
        count, oldest = self._session.execute(
            sa.select(sa.func.count(), sa.func.min(col(OutboxRow.due_at)))
            .join(Workspace, col(Workspace.team_id) == col(OutboxRow.team_id))
            .where(
                sa.text(f"outbox.{WAITING}"),
                col(OutboxRow.due_at) <= now,
                col(Workspace.state) == WorkspaceState.ACTIVE,
            )
        ).one()
        return int(count), now - oldest if oldest else timedelta()

    # -- inside ---------------------------------------------------------------------------------

    def _ready_lanes(self, teams: Collection[str], now: datetime, looks: int) -> sa.CTE:
        """(team_id, lane, gives_way) of every lane in which a row is ready: the two kinds apart,
        because each has a small index that holds little else. gives_way: 1 where none of its rows
        is anything but a survey's."""
        a_survey = sa.case((col(OutboxRow.wave_id).is_(None), 0), else_=1).label("gives_way")
        lanes = sa.select(col(OutboxRow.team_id), col(OutboxRow.lane), a_survey).where(
            col(OutboxRow.team_id).in_(teams), self._rested()
        )
        to_send = lanes.where(self._to_send(now))
        uncertain = (
            lanes.where(sa.text(f"outbox.{UNCERTAIN}"))
            .order_by(col(OutboxRow.not_before), col(OutboxRow.id))
            .limit(looks)
            .subquery()
        )
        rows = sa.union_all(to_send, sa.select(uncertain)).subquery()
        return (
            sa.select(rows.c.team_id, rows.c.lane, sa.func.min(rows.c.gives_way).label("gives_way"))
            .group_by(rows.c.team_id, rows.c.lane)
            .cte("ready")
            .prefix_with("MATERIALIZED")
        )

    def _rested(self) -> sa.ColumnElement[bool]:
        return sa.or_(col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= self.real)

    def _due(self, now: datetime) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        return col(OutboxRow.due_at) <= now, self._parent_decided()

    def _to_send(self, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(sa.text(f"outbox.{TO_SEND}"), *self._due(now))

    def _wanted(self, now: datetime) -> sa.ColumnElement[bool]:
        """Rows to be sent or looked up at `now`, whether they rest or not."""
        uncertain = col(OutboxRow.state) != OutboxState.QUEUED
        return sa.and_(sa.text(f"outbox.{WAITING}"), sa.or_(uncertain, sa.and_(*self._due(now))))

    def _parent_decided(self) -> sa.ColumnElement[bool]:
        """No reply before the message it replies to, or the news that there will be none.

        One that somebody saw in Slack after a lost answer is settled, but has no place: its replies
        stand outside a thread.
        """
        card, post = aliased(Card), aliased(OutboxRow)
        there = sa.exists().where(
            col(card.id) == col(OutboxRow.thread_card_id), col(card.ts).is_not(None)
        )
        settled = sa.exists().where(
            col(post.card_id) == col(OutboxRow.thread_card_id), col(post.state).in_(_SETTLED)
        )
        return sa.or_(col(OutboxRow.thread_card_id).is_(None), there, settled)

    def _hold(self, row: OutboxRow, token: str, rest: timedelta) -> Held:
        row.lease_owner, row.not_before = token, self.real + rest
        self._session.add(row)
        self._session.flush()
        return Held(row.id or 0, row.team_id, row.lane, token)

    def _row(self, held: Held) -> OutboxRow | None:
        return self._session.exec(
            select(OutboxRow).where(col(OutboxRow.id) == held.row_id).with_for_update()
        ).first()

    def _mine(self, held: Held) -> OutboxRow | None:
        row = self._row(held)
        return row if row and row.lease_owner == held.token else None
