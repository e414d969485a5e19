"""What the front door answers when something is slow, busy or unreadable."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.sandbox.http_delivery import HttpDelivery
from handlers import front_door
from handlers.web import web_app
from tests.acceptance.door import event, interaction, send
from tests.support.inside import Inside, inside

TEAM = "T0EARSHOT"


def through_the_door(firm: Inside) -> httpx.AsyncClient:
    site = web_app(firm.app, signing_secret=firm.sandbox.signing_secret)
    door = httpx.ASGITransport(site, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=door, base_url="http://earshot")


async def test_a_body_that_never_ends_is_hung_up_on(
    firm: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_door, "READ_WITHIN", 0.3)
    delivery = firm.sandbox.dispatch._transports[-1]
    assert isinstance(delivery, HttpDelivery)
    address = httpx.URL(delivery.url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(
        b"POST /slack/events HTTP/1.1\r\nHost: earshot\r\nContent-Type: application/json\r\n"
        b"Content-Length: 1000\r\n\r\n{"
    )
    answer = await asyncio.wait_for(reader.read(), timeout=30)  # to the end: it was closed
    assert answer.startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_an_event_that_meets_a_busy_database_is_sent_again(tmp_path: Path) -> None:
    async with inside(f"sqlite:///{tmp_path}/earshot.db") as firm:
        said = {"type": "message", "channel_type": "im", "user": firm.sam.id, "text": "It broke"}
        said |= {"channel": firm.sam.dm_channel.id, "ts": "1790000000.000100"}
        body = {"type": "event_callback", "event_id": "Ev1", "team_id": TEAM, "event": said}
        request = event(body, secret=firm.sandbox.signing_secret)
        async with through_the_door(firm) as client:
            with closing(sqlite3.connect(tmp_path / "earshot.db", isolation_level=None)) as holder:
                holder.execute("BEGIN IMMEDIATE")
                assert (await send(client, request)).status_code == 503
            assert (await send(client, request)).status_code == 200


@pytest.mark.parametrize("address", ["", "no address", "http://[", "file:///etc/hosts"])
async def test_who_is_not_installed_is_told_in_the_answer_and_nowhere_else(
    firm: Inside, address: str
) -> None:
    firm.app.installed.remove(TEAM)
    body = {
        "type": "shortcut",
        "callback_id": "log_observation",
        "trigger_id": "1.2.3",
        "user": {"id": "U0SAM"},
        "team": {"id": "T0OTHER"},
        "response_url": address,
    }
    async with through_the_door(firm) as client:
        answer = await send(client, interaction(body, secret=firm.sandbox.signing_secret))
    assert answer.status_code == 200
