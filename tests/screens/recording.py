"""A short film of the loop, from the real page: `make recording` writes docs/images/loop.gif."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.async_api import expect

from tests.e2e.desk import Desk, sitting
from tests.screens.chromium import chromium
from tests.screens.local_workspace import ROOT, workspace

SIZE = (1180, 720)
_COLOURS = 96
_WORDS = "It ate the file and said nothing"
_LINE = f"/cx log {_WORDS} customer:Acme touchpoint:import feeling:frustrated severity:high"


@dataclass
class Film:
    """Frames with their times, in milliseconds."""

    desk: Desk
    frames: list[Image.Image] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    async def take(self, milliseconds: int) -> None:
        """What the page shows now, for so long."""
        await self.desk.page.wait_for_timeout(200)
        shot = Image.open(io.BytesIO(await self.desk.page.screenshot()))
        self.frames.append(shot.convert("RGB"))
        self.times.append(milliseconds)

    def save(self, path: Path) -> None:
        """One palette for all frames, so that what stays the same costs nothing."""
        width, height = self.frames[0].size
        strip = Image.new("RGB", (width, height * 3))
        for row, frame in enumerate(self.frames[:: max(1, len(self.frames) // 3)][:3]):
            strip.paste(frame, (0, row * height))
        palette = strip.quantize(_COLOURS)
        drawn = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self.frames]
        drawn[0].save(
            path, save_all=True, append_images=drawn[1:], duration=self.times, loop=0, optimize=True
        )


async def main() -> None:
    """Plays the loop once and films it."""
    async with (
        workspace() as address,
        chromium() as browser,
        sitting(browser, address, size=SIZE) as desk,
    ):
        film = Film(desk)
        await _log(film)
        await _promise(film)
        await _break_and_resolve(film)
        await _tell(film)
    film.save(ROOT / "docs" / "images" / "loop.gif")


async def _log(film: Film) -> None:
    desk = film.desk
    await desk.go("general")
    composer = desk.page.locator("#main .composer-text")
    await film.take(900)
    for end in (1, 8, 24, 40, 60, len(_LINE)):
        await composer.fill(_LINE[:end])
        await film.take(350 if end < len(_LINE) else 1200)
    await composer.press("Enter")
    await desk.done("Log what a customer said")
    await film.take(2200)


async def _promise(film: Film) -> None:
    desk = film.desk
    await desk.be("Sam Okafor")
    await desk.go("Earshot")
    await expect(desk.message(_WORDS, "Issue #", button="Acknowledge")).to_be_visible()
    await film.take(2200)
    await desk.press(desk.message(_WORDS, "Issue #"), "Acknowledge")
    await expect(desk.message(_WORDS, button="Make a promise")).to_be_visible()
    await film.take(1400)
    await desk.press(desk.message(_WORDS, button="Make a promise"), "Make a promise")
    await desk.modal.get_by_label("Next step").fill("Find out which dates it trips over")
    await film.take(1800)
    await desk.modal.locator(".button-primary").click()
    await desk.done("Acknowledge, and promise")
    await film.take(1600)


async def _break_and_resolve(film: Film) -> None:
    desk = film.desk
    for _ in range(3):
        await desk.leap("+1 day")
        await film.take(900)
    await desk.done("Let a promise break")
    await film.take(2200)
    await desk.press(desk.message(_WORDS, "Issue #"), "Resolve")
    await desk.modal.get_by_label("What changed?").fill("Dates are read in any format.")
    await film.take(1800)
    await desk.modal.get_by_role("button", name="Resolve").click()
    await desk.done("Resolve it")
    await film.take(1400)


async def _tell(film: Film) -> None:
    desk = film.desk
    await desk.be("Priya Raman")
    await desk.go("Earshot")
    await desk.message(_WORDS).locator(".replies").click()
    outcome = desk.message("Dates are read in any format.", button="I told the customer")
    await expect(outcome).to_be_visible()
    await film.take(2600)
    await desk.press(outcome, "I told the customer")
    await expect(outcome).to_have_count(0)
    await expect(desk.message("Answered: what changed is below.")).to_be_visible()
    await desk.page.get_by_role("button", name="Tour").click()
    await desk.done("Tell the customer")
    await film.take(3000)


if __name__ == "__main__":
    asyncio.run(main())
