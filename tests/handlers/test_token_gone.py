"""Slack took the token away: what needs no call goes on, and nobody is told it was our fault."""

from __future__ import annotations

import httpx

from handlers.web import web_app
from tests.support.inside import Inside


async def test_words_of_somebody_new_are_stored_without_a_token(firm: Inside) -> None:
    maya = firm.sandbox.add_person("Maya")
    firm.app.clients.drop("T0EARSHOT")
    assert "Got it." in (await firm.cx(maya, "log It ate the file")).text


async def test_a_form_that_cannot_be_opened_is_said(firm: Inside) -> None:
    await firm.cx(firm.priya, "help")
    firm.app.clients.drop("T0EARSHOT")
    assert "Slack didn't answer me" in (await firm.cx(firm.priya, "")).text


async def test_nobody_is_ready_without_a_token(firm: Inside) -> None:
    firm.app.connected.set()
    door = httpx.ASGITransport(web_app(firm.app, signing_secret="shh"))
    async with httpx.AsyncClient(transport=door, base_url="http://earshot") as client:
        assert (await client.get("/readyz")).text == "ok"
        firm.app.clients.drop("T0EARSHOT")
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "Slack took the app's token away")
