"""The link page in a small company, and a browser-like client in front of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.domain.link_token import Named, sign
from bot.domain.wave import Given, WaveState
from bot.usecases.make_link import make_link
from storage.books import Books
from storage.tables import SurveyLink, Wave
from tests.support.inside import Inside, inside
from tests.support.office import MONDAY
from tests.support.surveys import begin


@dataclass
class Site:
    firm: Inside
    browser: httpx.AsyncClient
    wave: int = 0

    @property
    def team(self) -> str:
        return next(iter(self.firm.app.clients.teams()))

    async def begin(self, *questions: dict[str, Any], **more: Any) -> None:
        wave = await self.do(lambda books: begin(books, MONDAY, *questions, **more))
        self.wave = wave.id or 0

    async def do(self, work: Any) -> Any:
        return await self.firm.app.storage.write(self.team, work)

    async def link(self, customer: str = "", contact: str = "") -> str:
        """The path of a link for a customer, or of the open one."""

        def work(books: Books) -> SurveyLink:
            desk = self.firm.app.gate.desk()
            made = make_link(
                books, desk, self._wave(books), "U0SAM", customer=customer, contact=contact
            )
            assert isinstance(made, SurveyLink)
            return made

        return self.path((await self.do(work)).id)

    def path(self, link_id: str, expires: datetime = MONDAY + timedelta(days=5)) -> str:
        links = self.firm.app.settings.links
        assert links is not None
        return f"/s/{sign(links.key, Named(self.team, link_id, expires))}"

    async def answers(self) -> list[tuple[Given, dict[int, str]]]:
        def work(books: Books) -> list[tuple[Given, dict[int, str]]]:
            return [
                (row.given, books.responses.answers(row))
                for row in books.responses.in_wave(self._wave(books))
            ]

        found: list[tuple[Given, dict[int, str]]] = await self.do(work)
        return found

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """Open the page as a browser does, fill it in, and send it."""
        form = hidden((await self.browser.get(path)).text) | fields
        return await self.browser.post(path, data=form)

    async def close(self) -> None:
        """The survey is over before its time."""

        def work(books: Books) -> None:
            row = self._wave(books)
            row.state = WaveState.CLOSED
            books.session.add(row)

        await self.do(work)

    def _wave(self, books: Books) -> Wave:
        row = books.surveys.wave(self.wave)
        assert row is not None
        return row


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@asynccontextmanager
async def survey_site(database_url: str) -> AsyncIterator[Site]:
    """With an NPS for customers that runs until Saturday."""
    async with inside(database_url) as firm:
        base = str(firm.app.settings.earshot_public_url)
        async with httpx.AsyncClient(base_url=base) as browser:
            site = Site(firm, browser)
            await site.begin()
            yield site
