"""Pictures of the local workspace: every surface, light and dark, from the real page."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Error

from tests.e2e.desk import Desk, Theme, sitting
from tests.screens.scenes import NARROW, SCENES, Scene, prepare

ROOT = Path(__file__).parents[2]
IN_PAPERS = ("card", "form", "digest")


DESK, TABLET, TELEPHONE = (1360, 860), (768, 1024), (400, 780)


@dataclass(frozen=True)
class Look:
    """How somebody looks at the page. Its name ends the names of the pictures."""

    theme: Theme
    size: tuple[int, int] = DESK

    def __str__(self) -> str:
        return f"-{self.theme}" if self.size == DESK else f"-{self.size[0]}-{self.theme}"


async def take(browser: Browser, folder: Path, images: Path) -> list[str]:
    """All into `folder`, those that papers show into `images` too; what could not be reached."""
    faults: list[str] = []
    async with workspace() as address:
        async with sitting(browser, address) as desk:
            await prepare(desk)
        for theme in ("light", "dark"):
            await _photograph(browser, address, Look(theme), SCENES, folder, faults)
            for size in (TABLET, TELEPHONE):
                await _photograph(browser, address, Look(theme, size), NARROW, folder, faults)
    for name in IN_PAPERS:
        with Image.open(folder / f"{name}-light.png") as taken:
            taken.quantize(255).save(images / f"workspace-{name}.png", optimize=True)
    return faults


async def _photograph(
    browser: Browser,
    address: str,
    look: Look,
    scenes: dict[str, Scene],
    folder: Path,
    faults: list[str],
) -> None:
    """One that cannot be reached is photographed where it got to, and told in `faults`."""
    for name, scene in scenes.items():
        async with sitting(browser, address, look.theme, look.size) as desk:
            try:
                await scene(desk)
            except (AssertionError, Error) as error:
                faults.append(f"{name}{look}: {str(error).splitlines()[0]}")
            await picture(desk, folder / f"{name}{look}.png")
            while await desk.modal.count():  # it would stay on that person's screen
                await desk.page.keyboard.press("Escape")
                await desk.page.wait_for_timeout(200)


async def picture(desk: Desk, path: Path) -> None:
    """One picture, once everything stands still."""
    await desk.page.wait_for_timeout(300)
    await desk.page.screenshot(path=path)


@asynccontextmanager
async def workspace(*more: str) -> AsyncIterator[str]:
    """`earshot sandbox` on a free port; its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--port", "0", *more),
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", "")},
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    try:
        async for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line.decode()):
                yield found[0]
                break
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()
