"""A sandbox for each test, and the two ways an app can be reached."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.sandbox.running import client_of


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    """The test runs once over signed HTTP and once over Socket Mode."""
    return str(request.param)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A workspace in which everything is allowed, without rate limits."""
    async with Sandbox(limits=False) as made:
        yield made


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    """Slack's own client, speaking to the sandbox."""
    return client_of(sandbox)
