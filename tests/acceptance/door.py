"""Raw requests at the app's HTTP door: what Slack sends, and what others might."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.sandbox.http_delivery import FORM, signature
from tests.support.live import SECRET

JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """A body with its headers, ready to be sent any number of times."""

    body: bytes
    headers: dict[str, str]


def signed(
    body: bytes, content_type: str, *, secret: str = SECRET, ago: float = 0, **extra: str
) -> Request:
    """As Slack signs it; `ago` seconds old."""
    stamp = str(int(time.time() - ago))
    return Request(
        body,
        {
            "content-type": content_type,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(secret, stamp, body),
            **extra,
        },
    )


def command(payload: Any, **how: Any) -> Request:
    return signed(urlencode(payload, errors="surrogatepass").encode(), FORM, **how)


def interaction(payload: Any, **how: Any) -> Request:
    return signed(urlencode({"payload": json.dumps(payload)}).encode(), FORM, **how)


def event(payload: Any, **how: Any) -> Request:
    return signed(json.dumps(payload).encode(), JSON, **how)


async def send(client: httpx.AsyncClient, request: Request) -> httpx.Response:
    return await client.post("/slack/events", content=request.body, headers=request.headers)
