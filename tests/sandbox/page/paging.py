"""A page over a sandbox, and a browser's requests to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from slack_bolt.async_app import AsyncApp

from bot.config import Settings
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.sandbox.guard import TOKEN_HEADER
from bot.sandbox.page import Page
from tests.sandbox.running import bolt, over_http

Json = dict[str, Any]


@dataclass
class Visit:
    """A browser at the page: `get` looks, `do` acts as somebody."""

    client: httpx.AsyncClient
    token: str

    async def get(self, path: str, **query: str) -> Any:
        answer = await self.client.get(f"page/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, verb: str, who: str, **asked: Any) -> Json:
        answer = await self.client.post(
            f"page/do/{verb}", json={**asked, "as": who}, headers={TOKEN_HEADER: self.token}
        )
        assert answer.status_code == 200, answer.text
        said: Json = answer.json()
        return said


@asynccontextmanager
async def paged() -> AsyncIterator[tuple[Sandbox, AsyncApp, Visit]]:
    """A sandbox with a page and an app without listeners behind it."""
    rules = manifest(Settings())
    sandbox = Sandbox(rules, limits=False)
    Page(sandbox, rules["features"])
    async with sandbox:
        app = bolt(sandbox)
        async with over_http(sandbox, app), visiting(sandbox) as visit:
            yield sandbox, app, visit


@asynccontextmanager
async def visiting(sandbox: Sandbox) -> AsyncIterator[Visit]:
    async with httpx.AsyncClient(base_url=sandbox.space.base_url) as client:
        index = await client.get("")
        found = re.search(r'name="page-token" content="([^"]+)"', index.text)
        assert found
        yield Visit(client, found[1])
