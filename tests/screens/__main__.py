"""`make screenshots`: take the pictures that the docs show, and all others, from the real pages.

The others go into the folder that is named, or screens/.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.screens import local_workspace, survey_page
from tests.screens.chromium import CHROMIUM, chromium

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"


async def _take(folder: Path) -> list[str]:
    async with chromium() as browser:
        await survey_page.take(browser, IMAGES)
        return await local_workspace.take(browser, folder, IMAGES)


if CHROMIUM is None:
    raise SystemExit("Pictures need a chromium on the PATH: apt-get install chromium")
_folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screens"
_folder.mkdir(parents=True, exist_ok=True)
if _faults := asyncio.run(_take(_folder)):
    raise SystemExit("\n".join(_faults))
