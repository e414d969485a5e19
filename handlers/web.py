"""The HTTP side: one door for Slack, and what the one who runs it at night looks at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers import front_door
from handlers.survey_page import SurveyPage

if TYPE_CHECKING:
    from bot.app import App
    from handlers.socket import SocketDoor


def web_app(app: App, *, signing_secret: str | None, door: SocketDoor | None = None) -> Starlette:
    """The ASGI app; without a signing secret (Socket Mode) it takes no events."""

    async def events(request: Request) -> Response:
        try:
            body = await _read(request)
            front_door.check(
                signing_secret or "", request.headers, body, app.clock.wall().timestamp()
            )
        except front_door.Refused as refused:
            # of what was not read to its end nothing more is wanted
            return PlainTextResponse(
                "", status_code=refused.status, headers={"connection": "close"}
            )
        if not app.installed.known:
            # Bolt would answer 200, and Slack would never send it again
            return PlainTextResponse("", status_code=503)
        bolt_request = AsyncBoltRequest(
            body=body.decode(), query="", headers=dict(request.headers.items())
        )
        answer = await app.bolt.async_dispatch(bolt_request)
        return Response(
            answer.body,
            status_code=answer.status,
            headers=dict(answer.first_headers_without_set_cookie()),
        )

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        if not app.connected.is_set():
            return PlainTextResponse("not connected to Slack yet", status_code=503)
        if not app.clients.teams():
            return PlainTextResponse("Slack took the app's token away", status_code=503)
        if door is not None and not await door.is_open():
            return PlainTextResponse("no Socket Mode connection", status_code=503)
        try:
            await app.storage.ping()
        except Exception:
            return PlainTextResponse("the database does not answer", status_code=503)
        return PlainTextResponse("ok")

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await app.start()
        async with door or nullcontext():  # shut before the app stops: nothing new comes in
            yield
        await app.stop()

    routes = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]
    if signing_secret:
        routes.append(Route("/slack/events", events, methods=["POST"]))
        if app.settings.links:
            routes += SurveyPage(app, app.settings.links).routes()
    return Starlette(routes=routes, lifespan=lifespan)


async def _read(request: Request) -> bytes:
    """The body, given up as soon as it is too large or too slow."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > front_door.MAX_BYTES:
        raise front_door.Refused(413)
    body = bytearray()
    try:
        async with asyncio.timeout(front_door.READ_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > front_door.MAX_BYTES:
                    raise front_door.Refused(413)
    except TimeoutError:
        raise front_door.Refused(408) from None
    return bytes(body)
