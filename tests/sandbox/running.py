"""A real Bolt app, real clients and real servers around a sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox import Sandbox


def client_of(sandbox: Sandbox) -> AsyncWebClient:
    """Slack's own client with the app's token and no retries of its own."""
    return AsyncWebClient(
        token=sandbox.bot_token, base_url=sandbox.api_url, timeout=5, retry_handlers=[]
    )


def bolt(sandbox: Sandbox) -> AsyncApp:
    """An app without listeners."""
    return AsyncApp(
        client=client_of(sandbox),
        signing_secret=sandbox.signing_secret,
        process_before_response=True,
    )


@asynccontextmanager
async def running(sandbox: Sandbox, app: AsyncApp, transport: str) -> AsyncIterator[None]:
    """Runs the app over `http` or `socket` and points the sandbox at it."""
    async with over_http(sandbox, app) if transport == "http" else over_socket(sandbox, app):
        yield


@asynccontextmanager
async def over_http(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[None]:
    """Serves the app by Starlette and uvicorn on a free port."""
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    routes = [Route("/slack/events", endpoint, methods=["POST"])]
    async with serving(Starlette(routes=routes)) as port:
        sandbox.deliver_by_http(f"http://127.0.0.1:{port}/slack/events")
        yield


@asynccontextmanager
async def serving(site: Starlette) -> AsyncIterator[int]:
    """Serves a site on a free loopback port, which is what comes out."""
    config = uvicorn.Config(
        site, host="127.0.0.1", port=0, log_level="warning", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait on
        await asyncio.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def over_socket(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[None]:
    """Connects the app by Slack's own Socket Mode client."""
    handler = AsyncSocketModeHandler(
        app,
        sandbox.app_token,
        web_client=AsyncWebClient(base_url=sandbox.api_url),
        ping_interval=0.2,
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]
    sandbox.deliver_by_socket()
    await sandbox.socket_connected()
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
