"""The whole app in this process, over signed HTTP, with a strict stand-in for Slack around it.

What waits in the outbox is sent when a test says so.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from unittest.mock import patch

import uvicorn
from pydantic import SecretStr

from bot.app import App, build
from bot.clock import StandingClock
from bot.config import Settings
from bot.manifest import manifest
from bot.sandbox import Channel, Person, Sandbox
from bot.sandbox.answers import Answer, all_text
from bot.sandbox.record import Refusal
from bot.schedule.errands import run_errands
from handlers import inbound
from handlers.web import web_app
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from storage.tables import Observation
from tests.support.office import MONDAY
from tests.support.patience import PATIENCE

TEAM = "T0EARSHOT"


@dataclass
class Inside:
    """Lena is an admin and leads, as nobody else does yet; Sam and Priya are members."""

    app: App
    sandbox: Sandbox
    lena: Person
    sam: Person
    priya: Person
    general: Channel

    async def cx(self, person: Person, text: str) -> Answer:
        """`/cx …` in a public channel, and what follows its acknowledgement."""
        self.general.members.add(person.id)
        answer = await person.slash("/cx", text, channel=self.general)
        await self.app.gate.drain()
        return answer

    async def press(self, person: Person, where: Answer | dict[str, object], label: str) -> Answer:
        answer = await person.press(where, label)
        await self.app.gate.drain()
        return answer

    async def fill_in(self, person: Person, **fields: object) -> Answer:
        """Submit the modal on the person's screen; `Home_channel` is the label "Home channel"."""
        for label, value in fields.items():
            await person.fill(label.replace("_", " "), value)
        answer = await person.submit()
        await self.app.gate.drain()
        return answer

    async def send(self) -> None:
        """Make what was asked for, and send what is due."""
        await run_errands(self.app.storage, self.app.clients.teams(), self.app.clock)
        await self.app.delivery.drain()


async def heard(firm: Inside) -> list[Observation]:
    """Everything that was logged and not undone, newest first."""
    return await firm.app.storage.read(
        TEAM, lambda books: list(books.observations.search("", None, offset=0, limit=100)[0])
    )


async def whispered(firm: Inside, person: Person, channel: Channel) -> dict[str, Any]:
    """What only `person` was shown last in a channel."""
    await firm.app.gate.drain()
    return person.ephemerals(channel)[-1]


def modal_text(person: Person) -> str:
    """Every word in the modal on the person's screen; "" when there is none."""
    return all_text(person.modal) if person.modal else ""


@asynccontextmanager
async def inside(
    database_url: str, history: Literal["off", "dm", "all"] = "dm"
) -> AsyncIterator[Inside]:
    """Afterwards nothing was refused: not a block, not a scope, not an answer. A machine that
    stands still for a while puts nobody off: app and stand-in are as patient."""
    engine = make_engine(parsed(database_url))
    migrate(engine)
    engine.dispose()
    rules = manifest(Settings(earshot_history=history))
    async with Sandbox(rules, limits=False, patience=PATIENCE) as sandbox:
        here = socket.create_server(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{here.getsockname()[1]}"
        settings = Settings(
            earshot_public_url=address,
            slack_bot_token=SecretStr(sandbox.bot_token),
            slack_signing_secret=SecretStr(sandbox.signing_secret),
            slack_api_url=sandbox.api_url,
            database_url=database_url,
            earshot_card_delay=0,
            earshot_history=history,
        )
        lena = sandbox.add_person("Lena", tz="UTC", admin=True)
        sam = sandbox.add_person("Sam", tz="UTC")
        priya = sandbox.add_person("Priya", tz="UTC")
        sandbox.add_channel("import")
        general = sandbox.add_channel("general")
        app = build(settings, StandingClock(MONDAY))
        app.clients.quick_timeout = PATIENCE
        with here, patch.multiple(inbound, ANSWERED_WITHIN=PATIENCE - 5, ASKED_WITHIN=PATIENCE / 2):
            try:
                await app.install()
                async with _serving(app, sandbox, here):
                    sandbox.deliver_by_http(f"{address}/slack/events")
                    yield Inside(app, sandbox, lena, sam, priya, general)
            finally:
                await app.stop()
        refused = [each for each in sandbox.refusals if not _asked_in_vain(each)]
        assert not refused, refused


def _asked_in_vain(refusal: Refusal) -> bool:
    """What a place is, asked of a private one without the scope to see any: taken as private."""
    return refusal.where == "conversations.info" and refusal.error == "missing_scope"


@asynccontextmanager
async def _serving(app: App, sandbox: Sandbox, here: socket.socket) -> AsyncIterator[None]:
    site = web_app(app, signing_secret=sandbox.signing_secret)
    config = uvicorn.Config(site, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[here]))
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait on
        await asyncio.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        await task
