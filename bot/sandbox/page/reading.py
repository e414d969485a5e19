"""How far each person has read each conversation."""

from __future__ import annotations

from bot.sandbox.world import Channel, World

_ALL = "9999999999.999999"
"""A ts after all others."""


class Reading:
    """What was there before the page began counts as read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._start = world.next_ts()
        self._until: dict[tuple[str, str], str] = {}

    def rest(self) -> None:
        """What still arrives counts as read too: it is what somebody finds who comes."""
        self._start = _ALL

    def wake(self) -> None:
        """Somebody does something: what follows is news."""
        if self._start == _ALL:
            self._start = self._world.next_ts()

    def until(self, user_id: str, channel_id: str) -> str:
        """ts up to which the person has read."""
        return self._until.get((user_id, channel_id), self._start)

    def mark(self, user_id: str, channel: Channel) -> None:
        """The person has everything in the conversation before her eyes."""
        if self.unread(user_id, channel):
            self._until[user_id, channel.id] = next(reversed(channel.messages))
            self._world.changes.note("read", channel=channel.id, user=user_id)

    def unread(self, user_id: str, channel: Channel) -> int:
        """Messages of others since; replies count in DMs only, as Slack's bold names do."""
        count, until = 0, self.until(user_id, channel.id)
        for ts, message in reversed(channel.messages.items()):
            if ts <= until:
                break
            reply = message.get("thread_ts", ts) != ts
            if message.get("user") != user_id and (channel.kind == "im" or not reply):
                count += 1
        return count

    def waiting(self, user_id: str) -> int:
        """Unread messages in all the person's DMs."""
        return sum(
            self.unread(user_id, channel)
            for channel in self._world.channels_of(user_id)
            if channel.kind in ("im", "mpim")
        )
