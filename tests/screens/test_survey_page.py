"""The link page as a customer meets it: in a real browser, without script, on a phone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.domain.wave import REASON_PART, Given
from tests.screens.chromium import chromium, needs_chromium
from tests.screens.survey_page import visiting, whole
from tests.support.office import MONDAY
from tests.support.survey_site import Site, survey_site
from tests.support.surveys import CHOICE, NPS, WORDS

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = """</textarea><script>document.title='owned'</script>"'><img src=x onerror=alert(1)>"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with survey_site(f"sqlite:///{tmp_path}/earshot.db") as site:
        yield site


async def test_answering_changing_and_coming_back(site: Site, browser: Browser) -> None:
    """One play, as starting a browser costs more than all that happens in it."""
    path = await site.link("Acme")
    async with visiting(browser) as page:
        await _open(page, site, f"{path}?score=9")
        assert await site.answers() == []  # also by a scanner that follows the link of a mail
        await expect(page.get_by_role("radio", name="9 of 10", exact=True)).to_be_checked()
        await page.get_by_label("What's the main reason?").fill("Imports are quick now.")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading")).to_have_text("You answered 9. Thank you.")
        assert await site.answers() == [
            (Given.SELF, {0: "9", REASON_PART: "Imports are quick now."})
        ]
        await page.reload()
        await expect(page.get_by_role("heading")).to_have_text("You answered 9. Thank you.")
        await page.get_by_role("link", name="Change your answer").click()
        await page.get_by_role("radio", name="3 of 10").check()
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading")).to_have_text("You answered 3. Thank you.")
    assert await site.answers() == [(Given.SELF, {0: "3", REASON_PART: "Imports are quick now."})]

    await site.close()
    async with visiting(browser) as page:
        await _open(page, site, path)
        await expect(page.get_by_role("heading")).to_have_text("This survey is closed.")
        await _open(page, site, site.path("0" * 16, MONDAY - timedelta(days=1)))
        await expect(page.get_by_role("heading")).to_have_text("This link has expired.")
        await _open(page, site, path[:-3] + "AAA")
        await expect(page.get_by_role("heading")).to_have_text("This link does not work.")


async def test_a_form_sent_again_from_an_old_tab_undoes_nothing(
    site: Site, browser: Browser
) -> None:
    path = await site.link()
    async with visiting(browser) as page:
        await _open(page, site, path)
        old = await page.context.new_page()
        await _open(old, site, path)
        await _answer(page, "2")
        await _answer(old, "10")
        await expect(old.get_by_role("alert")).to_contain_text("in the meantime")
        assert [answers[0] for _, answers in await site.answers()] == ["2"]
        await expect(old.get_by_role("radio", name="10 of 10")).to_be_checked()
        await old.get_by_role("button", name="Send").click()
        await expect(old.get_by_role("heading")).to_have_text("You answered 10. Thank you.")
    assert [answers[0] for _, answers in await site.answers()] == ["10"]


async def test_hostile_words_are_only_words(site: Site, browser: Browser) -> None:
    asked = {"kind": "choice", "text": HOSTILE, "options": [HOSTILE, "Other"]}
    await site.begin(asked, WORDS)
    path = await site.link(f"Acme {HOSTILE}")
    context = await browser.new_context()  # with scripts on: our headers have to keep them out
    page = await context.new_page()
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    await _open(page, site, path)
    await page.locator("label.point").first.click()
    await page.get_by_label("What should we do better?").fill(HOSTILE)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading")).to_have_text("Thank you.")
    assert await page.title() == "Thank you."
    assert await page.locator("script, img, iframe").count() == 0
    await expect(page.locator("dd").last).to_have_text(HOSTILE)
    assert {url.split("/s/")[0] for url in asked_for if not url.endswith("favicon.ico")} == {
        str(site.firm.app.settings.earshot_public_url)
    }
    assert await page.evaluate(_INLINE) == "kept out"
    await context.close()


_INLINE = """() => {
  const script = document.createElement("script");
  script.textContent = "document.body.dataset.ran = 'yes'";
  document.body.append(script);
  return document.body.dataset.ran ? "ran" : "kept out";
}"""


async def test_everything_can_be_done_with_keys_alone(site: Site, browser: Browser) -> None:
    await site.begin(NPS, CHOICE, WORDS)
    path = await site.link("Acme")
    async with visiting(browser) as page:
        await _open(page, site, path)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        for _ in range(7):
            await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("radio", name="7 of 10")).to_be_checked()
        outline = await _style(page, "input:checked + .face", "outline-style")
        assert outline == "solid"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        for _ in range(3):
            await page.keyboard.press("Tab")
        await page.keyboard.type("Less of it.")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Because.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading")).to_have_text("Thank you.")
    [(_, answers)] = await site.answers()
    assert answers == {0: "7", 1: "1", 2: "Less of it.", REASON_PART: "Because."}


async def test_a_screen_reader_hears_the_question_and_what_each_point_means(
    site: Site, browser: Browser
) -> None:
    path = await site.link("Acme")
    async with visiting(browser) as page:
        await _open(page, site, path)
        scale = page.get_by_role("group", name=re.compile("How likely are you to recommend"))
        points = scale.get_by_role("radio")
        await expect(points).to_have_count(11)
        for name in ("0 of 10, not at all likely", "5 of 10", "10 of 10, extremely likely"):
            await expect(scale.get_by_role("radio", name=name, exact=True)).to_have_count(1)
        await expect(page.get_by_label("What's the main reason?")).to_have_count(1)
        assert await page.locator("html").get_attribute("lang") == "en"
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        await expect(page.get_by_role("main")).to_have_count(1)


async def test_it_fits_any_screen_and_every_point_is_large_enough_to_hit(
    site: Site, browser: Browser
) -> None:
    await site.begin(NPS, {**CHOICE, "options": ["Price", "x" * 75, "Support and more"]})
    path = await site.link("Acme")
    async with visiting(browser) as page:
        await _open(page, site, path)
        for width in (320, 375, 1280):
            await page.set_viewport_size({"width": width, "height": 700})
            assert await page.locator("html").evaluate("e => e.scrollWidth") <= width
            for point in await page.locator("label.point").all():
                box = await point.bounding_box()
                assert box
                assert min(box["width"], box["height"]) >= 44


async def _open(page: Page, site: Site, path: str) -> None:
    await page.goto(whole(site, path))


async def _answer(page: Page, score: str) -> None:
    await page.get_by_role("radio", name=f"{score} of 10").check()
    await page.get_by_role("button", name="Send").click()


async def _style(page: Page, selector: str, name: str) -> str:
    found = await page.locator(selector).evaluate(
        "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
    )
    return str(found)
