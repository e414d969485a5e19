"""APScheduler as a ticker only: it says that a minute has passed, the database says what is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery.delivery import Delivery
from bot.delivery.slack import SlackClients
from bot.ports import Clock, VoterKeys
from bot.schedule.forgetting import forget
from bot.schedule.tick import tick
from storage.unit_of_work import Storage

log = structlog.get_logger()

Follow = Callable[[str], Awaitable[None]]
"""What follows of a tick in one workspace and asks Slack something, which no transaction may."""


class Ticker:
    def __init__(
        self,
        storage: Storage,
        clients: SlackClients,
        clock: Clock,
        delivery: Delivery,
        keys: VoterKeys,
        follow: Follow,
        months: int,
    ) -> None:
        """months: how long what customers said is kept; 0: for good."""
        self._storage = storage
        self._clients = clients
        self._clock = clock
        self._delivery = delivery
        self._keys = keys
        self._follow = follow
        self._months = months
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Tick every minute, in every copy. A late tick is as good as one in time."""
        self._scheduler.add_job(
            self._tick,
            "interval",
            minutes=1,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        try:
            teams = list(self._clients.teams())
            await tick(self._storage, teams, self._clock.now(), self._keys)
            for team in teams:
                await self._follow(team)
            await forget(self._storage, teams, self._clock.now(), self._months)
        except Exception:
            log.exception("tick_failed")
        self._delivery.wake()
