"""The yardstick: a Bolt app on the same server that only acknowledges."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id="T0EARSHOT",
        bot_token="xoxb-bare",
        bot_id="B0",
        bot_user_id="U0",
    )


def main(port: int, secret: str) -> None:
    bolt = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)

    @bolt.command("/cx")
    async def cx(ack: Any) -> None:
        await ack("Got it.")

    handler = AsyncSlackRequestHandler(bolt)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route("/slack/events", events, methods=["POST"]), Route("/readyz", ready)]
    web = Starlette(routes=routes)
    uvicorn.run(
        web,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
