"""The workspace's people, channels and messages. No transport, no rules about calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.clock import Clock
from bot.sandbox.changes import Changes

Json = dict[str, Any]
Kind = Literal["public", "private", "im", "mpim"]


@dataclass
class User:
    """One account. `team_id` differs from the workspace's own for Slack Connect strangers."""

    id: str
    handle: str
    name: str
    tz: str
    team_id: str
    email: str | None = None
    admin: bool = False
    guest: bool = False
    deleted: bool = False
    bot: bool = False
    title: str = ""
    """What they do, as their profile says it."""


@dataclass
class Channel:
    """A conversation of any kind: public or private channel, DM, group DM."""

    id: str
    name: str
    kind: Kind
    created: int
    members: set[str] = field(default_factory=set)
    archived: bool = False
    ext_shared: bool = False
    messages: dict[str, Json] = field(default_factory=dict)
    """By ts, oldest first, replies included."""
    replies: dict[str, list[str]] = field(default_factory=dict)
    """ts of a thread's parent -> ts of its replies."""

    @property
    def scope_family(self) -> str:
        """First half of the scopes that open this kind of conversation (`channels`:history)."""
        return {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}[self.kind]


@dataclass
class UserGroup:
    """A user group (`@support`)."""

    id: str
    handle: str
    name: str
    users: list[str]
    enabled: bool = True


@dataclass(frozen=True)
class AppIdentity:
    """The app as this workspace knows it."""

    app_id: str = "A0EARSHOT"
    bot_id: str = "B0EARSHOT"
    user_id: str = "U0EARSHOT"
    name: str = "Earshot"


def _id_part(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper()) or "X"


class World:
    """People, channels, messages. Message dictionaries are replaced, never changed in place, so
    that whoever holds an old one holds what could be seen then."""

    def __init__(
        self,
        clock: Clock,
        team_id: str,
        domain: str,
        app: AppIdentity,
        changes: Changes | None = None,
    ) -> None:
        self.clock = clock
        self.changes = changes or Changes()
        self.team_id = team_id
        self.domain = domain
        self.app = app
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.teams: dict[str, str] = {team_id: domain}
        """Workspace id -> name; others than our own are known through Slack Connect."""
        self.ephemerals: dict[tuple[str, str], list[Json]] = {}
        """(user, channel) -> ephemeral messages on that person's screen, oldest first."""
        self._places: dict[str, tuple[str, str | None]] = {}
        self._last_micros = 0
        self.serials = 0
        self.add_user(User(app.user_id, "earshot", app.name, "Etc/UTC", team_id, bot=True))

    # Identity

    def serial(self, prefix: str) -> str:
        """A fresh id with Slack's kind letter in front."""
        self.serials += 1
        return f"{prefix}0{self.serials:06X}"

    def free_id(self, letter: str, name: str) -> str:
        """A readable, stable id: `U0PRIYA`; a number is added when it is taken."""
        taken = self.users.keys() | self.channels.keys() | self.usergroups.keys()
        wanted = f"{letter}0{_id_part(name)}"
        number, candidate = 2, wanted
        while candidate in taken:
            candidate, number = f"{wanted}{number}", number + 1
        return candidate

    def next_ts(self) -> str:
        """A message's identity: seconds and microseconds as text, growing over the whole
        workspace."""
        micros = int(self.clock.now().timestamp() * 1_000_000)
        self._last_micros = max(micros, self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    # People and channels

    def add_user(self, user: User) -> User:
        """Adds an account."""
        self.users[user.id] = user
        self.changes.note("places")
        return user

    def add_channel(
        self, name: str, kind: Kind, members: Iterable[str], *, channel_id: str | None = None
    ) -> Channel:
        """Adds a conversation; the id is made from the name unless given."""
        channel = Channel(
            id=channel_id or self.free_id("C", name),
            name=name,
            kind=kind,
            created=int(self.clock.now().timestamp()),
            members=set(members),
        )
        self.channels[channel.id] = channel
        self.changes.note("places")
        return channel

    def dm(self, user_id: str) -> Channel:
        """The DM between the app and a person; it comes into being when first asked for."""
        channel_id = f"D{user_id[1:]}"
        found = self.channels.get(channel_id)
        if found is None:
            found = self.add_channel(
                user_id, "im", {user_id, self.app.user_id}, channel_id=channel_id
            )
        return found

    def channels_of(self, user_id: str) -> Iterator[Channel]:
        """Conversations that the account is in."""
        return (channel for channel in self.channels.values() if user_id in channel.members)

    def adopt(self, channel: Channel) -> None:
        """Takes in a conversation with all that was said there."""
        self.channels[channel.id] = channel
        self._places |= dict.fromkeys(channel.messages, (channel.id, None))

    def adopt_ephemerals(self, user_id: str, channel_id: str, said: list[Json]) -> None:
        """Puts ephemeral messages back on one person's screen."""
        self.ephemerals[user_id, channel_id] = said
        self._places |= {message["ts"]: (channel_id, user_id) for message in said}

    # Messages

    def post(self, channel: Channel, message: Json) -> Json:
        """Stores a message under a new ts and returns it; `thread_ts` makes it a reply."""
        ts = self.next_ts()
        stored = {"type": "message", "team": self.team_id, **message, "ts": ts}
        channel.messages[ts] = stored
        self._places[ts] = (channel.id, None)
        parent_ts = message.get("thread_ts")
        if parent_ts is not None:
            channel.replies.setdefault(parent_ts, []).append(ts)
            self._recount(channel, parent_ts)
        self.changes.note("message", channel=channel.id, ts=ts)
        return stored

    def replace(self, channel: Channel, message: Json) -> Json:
        """Puts a newer version in the place of the message with the same ts."""
        channel.messages[message["ts"]] = message
        self.changes.note("message", channel=channel.id, ts=message["ts"])
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        """Removes a message."""
        message = channel.messages.pop(ts)
        self.changes.note("message", channel=channel.id, ts=ts)
        parent_ts = message.get("thread_ts")
        if parent_ts is not None and parent_ts != ts:
            channel.replies[parent_ts].remove(ts)
            self._recount(channel, parent_ts)

    def _recount(self, channel: Channel, parent_ts: str) -> None:
        parent = channel.messages.get(parent_ts)
        if parent is None:
            return
        replies = channel.replies.get(parent_ts, [])
        counted = {**parent, "thread_ts": parent_ts, "reply_count": len(replies)}
        if replies:
            counted["latest_reply"] = replies[-1]
        self.replace(channel, counted)

    def react(self, channel: Channel, ts: str, name: str, user_id: str) -> bool:
        """Adds a reaction; False if that account has reacted so already."""
        message = channel.messages[ts]
        counted = {r["name"]: r["users"] for r in message.get("reactions", ())}
        if user_id in counted.get(name, ()):
            return False
        counted[name] = [*counted.get(name, ()), user_id]
        self._set_reactions(channel, message, counted)
        return True

    def unreact(self, channel: Channel, ts: str, name: str, user_id: str) -> bool:
        """Takes a reaction back; False if there was none."""
        message = channel.messages[ts]
        counted = {r["name"]: r["users"] for r in message.get("reactions", ())}
        if user_id not in counted.get(name, ()):
            return False
        counted[name] = [user for user in counted[name] if user != user_id]
        self._set_reactions(channel, message, counted)
        return True

    def _set_reactions(
        self, channel: Channel, message: Json, counted: dict[str, list[str]]
    ) -> None:
        reactions = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in counted.items()
            if users
        ]
        self.replace(channel, {**message, "reactions": reactions})

    def permalink(self, channel: Channel, ts: str) -> str:
        """The address of a message, with its thread if it is a reply."""
        link = f"https://{self.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
        thread_ts = channel.messages[ts].get("thread_ts", ts)
        return link if thread_ts == ts else f"{link}?thread_ts={thread_ts}&cid={channel.id}"

    def show_ephemeral(self, user_id: str, channel: Channel, message: Json) -> Json:
        """Puts an ephemeral message on one person's screen."""
        ts = self.next_ts()
        shown = {"type": "message", **message, "ts": ts, "is_ephemeral": True}
        self.ephemerals.setdefault((user_id, channel.id), []).append(shown)
        self._places[ts] = (channel.id, user_id)
        self.changes.note("ephemeral", channel=channel.id, ts=ts, user=user_id)
        return shown

    def replace_ephemeral(self, user_id: str, channel_id: str, ts: str, new: Json | None) -> bool:
        """Replaces (or with `None` removes) an ephemeral message; False if it is gone already."""
        shown = self.ephemerals.get((user_id, channel_id), [])
        for index, message in enumerate(shown):
            if message["ts"] == ts:
                shown[index : index + 1] = [] if new is None else [new]
                self.changes.note("ephemeral", channel=channel_id, ts=ts, user=user_id)
                return True
        return False

    def place_of(self, ts: str) -> tuple[str, str | None] | None:
        """Channel id of a message, and the one person who sees it if it is ephemeral."""
        return self._places.get(ts)
