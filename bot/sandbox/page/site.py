"""The addresses of the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.changes import Change
from bot.sandbox.errors import NotOffered
from bot.sandbox.guard import HEADERS, knows
from bot.sandbox.page.backstage import Backstage, Leap
from bot.sandbox.page.doing import Doing
from bot.sandbox.page.scene import Scenes
from bot.sandbox.page.stream import Stream
from bot.sandbox.page.traffic import traffic
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import Channel, Json

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""What is shown in place; everything else is only ever saved."""
_TOUR = "tour"
_TOUR_REST = 0.25


class Page:
    """Shows one sandbox in the browser. To be made before the sandbox starts. `features` are those
    of the app's manifest: commands with their hints, shortcuts with their names."""

    def __init__(self, sandbox: Sandbox, features: Json) -> None:
        self._sandbox = sandbox
        self._space = sandbox.space
        self._backstage: Backstage | None = None
        self._token = secrets.token_urlsafe(24)
        self._scenes = Scenes(sandbox.space, features)
        self._doing = Doing(sandbox, self._scenes.reading)
        self._streams: set[Stream] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._tour: list[Json] = []
        self._tour_is_old = False
        self._files = {
            path.relative_to(STATIC).as_posix(): path
            for path in STATIC.rglob("*")
            if path.suffix in _TYPES
        }
        sandbox.mount(self._mount)

    def attend(self, backstage: Backstage) -> None:
        """From now on there are a clock to move and a tour, and what the app says at its start is
        nobody's news."""
        self._backstage = backstage
        self._scenes.reading.rest()

    def _mount(self, app: web.Application) -> None:
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page/static/{name:.+}", self._static),
                web.get("/page/scene", self._scene),
                web.get("/page/messages", self._messages),
                web.get("/page/thread", self._thread),
                web.get("/page/stream", self._stream),
                web.get("/page/traffic", self._traffic),
                web.get("/page/file/{id}", self._file),
                web.post("/page/do/{verb}", self._do),
                web.post("/page/clock", self._clock),
            ]
        )
        app.cleanup_ctx.append(self._life)
        app.on_shutdown.append(self._close)

    @contextlib.asynccontextmanager
    async def _life(self, _: web.Application) -> Any:
        with self._space.changes.heard_by(self._heard):
            yield

    async def _close(self, _: web.Application) -> None:
        """Ends every open stream."""
        for stream in tuple(self._streams):
            stream.put(None)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # What it answers

    async def _index(self, _: web.Request) -> web.Response:
        text = self._files["index.html"].read_text(encoding="utf-8")
        return _sent(text.replace("{token}", self._token), "text/html")

    async def _static(self, request: web.Request) -> web.Response:
        path = self._files.get(request.match_info["name"])
        if path is None or path.suffix == ".html":
            raise web.HTTPNotFound
        return _sent(path.read_text(encoding="utf-8"), _TYPES[path.suffix])

    async def _scene(self, request: web.Request) -> web.Response:
        person = self._person(request.query.get("as"))
        self._tour = await self._steps()
        return _json(self._scenes.whole(person) | self._around())

    async def _messages(self, request: web.Request) -> web.Response:
        person = self._person(request.query.get("as"))
        channel = self._channel(person, request.query.get("channel"))
        before, until = request.query.get("before"), request.query.get("until")
        return _json(self._scenes.messages(person, channel, before, until))

    async def _thread(self, request: web.Request) -> web.Response:
        person = self._person(request.query.get("as"))
        channel = self._channel(person, request.query.get("channel"))
        return _json({"messages": self._scenes.thread(channel, request.query.get("ts", ""))})

    async def _traffic(self, request: web.Request) -> web.Response:
        try:
            seen = [int(request.query.get(name, "0")) for name in ("calls", "deliveries")]
        except ValueError:
            raise web.HTTPBadRequest from None
        return _json(traffic(self._space.record, *seen))

    async def _file(self, request: web.Request) -> web.Response:
        file = self._space.files.find(request.match_info["id"])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        shows = file.mimetype in _PICTURES
        kind = file.mimetype if shows else "application/octet-stream"
        answer = web.Response(body=file.content, content_type=kind, headers=HEADERS)
        if not shows:
            name = quote(file.name, safe="")
            answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        stream = Stream(self._space, self._scenes, self._person(request.query.get("as")))
        self._streams.add(stream)
        try:
            stream.put({"kind": "around", **self._around()})
            return await stream.run(request)
        except ConnectionResetError:
            return web.Response()
        finally:
            self._streams.discard(stream)

    async def _do(self, request: web.Request) -> web.Response:
        asked = await self._asked(request)
        verb = self._doing.verbs.get(request.match_info["verb"])
        if verb is None:
            raise web.HTTPNotFound
        try:
            return _json(await verb(self._person(asked.get("as")), asked))
        except NotOffered as error:
            return _json({"ok": False, "said": str(error)})
        except (KeyError, TypeError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"not well made: {type(error).__name__}") from None

    async def _clock(self, request: web.Request) -> web.Response:
        asked = await self._asked(request)
        if self._backstage is None or self._backstage.leaping:
            return _json({"ok": False, "said": "The clock cannot be moved now."})
        try:
            leap = Leap(str(asked.get("leap")))
        except ValueError:
            raise web.HTTPBadRequest from None
        self._start(self._backstage.leap(leap), "leap")
        return _json({"ok": True})

    async def _asked(self, request: web.Request) -> Json:
        """What somebody wants to be done."""
        if not knows(self._token, request):
            raise web.HTTPForbidden(text="This page is of an earlier start: load it again.")
        try:
            asked = json.loads(await request.text())
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise web.HTTPBadRequest(text="a JSON object is wanted")
        self._scenes.reading.wake()
        return asked

    # What it knows

    def _person(self, user_id: str | None) -> Person:
        first = self._backstage.begins_as if self._backstage else ""
        found = self._sandbox.person(user_id or first) or self._sandbox.anybody()
        if found is None:
            raise web.HTTPNotFound(text="nobody is here")
        return found

    def _channel(self, person: Person, channel_id: str | None) -> Channel:
        channel = self._space.world.channels.get(channel_id or "")
        if channel is None or person.id not in channel.members:
            raise web.HTTPNotFound(text="no such conversation")
        return channel

    def _around(self) -> Json:
        """The clock and the tour."""
        clock = self._space.clock
        leaping = self._backstage.leaping if self._backstage else None
        return {
            "now": clock.now().timestamp(),
            "leaping": leaping.timestamp() if leaping else None,
            "movable": self._backstage is not None,
            "tour": self._tour,
        }

    async def _steps(self) -> list[Json]:
        if self._backstage is None:
            return []
        steps = await self._backstage.tour(self._scenes.reading.until)
        return [asdict(step) for step in steps]

    def _heard(self, change: Change) -> None:
        if change.kind == "clock":
            self._tell()
        if change.kind not in ("clock", "traffic", "read") or not self._streams:
            return
        self._tour_is_old = True
        if not any(task.get_name() == _TOUR and not task.done() for task in self._tasks):
            self._start(self._look_at_the_tour(), _TOUR)

    async def _look_at_the_tour(self) -> None:
        """Until nothing has happened while it was looked at."""
        while self._tour_is_old:
            self._tour_is_old = False
            await asyncio.sleep(_TOUR_REST)
            steps = await self._steps()
            if steps != self._tour:
                self._tour = steps
                self._tell()

    def _tell(self) -> None:
        for stream in self._streams:
            stream.put({"kind": "around", **self._around()})

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _sent(text: str, kind: str) -> web.Response:
    headers = HEADERS | {"Cache-Control": "no-cache"}
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=headers)


def _json(body: Json) -> web.Response:
    return web.json_response(body, headers=HEADERS | {"Cache-Control": "no-store"})
