"""What a person has before her eyes, and how she finds her way on it."""

from __future__ import annotations

from bot.sandbox.answers import Answer
from bot.sandbox.elements import Placed, labels, placed
from bot.sandbox.errors import NotOffered
from bot.sandbox.views import OpenView
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, User

Where = Json | Answer
Label = str | tuple[str, str]
"""What an element is found by: words that a person reads, or its block_id and action_id."""


class Screen:
    """One account's view of the workspace. What is not there raises NotOffered."""

    def __init__(self, space: Workspace, user: User) -> None:
        self._space = space
        self._user = user

    @property
    def id(self) -> str:
        """Slack's id of the account."""
        return self._user.id

    @property
    def user(self) -> User:
        """The account."""
        return self._user

    @property
    def dm_channel(self) -> Channel:
        """Her DM with the app."""
        return self._space.world.dm(self.id)

    @property
    def dm(self) -> list[Json]:
        """Messages in her DM with the app, oldest first, replies in threads left out."""
        return [
            message
            for message in self.dm_channel.messages.values()
            if message.get("thread_ts", message["ts"]) == message["ts"]
        ]

    def threads(self, ts: str) -> list[Json]:
        """Replies to a message in her DM with the app, oldest first."""
        channel = self.dm_channel
        return [channel.messages[reply] for reply in channel.replies.get(ts, ())]

    def ephemerals(self, channel: Channel | None = None) -> list[Json]:
        """Ephemeral messages on her screen, oldest first; by default those in her DM with the
        app."""
        channel = channel or self.dm_channel
        return list(self._space.world.ephemerals.get((self.id, channel.id), ()))

    @property
    def modal(self) -> Json | None:
        """The modal on her screen, with `id`, `hash` and `state`."""
        view = self._space.views.top(self.id)
        return view.seen() if view else None

    @property
    def home(self) -> Json | None:
        """Her Home tab, once the app has published one."""
        view = self._space.views.home(self.id)
        return view.seen() if view else None

    # Finding things on it

    def _require_active(self) -> None:
        if self._user.deleted:
            raise NotOffered(f"{self._user.name} is deactivated")

    def _in(self, channel: Channel) -> Channel:
        self._require_active()
        if self.id not in channel.members:
            raise NotOffered(f"{self._user.name} is not in {channel.name}")
        return channel

    def _top(self) -> OpenView:
        self._require_active()
        view = self._space.views.top(self.id)
        if view is None:
            raise NotOffered("no modal is open")
        return view

    def _surface(self, where: Where) -> Json:
        self._require_active()
        if not isinstance(where, Answer):
            return where
        shown = where.message or (where.replies[-1] if where.replies else None)
        if shown is None and where.views:
            shown = self.modal
        if shown is None:
            raise NotOffered("the answer shows nothing")
        return shown

    def _find(self, surface: Json, label: Label, kinds: set[str] | None, nth: int) -> Placed:
        spots = [
            spot
            for spot in placed(surface.get("blocks", []))
            if kinds is None or spot.element["type"] in kinds
        ]
        if isinstance(label, tuple):
            matching = [spot for spot in spots if spot.key[:2] == label]
        else:
            matching = [spot for spot in spots if label in labels(spot)]
        if len(matching) <= nth:
            raise NotOffered(f"{label!r} is not among {[labels(spot)[0] for spot in spots]}")
        return matching[nth]

    def _open_view(self, surface: Json) -> OpenView | None:
        """The open view behind a surface; None for messages."""
        if "ts" in surface:
            return None
        view = self._space.views.find(surface["id"])
        if view is None or view.user_id != self.id:
            raise NotOffered("that view is closed")
        if view.body["type"] == "modal" and view is not self._space.views.top(self.id):
            raise NotOffered("another modal lies on top of that one")
        return view

    def _current(self, message: Json, channel: Channel) -> Json:
        """The newest version of a message: the one given may be what she still had on her
        screen."""
        if message.get("is_ephemeral"):
            shown = {one["ts"]: one for one in self.ephemerals(channel)}
        else:
            shown = self._in(channel).messages
        if message["ts"] not in shown:
            raise NotOffered("that message is gone")
        return shown[message["ts"]]

    def _channel_of(self, message: Json) -> Channel:
        place = self._space.world.place_of(message["ts"])
        if place is None or (place[1] is not None and place[1] != self.id):
            raise NotOffered("she does not see that message")
        return self._space.world.channels[place[0]]
