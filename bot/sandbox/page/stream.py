"""What changes on one person's screen, sent as server-sent events."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.sandbox.changes import Change
from bot.sandbox.page.scene import Scenes, shown
from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Json

_BREATH = 0.01
"""Seconds in which changes gather before they are sent together."""
_BEAT = 15.0
"""Seconds after which a quiet line says that it is there."""


class Stream:
    """One open page. `extra` gives what belongs to nobody: clock and tour."""

    def __init__(self, space: Workspace, scenes: Scenes, person: Person) -> None:
        self._space = space
        self._scenes = scenes
        self._person = person
        self._queue: asyncio.Queue[Change | Json | None] = asyncio.Queue()

    def put(self, news: Change | Json | None) -> None:
        """A change, an event that is sent as it is, or None to end."""
        self._queue.put_nowait(news)

    async def run(self, request: web.Request) -> web.StreamResponse:
        """Sends until the browser leaves or the stream is ended."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with self._space.changes.heard_by(self.put):
            while True:
                news = await self._gather()
                if None in news:
                    return response
                lines = [f"data: {json.dumps(event)}\n\n" for event in self._events(news)]
                await response.write("".join(lines or [": here\n\n"]).encode())

    async def _gather(self) -> list[Change | Json | None]:
        try:
            first = await asyncio.wait_for(self._queue.get(), _BEAT)
        except TimeoutError:
            return []
        await asyncio.sleep(_BREATH)
        news = [first]
        while not self._queue.empty():
            news.append(self._queue.get_nowait())
        return news

    def _events(self, news: list[Change | Json | None]) -> list[Json]:
        """Each change once, in the order of the last time it was told."""
        last = {(each if isinstance(each, Change) else id(each)): each for each in reversed(news)}
        events: list[Json] = []
        for each in reversed(list(last.values())):
            event = self._event(each) if isinstance(each, Change) else each
            if event is not None:
                events.append(event)
        if any(isinstance(each, Change) and each.kind in ("message", "read") for each in news):
            events.append(self._unread())
        return events

    def _event(self, change: Change) -> Json | None:
        """The news as the person sees it; None when it is not hers to see."""
        mine = change.user in (None, self._person.id)
        match change.kind:
            case "message":
                return self._message(change)
            case "ephemeral" if mine and change.channel:
                channel = self._space.world.channels[change.channel]
                kept = {each["ts"]: each for each in self._person.ephemerals(channel)}
                return _said(change, kept.get(change.ts or ""))
            case "modal" if mine:
                return {"kind": "modals", "modals": self._scenes.modals(self._person)}
            case "home" if mine:
                return {"kind": "home", "home": self._person.home}
            case "places":
                return {"kind": "scene", "scene": self._scenes.whole(self._person)}
            case "traffic":
                return {"kind": "traffic"}
        return None

    def _message(self, change: Change) -> Json | None:
        channel = self._space.world.channels.get(change.channel or "")
        if channel is None or self._person.id not in channel.members:
            return None
        return _said(change, channel.messages.get(change.ts or ""))

    def _unread(self) -> Json:
        reading, world = self._scenes.reading, self._space.world
        return {
            "kind": "unread",
            "channels": {
                channel.id: reading.unread(self._person.id, channel)
                for channel in world.channels_of(self._person.id)
            },
            "people": {
                user.id: reading.waiting(user.id) for user in world.users.values() if not user.bot
            },
        }


def _said(change: Change, message: Json | None) -> Json:
    place = {"channel": change.channel, "ts": change.ts}
    if message is None:
        return {"kind": "gone", **place}
    return {"kind": "message", **place, "message": shown(message)}
