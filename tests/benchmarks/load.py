"""A small load generator: raw HTTP over kept connections, every request signed and unique."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Measured:
    """per_second: answered 200 a second. p50, p99: milliseconds. failed: any other answer."""

    per_second: float
    p50: float
    p99: float
    failed: int


def log_requests(count: int, secret: str, run: str) -> list[bytes]:
    """Signed `/cx log` requests, ready to be written to a socket."""
    return [_request(number, secret, run) for number in range(count)]


async def measure(port: int, requests: list[bytes], connections: int = 32) -> Measured:
    """Send all of `requests` over `connections` kept connections, one at a time on each."""
    waiting = iter(requests)
    took: list[float] = []
    failed = 0

    async def connection() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = _length(head)
            if length:
                await reader.readexactly(length)
            took.append(time.perf_counter() - begun)
            failed += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    elapsed = time.perf_counter() - begun
    took.sort()
    return Measured(
        per_second=(len(took) - failed) / elapsed,
        p50=took[len(took) // 2] * 1000,
        p99=took[len(took) * 99 // 100] * 1000,
        failed=failed,
    )


def signed(form: Mapping[str, str], secret: str) -> bytes:
    """A request of Slack's, ready to be written to a socket."""
    body = urlencode(form).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: v0={signature.hexdigest()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _request(number: int, secret: str, run: str) -> bytes:
    form = {
        "team_id": "T0EARSHOT",
        "team_domain": "northlight",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": "U0PRIYA",
        "user_name": "priya",
        "command": "/cx",
        "text": f'log Import {number} stopped at line 12 customer:"Acme {number % 97}"',
        "response_url": "http://127.0.0.1:9/none",
        "trigger_id": f"{run}.{number}",
        "api_app_id": "A0EARSHOT",
    }
    return signed(form, secret)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0
