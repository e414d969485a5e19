"""The line to Slack: calls within limits and leases, and what every call's failure brings along."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.delivery import metrics
from bot.delivery.errors import Fate, NoToken, Verdict, verdict
from bot.delivery.limits import Limits
from bot.delivery.slack import FileError, SlackClients
from bot.delivery.timing import Timing
from storage.repositories.queue import ACROSS
from storage.session import Session
from storage.unit_of_work import Storage

T = TypeVar("T")
Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]

log = structlog.get_logger("earshot.delivery")


class CallFailed(Exception):
    """A call to Slack without an `ok`."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.code)
        self.verdict = verdict


class LeaseOver(Exception):
    """Too little is left of the lease to make a call under it: nothing was sent."""


class Line:
    def __init__(
        self, storage: Storage, slack: SlackClients, clock: Clock, limits: Limits, timing: Timing
    ) -> None:
        self.storage = storage
        self.clock = clock
        self.timing = timing
        self.limits = limits
        self._slack = slack

    async def call(
        self, method: str, team_id: str, expires: float, make: Call
    ) -> AsyncSlackResponse:
        """Make one call, if it is sure to end before `expires` (the event loop's time).

        Raises LeaseOver when it was not made, CallFailed for everything but an `ok`. A lost token
        has stopped the workspace by then, and a 429 has slowed the method down.
        """
        if self._late(expires, self.limits.wait(method, team_id)):
            # before a turn is taken: turns that nobody used would make the next late as well
            raise LeaseOver
        await self.limits.take(method, team_id)
        try:
            client = self._slack.client(team_id)
        except NoToken as error:
            raise CallFailed(verdict(error)) from None
        if self._late(expires):
            raise LeaseOver
        try:
            return await make(client)
        except Exception as error:
            found = verdict(error)
        if found.fate is Fate.LIMITED:
            metrics.LIMITED.labels(method).inc()
        elif found.fate is Fate.GONE:
            await self._leave(team_id, found.code)
        log.info("call_failed", method=method, team=team_id, fate=found.fate.value, code=found.code)
        raise CallFailed(found)

    async def upload(self, team_id: str, expires: float, url: str, content: bytes) -> None:
        """Bring a file's content to the address that Slack announced. Raises as `call` does."""
        if self._late(expires):
            raise LeaseOver
        try:
            await self._slack.upload(url, content)
        except FileError as error:
            found = Verdict(Fate.REFUSED, error.code)
        except Exception as error:
            found = verdict(error)
        else:
            return
        log.info("upload_failed", team=team_id, fate=found.fate.value, code=found.code)
        raise CallFailed(found)

    async def settle(self, work: Callable[[Session], T]) -> T:
        """Write down what is known, however busy the database is at the moment.

        Raises Refusal(STORAGE_BUSY) in the end; the row is then found as a crash would leave it.
        """
        return await self.storage.insist(ACROSS, lambda books: work(books.session))

    def _late(self, expires: float, wait: float = 0.0) -> bool:
        """Whether a call made after `wait` seconds may last longer than the lease."""
        return asyncio.get_running_loop().time() + wait + self._slack.timeout > expires

    async def _leave(self, team_id: str, code: str) -> None:
        self._slack.drop(team_id)
        now = self.clock.now()
        await self.storage.write(team_id, lambda books: books.workspace.leave(now))
        log.warning("workspace_gone", team=team_id, code=code)
