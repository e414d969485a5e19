"""A headless Chromium, and one local workspace for all the plays: started as its users do."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.e2e.desk import Desk, sitting

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_STARTS_IN = 90.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where there is no Chromium, what needs one is skipped and says so."""
    if CHROMIUM:
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            reason = "no chromium on the PATH: apt-get install chromium"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def workspace() -> Iterator[str]:
    """The address that `earshot run` without tokens prints; Ctrl-C ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", "--port", "0"],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ.get("PATH", "")},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    began, address = time.monotonic(), None
    while address is None and time.monotonic() - began < _STARTS_IN:
        line = process.stderr.readline()
        assert line or process.poll() is None, "it ended while starting"
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
    assert address
    yield address[0]
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=20)[1]
    assert process.returncode == 0, rest


@pytest.fixture
async def desk(browser: Browser, workspace: str) -> AsyncIterator[Desk]:
    """Somebody at the page of the workspace."""
    async with sitting(browser, workspace) as desk:
        yield desk
