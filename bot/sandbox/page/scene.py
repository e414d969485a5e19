"""What one person sees, as JSON for the page."""

from __future__ import annotations

from typing import Any

from bot.sandbox.page.reading import Reading
from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, User

PAGE = 60
"""Messages that are sent at a time."""


class Scenes:
    """Looks at one workspace with different people's eyes."""

    def __init__(self, space: Workspace, features: Json) -> None:
        self._space = space
        self._features = features
        self.reading = Reading(space.world)

    def whole(self, person: Person) -> Json:
        """Everything but messages: people, places, commands, modals, Home."""
        world, manifest = self._space.world, self._space.manifest
        inside = person.user.team_id == world.team_id
        return {
            "me": person.id,
            "team": {"name": world.domain, "teams": world.teams, "id": world.team_id},
            "app": {
                "user": self._space.app.user_id,
                "name": self._space.app.name,
                "home": manifest.home_tab,
                "writable": manifest.messages_tab and not manifest.messages_read_only,
            },
            "people": [self.account(user) for user in world.users.values()],
            "groups": [
                {"id": group.id, "handle": group.handle} for group in world.usergroups.values()
            ],
            "channels": [self.place(person, channel) for channel in self._places(person)],
            "commands": self._features.get("slash_commands", []) if inside else [],
            "shortcuts": self._features.get("shortcuts", []) if inside else [],
            "modals": self.modals(person),
            "home": person.home,
        }

    def account(self, user: User) -> Json:
        """One person, and whether something waits for them."""
        return {
            "id": user.id,
            "name": user.name,
            "handle": user.handle,
            "tz": user.tz,
            "title": user.title,
            "admin": user.admin,
            "guest": user.guest,
            "deleted": user.deleted,
            "bot": user.bot,
            "team": user.team_id,
            "waiting": 0 if user.bot else self.reading.waiting(user.id),
        }

    def place(self, person: Person, channel: Channel) -> Json:
        """One conversation."""
        others = [member for member in channel.members if member != person.id]
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "shared": channel.ext_shared,
            "archived": channel.archived,
            "members": sorted(channel.members),
            "with": others[0] if channel.kind == "im" and others else None,
            "unread": self.reading.unread(person.id, channel),
            "until": self.reading.until(person.id, channel.id),
        }

    def modals(self, person: Person) -> list[Json]:
        """The stack of modals on the person's screen, the lowest first."""
        return [view.seen() for view in self._space.views.stack(person.id)]

    def messages(
        self, person: Person, channel: Channel, before: str | None, until: str | None
    ) -> Json:
        """The newest messages older than `before`, replies left out, oldest first; as many as fit
        one page, or as reach back to `until`. Ephemeral ones come with the newest."""
        found: list[Json] = []
        more = False
        for ts, message in reversed(channel.messages.items()):
            if (before and ts >= before) or not in_channel(message):
                continue
            if len(found) >= PAGE and (until is None or ts < until):
                more = True
                break
            found.append(shown(message))
        if before is None:
            found += [shown(each) for each in person.ephemerals(channel)]
        return {"messages": sorted(found, key=lambda each: each["ts"]), "more": more}

    def thread(self, channel: Channel, ts: str) -> list[Json]:
        """A message and its replies, oldest first."""
        parent = channel.messages.get(ts)
        replies = [channel.messages[reply] for reply in channel.replies.get(ts, ())]
        return [shown(each) for each in ([parent] if parent else []) + replies]

    def _places(self, person: Person) -> list[Channel]:
        own = [c for c in self._space.world.channels_of(person.id) if not c.archived]
        dm = person.dm_channel
        inside = person.user.team_id == self._space.world.team_id
        return own if dm in own or not inside else [*own, dm]


def in_channel(message: Json) -> bool:
    """False for what is seen in its thread only."""
    reply = message.get("thread_ts", message["ts"]) != message["ts"]
    return not reply or message.get("subtype") == "thread_broadcast"


def shown(message: Json) -> dict[str, Any]:
    """A message without what no client shows."""
    return {key: value for key, value in message.items() if key != "metadata"}
