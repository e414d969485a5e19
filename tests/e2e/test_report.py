"""The report's page where there is little room."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from bot.report.page import page
from tests.report.test_page import HEADING, filled

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.timeout(400)]

WORDS = "I explained it three times, and then it ate the file and said nothing"


async def test_on_a_telephone_the_words_of_what_hurts_have_the_whole_width(
    browser: Browser,
) -> None:
    context = await browser.new_context(viewport={"width": 400, "height": 780})
    phone = await context.new_page()
    await phone.set_content(page(HEADING, filled(WORDS)))
    table = phone.locator("table").first
    whole, words = await table.bounding_box(), await table.locator("td").first.bounding_box()
    assert whole
    assert words
    assert words["width"] > 0.9 * whole["width"]
    figures = [await cell.bounding_box() for cell in await table.locator("td.n").all()]
    assert all(box and box["y"] >= words["y"] + words["height"] for box in figures)
    assert await phone.evaluate("document.documentElement.scrollWidth") == 400
    await context.close()
