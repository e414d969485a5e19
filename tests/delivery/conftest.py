from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.clock import SystemClock
from bot.sandbox import Sandbox
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.unit_of_work import Storage
from tests.delivery.bench import Bench, install


@pytest.fixture
async def bench(migrated_url: str) -> AsyncIterator[Bench]:
    """On each database in turn. Slack's own limits are off: tests that want them set them."""
    storage = Storage(make_engine(parsed(migrated_url), busy_seconds=30))
    install(storage)
    async with Sandbox(limits=False) as sandbox:
        bench = Bench(storage, sandbox, SystemClock())
        try:
            yield bench
        finally:
            await bench.slack.close()
            storage.close()
