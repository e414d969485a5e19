"""Who may do what, as one table.

Source: docs/permissions.md, "Who may do what inside Earshot".

Rights are asked on every entry, against the person who pressed, not the one a message was sent to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto


class Role(StrEnum):
    """What a person is to the workspace, or to the thing in question."""

    MEMBER = auto()
    REPORTER = auto()
    """Logged the observation, or one behind the issue."""
    ISSUE_OWNER = auto()
    ESCALATED = auto()
    TOUCHPOINT_OWNER = auto()
    TOUCHPOINT_DEPUTY = auto()
    JOURNEY_OWNER = auto()
    SPONSOR = auto()
    ACCOUNT_OWNER = auto()
    """Of the customer."""
    SURVEY_AUTHOR = auto()
    CX_LEAD = auto()
    GUEST = auto()
    UNKNOWN = auto()
    """Slack does not say who it is: a guest, for all we know."""


class Right(StrEnum):
    LOG = auto()
    READ = auto()
    """Observations and issues that nothing private stands behind."""
    READ_PRIVATE = auto()
    """The words of what was said in a private channel or a DM."""
    EDIT_OBSERVATION = auto()
    UNDO_OBSERVATION = auto()
    EDIT_CUSTOMER = auto()
    """Relation, segment and account owner."""
    ANSWER_ISSUE = auto()
    """Acknowledge, promise, snooze, resolve, dismiss, find that what was chosen still holds."""
    REASSIGN = auto()
    TELL = auto()
    """The receipt's buttons: told, waived, not fixed."""
    REOPEN = auto()
    EDIT_TOUCHPOINT = auto()
    """Keywords and home channel only."""
    TAKE_DECISION = auto()
    """What a digest asks for, by whoever reads it."""
    MANAGE_CATALOGUE = auto()
    MANAGE_WORKSPACE = auto()
    EXPORT = auto()
    CLAIM_LEAD = auto()
    SWITCH_REACTIONS = auto()
    ENTER_DAYS_AWAY = auto()
    """Of somebody else; everybody enters their own."""
    ASK_SURVEY = auto()
    MANAGE_SURVEY = auto()
    """Close, results, cancel."""


_ANSWERING = frozenset(
    {
        Role.ISSUE_OWNER,
        Role.ESCALATED,
        Role.TOUCHPOINT_OWNER,
        Role.TOUCHPOINT_DEPUTY,
        Role.CX_LEAD,
    }
)

RIGHTS: dict[Right, frozenset[Role]] = {
    # words are never lost for want of an answer from Slack
    Right.LOG: frozenset({Role.MEMBER, Role.UNKNOWN}),
    Right.READ: frozenset({Role.MEMBER}),
    Right.READ_PRIVATE: frozenset(
        {Role.REPORTER, Role.ISSUE_OWNER, Role.ESCALATED, Role.CX_LEAD},
    ),
    Right.EDIT_OBSERVATION: frozenset({Role.REPORTER, Role.CX_LEAD}),
    Right.UNDO_OBSERVATION: frozenset({Role.REPORTER}),
    Right.EDIT_CUSTOMER: frozenset({Role.ACCOUNT_OWNER, Role.CX_LEAD}),
    Right.ANSWER_ISSUE: _ANSWERING,
    Right.REASSIGN: _ANSWERING | {Role.JOURNEY_OWNER, Role.SPONSOR},
    # the owner too: "for an owner who reported it, the resolved card" has the same buttons
    Right.TELL: frozenset({Role.REPORTER}) | _ANSWERING,
    Right.REOPEN: frozenset({Role.REPORTER, Role.CX_LEAD}),
    Right.EDIT_TOUCHPOINT: frozenset({Role.TOUCHPOINT_OWNER, Role.TOUCHPOINT_DEPUTY, Role.CX_LEAD}),
    Right.TAKE_DECISION: frozenset({Role.MEMBER}),
    Right.MANAGE_CATALOGUE: frozenset({Role.CX_LEAD}),
    Right.MANAGE_WORKSPACE: frozenset({Role.CX_LEAD}),
    Right.EXPORT: frozenset({Role.CX_LEAD}),
    Right.SWITCH_REACTIONS: frozenset({Role.MEMBER}),
    Right.ENTER_DAYS_AWAY: frozenset({Role.TOUCHPOINT_DEPUTY, Role.CX_LEAD}),
    Right.ASK_SURVEY: frozenset({Role.MEMBER}),
    Right.MANAGE_SURVEY: frozenset({Role.SURVEY_AUTHOR, Role.CX_LEAD}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as far as rights go.

    leads: whether they have a CX lead's rights, which a workspace admin has too until a CX lead is
    active. guest_may_log: the workspace lets guests log. is_known: Slack has said who it is.
    seen_at: when it last did. believed_from: what it said before is to be asked again.
    """

    user_id: str
    team_id: str
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    is_external: bool = False
    leads: bool = False
    guest_may_log: bool = False
    is_known: bool = True
    seen_at: datetime | None = None
    believed_from: datetime | None = None

    @property
    def is_stale(self) -> bool:
        return bool(self.seen_at and self.believed_from and self.seen_at < self.believed_from)

    def roles(self, here: Collection[Role] = ()) -> frozenset[Role]:
        """All roles: those of the workspace and those `here`, in the thing in question.

        A bot, a deactivated person and someone of another company have none, whatever a record
        still says about them.
        """
        if self.is_bot or self.is_deleted or self.is_external:
            return frozenset()
        if self.is_guest or not self.is_known:
            lesser = Role.GUEST if self.is_guest else Role.UNKNOWN
            return frozenset({lesser}) | (frozenset(here) & {Role.REPORTER})
        own = {Role.MEMBER} | ({Role.CX_LEAD} if self.leads else set())
        return frozenset(here) | own


def may(actor: Actor, right: Right, here: Collection[Role] = ()) -> bool:
    """Whether `actor` has `right`, being `here` to the thing in question."""
    roles = actor.roles(here)
    if right is Right.CLAIM_LEAD:
        return actor.is_admin and Role.MEMBER in roles
    if right is Right.LOG and Role.GUEST in roles:
        return actor.guest_may_log
    return bool(roles & RIGHTS[right])
