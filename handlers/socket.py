"""Socket Mode's way in: opened once we know who we are, shut before anything else is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.errors import verdict
from bot.delivery.proxy import proxy_for

if TYPE_CHECKING:
    from bot.app import App

log = structlog.get_logger()


class SocketDoor:
    """An async context manager around the connection. Once open, slack_sdk keeps it so."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        self._app = app
        web_client = AsyncWebClient(token=app_token, base_url=api_url)
        self._handler = AsyncSocketModeHandler(app.bolt, app_token, web_client=web_client)
        # by themselves both ask a proxy for loopback, too
        web_client.proxy = self._handler.client.proxy = proxy_for(api_url)
        self._opening: asyncio.Task[None] | None = None

    async def is_open(self) -> bool:
        return bool(await self._handler.client.is_connected())

    async def __aenter__(self) -> SocketDoor:
        self._opening = asyncio.create_task(self._open())
        return self

    async def __aexit__(self, *_: Any) -> None:
        if self._opening:
            self._opening.cancel()
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _open(self) -> None:
        await self._app.connected.wait()
        pause = 1.0
        while not await self._connects():
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)

    async def _connects(self) -> bool:
        try:
            await self._handler.connect_async()  # type: ignore[no-untyped-call]
        except Exception as error:
            log.error("socket_not_connected", error=verdict(error).code)
            return False
        log.info("socket_connected")
        return True
