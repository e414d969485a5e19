"""Writing on the page: who is named, and what happens where there is little room."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.sandbox import Channel, Sandbox
from bot.sandbox.page import Page
from tests.e2e.desk import sitting

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.timeout(400)]


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _field(label: str, element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "block_id": label, "label": _plain(label), "element": element}


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": _plain("Form"),
    "submit": _plain("Save"),
    "blocks": [
        _field("Words", {"type": "plain_text_input", "action_id": "words"}),
        _field(
            "Touchpoint",
            {
                "type": "static_select",
                "action_id": "touchpoint",
                "options": [{"text": _plain("Billing"), "value": "1"}],
            },
        ),
    ],
}


@pytest_asyncio.fixture(loop_scope="session")
async def room() -> AsyncIterator[tuple[Sandbox, Channel]]:
    sandbox = Sandbox(limits=False)
    priya = sandbox.add_person("Priya Raman", tz="UTC")
    sam = sandbox.add_person("Sam Okafor", tz="UTC")
    sandbox.add_person("Diego Santos", tz="UTC")
    Page(sandbox, {})
    async with sandbox:
        yield sandbox, sandbox.add_channel("general", members=[priya, sam])


async def test_people_are_offered_after_an_at_and_named_as_slack_names_them(
    browser: Browser, room: tuple[Sandbox, Channel]
) -> None:
    sandbox, general = room
    async with sitting(browser, sandbox.space.base_url) as desk:
        line = desk.page.locator("#main .composer-text")
        offered = desk.page.get_by_role("option")
        await line.press_sequentially("Ask @sa")
        # who is in the channel comes first
        await expect(offered.locator("strong")).to_have_text(["@Sam Okafor", "@Diego Santos"])
        await expect(offered.locator("small")).to_have_text(["", "not in this channel"])
        await line.press("ArrowDown")
        await expect(offered.nth(1)).to_have_attribute("aria-selected", "true")
        await line.press("ArrowUp")
        await line.press("Enter")
        await expect(line).to_have_value("Ask @Sam Okafor ")
        await line.press_sequentially("in #gen")
        await offered.get_by_text("#general").click()
        await line.press_sequentially("or at https://example.com/a?b=1&c=2")
        await expect(offered).to_have_count(0)
        await line.press("Enter")
        said = desk.message("Ask @Sam Okafor in #general or at https://example.com/a")
        await expect(said.locator(".mention").first).to_have_text("@Sam Okafor")
        await expect(said.get_by_role("link")).to_have_attribute(
            "href", "https://example.com/a?b=1&c=2"
        )
    (sent,) = general.messages.values()
    sam = next(user for user in sandbox.space.world.users.values() if user.name == "Sam Okafor")
    link = "https://example.com/a?b=1&amp;c=2"
    assert sent["text"] == f"Ask <@{sam.id}> in <#{general.id}|general> or at <{link}>"
    kinds = [each["type"] for each in sent["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "user", "text", "channel", "text", "link"]


async def test_an_address_that_was_typed_whole_is_sent_by_enter(
    browser: Browser, room: tuple[Sandbox, Channel]
) -> None:
    sandbox, general = room
    async with sitting(browser, sandbox.space.base_url) as desk:
        line = desk.page.locator("#main .composer-text")
        await line.press_sequentially("Thanks @Sam Okafor")
        await line.press("Enter")
        await expect(desk.message("Thanks @Sam Okafor")).to_be_visible()
        await line.press_sequentially("mail me at a@example.com")
        await line.press("Enter")
        await expect(desk.message("mail me at")).to_be_visible()
    assert len(general.messages) == 2


async def test_on_a_phone_one_thing_is_seen_at_a_time_and_nothing_is_wider_than_it(
    browser: Browser, room: tuple[Sandbox, Channel]
) -> None:
    sandbox, _ = room
    sandbox.add_channel("a-place-with-a-name-that-is-rather-long-for-a-telephone")
    async with sitting(browser, sandbox.space.base_url, size=(390, 780)) as desk:
        page = desk.page
        await expect(page.locator("#sidebar")).not_to_be_visible()
        await page.get_by_role("button", name="Places").click()
        await page.get_by_role("button", name="a-place-with").click()
        await expect(page.locator("#sidebar")).not_to_be_visible()
        await expect(page.get_by_role("heading", name="a-place-with").first).to_be_visible()
        await page.get_by_role("button", name="Inspector").click()
        await expect(page.get_by_role("heading", name="Inspector")).to_be_in_viewport(ratio=1)
        await page.get_by_role("button", name="Close the side").click()
        await expect(page.locator("#main .composer-text")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_escape_shuts_the_open_list_and_only_then_the_form_around_it(
    browser: Browser, room: tuple[Sandbox, Channel]
) -> None:
    sandbox, _ = room
    async with sitting(browser, sandbox.space.base_url) as desk:
        switcher = await desk.page.locator(".switcher").text_content() or ""
        people = sandbox.space.world.users.values()
        sandbox.space.views.open(next(one.id for one in people if one.name in switcher), FORM)
        words, place = desk.modal.get_by_label("Words"), desk.modal.get_by_role("combobox")
        await words.fill("It ate the file")
        await place.click()
        await expect(desk.page.get_by_role("option", name="Billing")).to_be_visible()
        await place.press("Escape")
        await expect(desk.page.get_by_role("option")).to_have_count(0)
        await expect(words).to_have_value("It ate the file")
        await expect(place).to_be_focused()
        await place.press("Escape")
        await expect(desk.modal).to_have_count(0)
