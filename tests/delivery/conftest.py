from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.clock import SystemClock
from bot.sandbox import Sandbox
from tests.delivery.bench import Bench, open_storage


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    """On each database in turn. Slack's own limits are off: tests that want them set them."""
    storage = open_storage(database_url)
    async with Sandbox(limits=False) as sandbox:
        bench = Bench(storage, sandbox, SystemClock())
        try:
            yield bench
        finally:
            await bench.slack.close()
            storage.close()
