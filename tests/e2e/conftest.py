"""A headless Chromium, and one local workspace for all the plays: started as its users do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.desk import Desk, sitting
from tests.screens.chromium import chromium, needs_chromium
from tests.support.live import NOWHERE

_STARTS_IN = 240.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this needs a browser, the same one; where there is none it is skipped, and says so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(needs_chromium)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def workspace() -> Iterator[str]:
    """The address that `earshot run` without tokens prints; Ctrl-C ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", "--port", "0"],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ.get("PATH", ""), "HTTPS_PROXY": NOWHERE, "HTTP_PROXY": NOWHERE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    began, address = time.monotonic(), None
    while address is None and time.monotonic() - began < _STARTS_IN:
        line = process.stdout.readline()
        assert line or process.poll() is None, "it ended while starting"
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
    assert address
    yield address[0]
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=20)[0]
    assert process.returncode == 0, rest


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, workspace: str) -> AsyncIterator[Desk]:
    """Somebody at the page of the workspace."""
    async with sitting(browser, workspace) as desk:
        yield desk
