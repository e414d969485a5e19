"""Moving the clock forward without jumping over anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.app import App
from bot.clock import ShiftedClock
from bot.sandbox.page import Leap
from bot.schedule.tick import TickFailed, tick

_PATIENCE = 4.0
"""Seconds to wait at one stop for what Slack's limits hold up."""
_HOUR = timedelta(hours=1)
_OPENS, _CLOSES = time(10, 30), time(15)

log = structlog.get_logger()


class Clockwork:
    """Sets the clock that the app and the stand-in share, from stop to stop.

    At each full hour, and whenever a message falls due in between, the app does what is due and
    sends it, so that a nudge stands in Slack before the promise lapses that it names. `zone` is
    where "Monday 9:00" is; `moved` is told after each stop.
    """

    def __init__(
        self, app: App, clock: ShiftedClock, zone: ZoneInfo, moved: Callable[[], None]
    ) -> None:
        self._app = app
        self._clock = clock
        self._zone = zone
        self._moved = moved
        self.leaping: datetime | None = None

    async def leap(self, leap: Leap) -> None:
        """Moves the clock as far as asked, counted from now."""
        await self.go_to(target(leap, self._clock.now(), self._zone))

    async def go_to(self, until: datetime) -> None:
        """Moves the clock to a moment, in stops; a moment that has passed changes nothing."""
        self.leaping = until
        self._moved()
        try:
            while self._clock.now() < until:
                await self._stop_at(min(until, await self._next_stop()))
                self._moved()
        finally:
            self.leaping = None
            self._moved()

    async def _stop_at(self, moment: datetime) -> None:
        self._clock.shift += max(timedelta(0), moment - self._clock.now())
        teams = list(self._app.clients.teams())
        try:
            await tick(self._app.storage, teams, self._clock.now())
        except TickFailed as error:
            log.warning("stop_incomplete", error=str(error))
        await self._app.delivery.drain(patience=_PATIENCE)

    async def _next_stop(self) -> datetime:
        now = self._clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0) + _HOUR
        due = [
            moment
            for team in self._app.clients.teams()
            if (
                moment := await self._app.storage.read(
                    team, lambda books: books.outbox.next_due(now)
                )
            )
        ]
        return min([hour, *due])


def target(leap: Leap, now: datetime, zone: ZoneInfo) -> datetime:
    """Where a leap from `now` (aware UTC) ends, aware UTC. A day is a calendar day in `zone`."""
    local = now.astimezone(zone)
    if leap is Leap.HOUR:
        return now + _HOUR
    if leap is Leap.DAY:
        return (local + timedelta(days=1)).astimezone(now.tzinfo)
    nine = datetime.combine(local.date() - timedelta(days=local.weekday()), time(9), tzinfo=zone)
    return (nine if local < nine else nine + timedelta(days=7)).astimezone(now.tzinfo)


def opening_time(now: datetime, zone: ZoneInfo) -> datetime:
    """`now` in office hours (Mon-Fri, 10:30 to 15:00 in `zone`), else the next time they begin.

    Cards wait for working time, and nobody wants to see that first. At 10:30 in Berlin London
    works too.
    """
    local = now.astimezone(zone)
    if local.weekday() < 5 and _OPENS <= local.time() < _CLOSES:
        return now
    day = local.date() + timedelta(days=0 if local.time() < _OPENS else 1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, _OPENS, tzinfo=zone).astimezone(now.tzinfo)
