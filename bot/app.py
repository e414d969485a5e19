"""The composition root: the only place that wires the parts together."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.delivery.delivery import Delivery
from bot.delivery.errors import verdict
from bot.delivery.limits import Limits
from bot.delivery.slack import SlackClients
from bot.delivery.timing import Timing
from bot.schedule.errands import ErrandRunner
from bot.schedule.tick import DOWN
from bot.schedule.ticker import Ticker
from bot.usecases.gather_cards import gather_card
from bot.usecases.render_card import render_card
from bot.usecases.show_wave import write_survey
from handlers.bolt import bolt_app
from handlers.gate import Gate
from handlers.installed import Installation, Installed
from storage.books import Books
from storage.engine import database_url, make_engine
from storage.unit_of_work import Storage

log = structlog.get_logger()


@dataclass
class App:
    """Everything, wired. `start` makes it live, `stop` ends it in order."""

    settings: Settings
    clock: Clock
    storage: Storage
    clients: SlackClients
    installed: Installed
    gate: Gate
    bolt: AsyncApp
    delivery: Delivery
    ticker: Ticker
    errands: ErrandRunner
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once Slack told us who we are."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def install(self) -> Installation:
        """Ask Slack who we are and remember the workspace. Raises what the call raises."""
        token = self.settings.need("slack_bot_token")
        installation = _installation(await self.clients.who_am_i(token), token)
        self.clients.put(installation.team_id, token)
        self.installed.add(installation)
        await self.storage.write(installation.team_id, partial(self._installed, installation))
        return installation

    def _installed(self, installation: Installation, books: Books) -> None:
        now = self.clock.now()
        books.workspace.install(
            name=installation.name,
            url=installation.url,
            bot_user_id=installation.bot_user_id,
            now=now,
        )
        # before anybody acts: the first tick comes a minute later
        if books.due_times.down_since(now, DOWN):
            books.people.note_downtime(now)

    async def start(self) -> None:
        """Begin to send and to tick; a Slack that doesn't answer yet is asked again."""
        self._tasks.append(asyncio.create_task(self._connect()))

    async def _connect(self) -> None:
        pause = 1.0
        while not await self._installs():
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)
        self._tasks.append(asyncio.create_task(self.delivery.run()))
        self._tasks.append(asyncio.create_task(self.errands.run()))
        self.ticker.start()
        self.connected.set()

    async def _installs(self) -> bool:
        try:
            installation = await self.install()
        except Exception as error:
            log.error("slack_not_reached", error=verdict(error).code)
            return False
        log.info("installed", team=installation.team_id)
        return True

    async def stop(self) -> None:
        """Take nothing new, finish what is in flight, let go of everything."""
        self.connected.clear()
        self.ticker.stop()
        await self.gate.drain()
        await self.delivery.stop()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.clients.close()
        await asyncio.to_thread(self.storage.close)


def _installation(answer: Any, token: str) -> Installation:
    return Installation(
        team_id=answer["team_id"],
        name=answer.get("team") or "",
        url=answer.get("url") or "",
        bot_user_id=answer["user_id"],
        bot_id=answer.get("bot_id") or "",
        token=token,
    )


def build(settings: Settings, clock: Clock | None = None) -> App:
    """The whole app. Nothing is connected yet; must be called inside a running event loop."""
    clock = clock or SystemClock()
    storage = Storage(make_engine(database_url(settings.database_url)))
    clients = SlackClients(settings.slack_api_url)
    installed = Installed()
    gate = Gate(settings, storage, clients, clock, installed)
    delivery = Delivery(
        storage,
        clients,
        clock,
        render=render_card,
        gather=gather_card,
        history=settings.earshot_history,
        write=write_survey,
        timing=Timing(settle=timedelta(seconds=settings.earshot_settle_seconds)),
        limits=Limits(clock.passed),
    )
    errands = ErrandRunner(storage, clients.teams, clock)

    def wake() -> None:
        delivery.wake()
        errands.wake()

    storage.on_outbox = wake
    return App(
        settings=settings,
        clock=clock,
        storage=storage,
        clients=clients,
        installed=installed,
        gate=gate,
        bolt=bolt_app(gate, installed),
        delivery=delivery,
        ticker=Ticker(
            storage,
            clients,
            clock,
            delivery,
            gate.keys,
            gate.follow,
            settings.earshot_retention_months,
        ),
        errands=errands,
    )
