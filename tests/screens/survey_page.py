"""Pictures of the link page for the docs: `make screenshots`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.async_api import Browser, Page

from storage.books import Books
from tests.support.survey_site import Site, survey_site
from tests.support.surveys import NPS

PHONE = {"width": 375, "height": 780}
DESK = {"width": 760, "height": 700}


@asynccontextmanager
async def visiting(
    browser: Browser,
    size: dict[str, int] = PHONE,
    scheme: Literal["light", "dark"] = "light",
) -> AsyncIterator[Page]:
    """A tab of its own. Scripts are off: the page needs none."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme=scheme,
        java_script_enabled=False,
    )
    context.set_default_timeout(10_000)
    yield await context.new_page()
    await context.close()


def whole(site: Site, path: str) -> str:
    """The address of a page."""
    return f"{site.firm.app.settings.earshot_public_url}{path}"


async def take(browser: Browser, folder: Path) -> None:
    """survey-page-*.png: a phone in the light, at a desk in the dark, and thanks."""
    with TemporaryDirectory() as home:
        async with survey_site(f"sqlite:///{home}/earshot.db") as site:
            await site.begin({**NPS, "text": f"{NPS['text'][:-1]} or colleague?"})
            await site.do(_name_it)
            path = await site.link("Acme", "Ann Lee")
            async with visiting(browser) as page:
                await page.goto(whole(site, f"{path}?score=9"))
                await page.screenshot(path=folder / "survey-page-light.png", full_page=True)
                await page.get_by_role("button", name="Send").click()
                await page.screenshot(path=folder / "survey-page-thanks.png")
            async with visiting(browser, DESK, "dark") as page:
                await page.goto(whole(site, path))
                await page.screenshot(path=folder / "survey-page-dark.png", full_page=True)


def _name_it(books: Books) -> None:
    row = books.workspace.get()
    assert row is not None
    row.name = "Northlight"
    books.session.add(row)
