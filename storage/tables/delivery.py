"""What Slack must be told: the outbox, its lanes, and the cards whose content changes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.kinds import choice, one_of


class OutboxState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    """Claimed under a lease. Left so by a crash, it is as uncertain as `UNKNOWN`."""
    UNKNOWN = "unknown"
    """Sent without an answer: to be looked up before it is sent again."""
    SENT = "sent"
    PARKED = "parked"
    """Given up: `error` says why, and the CX leads see it."""
    CANCELLED = "cancelled"
    """Withdrawn before anyone was disturbed."""


WAITING = "state IN ('queued', 'sending', 'unknown')"
"""The rows that are not settled, in the very words of their index: a query that is to use it must
repeat them. So with the next four."""
TO_SEND = "state = 'queued'"
UNCERTAIN = "state IN ('sending', 'unknown')"
STALE = "ts IS NOT NULL AND refresh_at IS NOT NULL"
"""Cards whose messages are there and show something old."""

OF_A_WAVE = "wave_id IS NOT NULL"


def _only(condition: str) -> dict[str, Any]:
    """An index over some rows, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class CardKind(StrEnum):
    ISSUE = "issue"
    """The owner's card."""
    BUNDLE = "bundle"
    """Issue cards that came together in one message."""
    RECEIPT = "receipt"
    """The reporter's first news of an issue, edited in place."""
    OUTCOME = "outcome"
    """The reply in the receipt's thread that lists whom to tell."""
    ROLE = "role"
    """Told once to who becomes a touchpoint's owner."""
    MORNING = "morning"
    """A person's nudge: what waits for them, edited as it is settled."""
    DIGEST = "digest"
    """A channel's weekly digest, or one person's preview of it: there the channel, or the person,
    is the card's `person`."""
    WAVE = "wave"
    """A survey in a channel, with the count of its answers."""
    WAVE_AUTHOR = "wave_author"
    """How a wave is doing, for its author."""


class Card(SQLModel, table=True):
    """A message that changes: which message shows which record, at which version.

    The sender brings `wanted`, always the newest content, so ten quick changes cost one edit.
    """

    __tablename__ = "card"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "kind", "record_id", "person", "generation"),
        sa.Index("ix_card_stale", "team_id", "refresh_at", **_only(STALE)),
        sa.UniqueConstraint("team_id", "channel", "ts"),
        one_of("kind", CardKind),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    kind: CardKind = Field(sa_type=choice(CardKind))
    record_id: int
    """Issue for issue, receipt and outcome cards; touchpoint for role; first card for a bundle;
    morning for morning; wave for the two of a survey; run for digest."""
    person: str = Field(max_length=32)
    """Whose DM it is; of a survey in a channel, the channel."""
    generation: int = 1
    opened_at: datetime
    let_go_at: datetime | None = None
    """When it was first handed to Slack by itself, by the business clock."""
    folded: bool = False
    """Replaced by a newer card or withdrawn: shown as one line, without buttons."""
    bundle_id: int | None = Field(default=None, foreign_key="card.id", index=True)
    heading: str | None = Field(default=None, sa_type=sa.Text)
    """What a bundle says first (mrkdwn), when its issues came together for a reason."""
    thread_card_id: int | None = Field(default=None, foreign_key="card.id")
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    wanted: int = 1
    shown: int = 0
    refresh_at: datetime | None = None
    """When the message should be edited to `wanted`; None while it shows the newest."""
    refresh_attempts: int = 0
    rests: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Seconds between two edits at least, however often the record changes."""
    lease_owner: str | None = Field(default=None, max_length=64)
    not_before: datetime | None = None
    """Real time until which nobody else edits it: an edit on its way, or a rest after a failure."""


class OutboxRow(SQLModel, table=True):
    """One message that stays, keyed by what it is, written in the transaction that caused it."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "key"),
        sa.Index("ix_outbox_waiting", "team_id", "lane", "id", **_only(WAITING)),
        sa.Index("ix_outbox_due", "team_id", "due_at", **_only(TO_SEND)),
        sa.Index("ix_outbox_uncertain", "team_id", "not_before", **_only(UNCERTAIN)),
        sa.Index("ix_outbox_state", "team_id", "state", "id"),
        sa.Index("ix_outbox_wave_id", "wave_id", "state", **_only(OF_A_WAVE)),
        one_of("state", OutboxState),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    key: str = Field(max_length=160)
    lane: str = Field(max_length=32)
    """The channel, or the person whose DM it is: what Slack is addressed with."""
    card_id: int | None = Field(default=None, foreign_key="card.id", index=True)
    """The card to render when sent; None for fixed content in `message`."""
    message: Any = Field(default=None, sa_type=sa.JSON)
    files: int | None = None
    """How many files go with it; they are uploaded first."""
    thread_card_id: int | None = Field(default=None, foreign_key="card.id")
    """Send as a reply to this card's message, and not before it."""
    wave_id: int | None = Field(default=None, foreign_key="wave.id")
    """The survey's wave whose DM this is, one of perhaps thousands: it waits until nothing else is
    to be sent, and is rendered when it is."""
    uid: str = Field(max_length=32)
    """Random; travels in the message's metadata and says nothing to others."""
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=choice(OutboxState))
    due_at: datetime
    attempts: int = 0
    looks: int = 0
    lease_owner: str | None = Field(default=None, max_length=64)
    not_before: datetime | None = None
    """Real time until which nobody touches it: the lease while sending, the settle time while
    unknown, a rest while queued."""
    first_tried_at: datetime | None = None
    """In real time, to be compared with Slack's message times."""
    error: str | None = Field(default=None, max_length=200)
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    created_at: datetime
    settled_at: datetime | None = None


class OutboxFile(SQLModel, table=True):
    """A file that goes with a message; swept away once the message is settled."""

    __tablename__ = "outbox_file"
    __table_args__ = (sa.UniqueConstraint("outbox_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    outbox_id: int = Field(foreign_key="outbox.id")
    name: str = Field(max_length=150)
    title: str = Field(max_length=150)
    alt_text: str = Field(default="", sa_type=sa.Text)
    content: bytes = Field(sa_type=sa.LargeBinary)
    shared: bool
    """To be downloaded; otherwise a block of the message shows it."""
    slack_id: str | None = Field(default=None, max_length=32)
    """What Slack calls it once it is there; "" when Slack will not have it."""


class Lane(SQLModel, table=True):
    """One conversation's queue: held by one sender at a time, one message a second.

    All its times are real times, told by the database's own clock, which all copies share.
    """

    __tablename__ = "lane"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    lane: str = Field(primary_key=True, max_length=32)
    free_at: datetime
    held_by: str | None = Field(default=None, max_length=64)
    held_until: datetime | None = None
