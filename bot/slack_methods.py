"""What Earshot asks of Slack: which methods it calls, which events it hears, with which scopes.

The manifest is made from these tables, `earshot doctor` compares with them, and a test holds them
against the code's own calls: nothing missing, nothing spare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

History = Literal["off", "dm", "all"]
"""EARSHOT_HISTORY: what may be looked up."""


@dataclass(frozen=True, slots=True)
class Scope:
    """why: what it is for. without: what breaks when it is missing."""

    why: str
    without: str


SCOPES: dict[str, Scope] = {
    "app_mentions:read": Scope("hear “@Earshot log …”", "mentions stay unanswered"),
    "channels:history": Scope(
        "look up a message in a public channel after a lost answer, and read the message a "
        "reaction logs",
        "reactions can't log words, and uncertain messages wait for a CX lead",
    ),
    "channels:read": Scope(
        "tell public channels from private and shared ones before anything is stored, and see "
        "who is in a channel that a survey asks in",
        "every channel is taken as private: mentions and reactions store nothing",
    ),
    "chat:write": Scope("send cards, receipts and answers", "nothing can be sent"),
    "commands": Scope("be there for /cx and the shortcuts", "neither commands nor shortcuts work"),
    "files:read": Scope(
        "read the CSV file that a CX lead attaches to `/cx touchpoints import`",
        "the catalogue can't be imported from a file",
    ),
    "files:write": Scope(
        "upload the pictures of the digest and of journeys, and the files of reports, exports and "
        "`/cx me`",
        "the digest comes without pictures, and no file can be sent",
    ),
    "groups:history": Scope(
        "look up a message in a private channel after a lost answer",
        "uncertain messages in private channels wait for a CX lead",
    ),
    "groups:read": Scope(
        "see who is in a private channel that a survey asks in, and whether one that a digest goes "
        "to is shared or archived",
        "surveys and digests can be sent to public channels only, and surveys by DM",
    ),
    "im:history": Scope(
        "look up a message in Earshot's own DMs after a lost answer, and hear what is said there",
        "uncertain messages wait for a CX lead, and plain DMs stay unanswered",
    ),
    "im:write": Scope(
        "open the DM with a person, to look there after a lost answer",
        "an uncertain first message to a person waits for a CX lead",
    ),
    "reactions:read": Scope("hear the reaction that logs a message", "reactions log nothing"),
    "team:read": Scope(
        "name the company that wrote a message in a shared channel",
        "the customer is not filled in when such a message is logged",
    ),
    "usergroups:read": Scope(
        "know who is in a user group that a survey is sent to",
        "surveys can be sent to channels and single people only",
    ),
    "users:read": Scope(
        "know names, time zones, guests and who has left",
        "nobody's working time is known, and people who left are still asked",
    ),
    "users:read.email": Scope(
        "find the owners that such a file names by e-mail address; no address is stored",
        "a file can name people by @name only",
    ),
}

_HISTORY: dict[History, frozenset[str]] = {
    "off": frozenset(),
    "dm": frozenset({"im:history"}),
    "all": frozenset({"channels:history", "groups:history", "im:history"}),
}

CALLS: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),
    "auth.test": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _HISTORY["all"],
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "conversations.list": frozenset({"channels:read"}),
    "conversations.members": frozenset({"channels:read", "groups:read"}),
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": _HISTORY["all"],
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "team.info": frozenset({"team:read"}),
    "usergroups.list": frozenset({"usergroups:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "users.lookupByEmail": frozenset({"users:read.email"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
}
"""Web API method -> the scopes it is called with, where EARSHOT_HISTORY allows them."""

EVENTS: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "channel_archive": "channels:read",
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "group_archive": "groups:read",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}
"""Event -> the scope it needs."""


def scopes(history: History) -> frozenset[str]:
    """The bot scopes that this installation needs, and no other."""
    wanted = {"commands", *(scope for scope in EVENTS.values() if scope)}.union(*CALLS.values())
    return frozenset(wanted - (_HISTORY["all"] - _HISTORY[history]))


def events(history: History) -> list[str]:
    """The events that this installation may hear."""
    granted = scopes(history)
    return [name for name, scope in EVENTS.items() if scope is None or scope in granted]
