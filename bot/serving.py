"""Running the app: HTTP, Socket Mode, or one tick."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import App, build
from bot.clock import StandingClock, SystemClock
from bot.config import Settings
from bot.delivery.errors import verdict
from bot.schedule.tick import tick
from handlers.web import web_app

log = structlog.get_logger()


async def serve_http(settings: Settings, signing_secret: str) -> None:
    """HTTP on PORT until a signal ends it; what is in flight is finished first."""
    app = build(settings)
    await _serve(app, signing_secret)


async def serve_socket(settings: Settings, app_token: str) -> None:
    """Socket Mode, with health and metrics on PORT."""
    app = build(settings)
    door = SocketDoor(app, app_token)
    opening = asyncio.create_task(door.open())
    try:
        await _serve(app, None)
    finally:
        opening.cancel()
        await door.close()


async def tick_once(settings: Settings, at: datetime | None) -> bool:
    """All that is due at `at` (default: now), sent; False if anything failed."""
    clock = StandingClock(at) if at else SystemClock()
    app = build(settings, clock)
    try:
        await app.install()
        await tick(app.storage, list(app.clients.teams()), clock.now())
        drained = await app.delivery.drain()
    finally:
        await app.stop()
    log.info("ticked", sent=drained.sent, parked=drained.parked, unknown=drained.unknown)
    return not (drained.parked or drained.failed or drained.unknown)


async def _serve(app: App, signing_secret: str | None) -> None:
    settings = app.settings
    server = uvicorn.Server(
        uvicorn.Config(
            web_app(app, signing_secret=signing_secret),
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )
    log.info("serving", port=settings.port)
    await server.serve()


class SocketDoor:
    """Socket Mode's way in: opened once we know who we are, and again whenever it falls shut."""

    def __init__(self, app: App, app_token: str) -> None:
        self._app = app
        self._handler = AsyncSocketModeHandler(
            app.bolt,
            app_token,
            web_client=AsyncWebClient(token=app_token, base_url=app.settings.slack_api_url),
        )

    async def open(self) -> None:
        await self._app.connected.wait()
        pause = 1.0
        while True:
            try:
                await self._handler.connect_async()  # type: ignore[no-untyped-call]
                return
            except Exception as error:
                log.error("socket_not_connected", error=verdict(error).code)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30)

    async def close(self) -> None:
        await self._handler.close_async()  # type: ignore[no-untyped-call]
