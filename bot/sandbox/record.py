"""What went in and out, with the verdict on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.changes import Changes
from bot.sandbox.world import Json

# Codes that tell of a mistake in the app, as against a state of the workspace that it must live
# with.
MISTAKES = frozenset(
    """block_mismatch bad_timestamp exchanged_trigger_id invalid_ack invalid_arguments
    invalid_attachments invalid_auth_type invalid_blocks invalid_blocks_format invalid_cursor
    invalid_limit invalid_metadata_format invalid_metadata_schema invalid_name invalid_payload
    invalid_trigger_id invalid_ts_latest invalid_ts_oldest invalid_types invalid_url
    markdown_text_conflict metadata_too_large missing_argument missing_scope msg_blocks_too_long
    msg_too_long no_item_specified no_text not_allowed_token_type not_authed operation_timeout
    push_limit_reached too_many_attachments unknown_method used_url users_list_not_supplied
    view_too_large""".split()
)


@dataclass(frozen=True)
class ApiCall:
    """One call by the app. `ts` is the message it made, changed or removed; `fault` what was
    injected, `messages` Slack's explanations of an error."""

    method: str
    args: Json
    ok: bool
    error: str | None
    ts: str | None
    at: datetime
    fault: str | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One request to the app; `problem` is None when it was answered in time and well."""

    kind: str
    payload: Json
    status: int
    seconds: float
    problem: str | None
    body: Json | str | None = None
    """What the app answered."""
    at: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """Something the app sent that Slack would not take: a call, a response URL, an
    acknowledgement."""

    where: str
    error: str
    messages: tuple[str, ...]
    sent: object


@dataclass
class Record:
    """Everything since the start, oldest first."""

    changes: Changes = field(default_factory=Changes)
    calls: list[ApiCall] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def called(self, call: ApiCall) -> None:
        """Notes a call by the app."""
        self.calls.append(call)
        self.changes.note("traffic")

    def delivered(self, delivery: Delivery) -> None:
        """Notes a request to the app."""
        self.deliveries.append(delivery)
        self.changes.note("traffic")

    def refuse(self, where: str, error: str, messages: list[str], sent: object) -> None:
        """Notes a refusal if its code tells of a mistake in the app."""
        if error in MISTAKES:
            self.refusals.append(Refusal(where, error, tuple(messages), sent))
            self.changes.note("traffic")
