"""`make screenshots`: take the pictures that the docs show, from the real pages."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.screens import survey_page
from tests.screens.chromium import CHROMIUM, chromium

IMAGES = Path(__file__).parents[2] / "docs" / "images"


async def _take() -> None:
    async with chromium() as browser:
        await survey_page.take(browser, IMAGES)


if CHROMIUM is None:
    raise SystemExit("Pictures need a chromium on the PATH: apt-get install chromium")
asyncio.run(_take())
