"""The page itself: hostile words, many messages, live edits. No app behind it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.clock import ShiftedClock
from bot.sandbox import Person, Sandbox
from bot.sandbox.page import Page
from tests.e2e.desk import sitting

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.timeout(400)]

HOSTILE = """<script>window.hurt = 1</script> <img src=x onerror="window.hurt = 2">
<b>bold</b> &lt;i&gt;sly&lt;/i&gt; <javascript:window.hurt=3|click me> <data:text/html,x|or me>
<https://example.com/?a=1&amp;b="><script>window.hurt=4</script>|a link> *<!channel>*
[x](javascript:1)"""


@pytest_asyncio.fixture(loop_scope="session")
async def office() -> AsyncIterator[tuple[Sandbox, Person]]:
    sandbox = Sandbox(limits=False, clock=ShiftedClock())
    priya = sandbox.add_person("Priya", tz="UTC")
    sandbox.add_person("Sam", tz="UTC")
    Page(sandbox, {})
    async with sandbox:
        yield sandbox, priya


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"user": "U0SAM", "text": text, **more}


async def test_words_that_would_act_are_only_words(
    browser: Browser, office: tuple[Sandbox, Person]
) -> None:
    sandbox, _ = office
    general = sandbox.add_channel("general")
    world = sandbox.space.world
    section = {"type": "section", "block_id": "a", "text": {"type": "mrkdwn", "text": HOSTILE}}
    plain = {"type": "section", "block_id": "b", "text": {"type": "plain_text", "text": HOSTILE}}
    link = {"type": "link", "url": "javascript:window.hurt=5", "text": "press"}
    rich = {
        "type": "rich_text",
        "block_id": "c",
        "elements": [{"type": "rich_text_section", "elements": [link]}],
    }
    button = {
        "type": "button",
        "action_id": "go",
        "url": "javascript:window.hurt=6",
        "text": {"type": "plain_text", "text": "<script>Go</script>"},
    }
    actions = {"type": "actions", "block_id": "d", "elements": [button]}
    alien = {"type": "<img src=x onerror=window.hurt=7>", "block_id": "e"}
    world.post(general, said(HOSTILE))
    world.post(general, said("blocks", blocks=[section, plain, rich, actions, alien]))
    async with sitting(browser, sandbox.space.base_url) as desk:
        page = desk.page
        await expect(page.get_by_text("<script>window.hurt = 1</script>").first).to_be_visible()
        await page.get_by_text("click me").first.click()
        await page.get_by_text("press").first.click()
        assert await page.evaluate("window.hurt") is None
        assert await page.locator("#main script, #main img, #main b, #main i").count() == 0
        hrefs = await page.locator("#main a").evaluate_all("links => links.map(l => l.href)")
        assert {href.split(":")[0] for href in hrefs} == {"https"}
        assert await page.locator("#main a").first.get_attribute("rel") == "noopener noreferrer"
        # and no code of the page's own could parse HTML either
        refused = "try { document.body.innerHTML = '<b>x</b>'; 'parsed' } catch { 'refused' }"
        assert await page.evaluate(refused) == "refused"
        desk.complaints.clear()


async def test_a_channel_with_five_thousand_messages_is_opened_and_written_to(
    browser: Browser, office: tuple[Sandbox, Person]
) -> None:
    sandbox, priya = office
    general = sandbox.add_channel("general")
    sandbox.add_channel("quiet")
    for number in range(5_000):
        sandbox.space.world.post(general, said(f"Message {number}, in *mrkdwn* with `code`"))
    async with sitting(browser, sandbox.space.base_url + f"#{priya.id}/C0QUIET") as desk:
        began = time.monotonic()
        await desk.go("general")
        await expect(desk.message("Message 4999")).to_be_visible()
        await desk.type("And mine")
        await expect(desk.message("And mine")).to_be_in_viewport()
        took = time.monotonic() - began
        sys.stdout.write(f"among 5,000 messages, opened and written to in {took:.2f} s")
        await desk.page.locator(".messages").hover()
        await desk.page.mouse.wheel(0, -20_000)
        await expect(desk.page.get_by_text("Message 4900")).to_be_attached()


async def test_choosing_the_conversation_one_is_in_leaves_it_where_it_is(
    browser: Browser, office: tuple[Sandbox, Person]
) -> None:
    sandbox, _ = office
    general = sandbox.add_channel("general")
    for number in range(60):
        sandbox.space.world.post(general, said(f"Message {number}"))
    async with sitting(browser, sandbox.space.base_url) as desk:
        await expect(desk.message("Message 59")).to_be_in_viewport()
        await desk.page.locator(".messages").hover()
        for moved in (0, -700):
            await desk.page.mouse.wheel(0, moved)
            await desk.page.wait_for_timeout(200)
            before = await desk.page.locator(".messages").evaluate("node => node.scrollTop")
            assert before > 0
            await desk.page.locator("#main .composer-text").fill("Half a thou")
            await desk.go("general")
            await desk.page.wait_for_timeout(300)
            after = await desk.page.locator(".messages").evaluate("node => node.scrollTop")
            assert after == before
            await expect(desk.page.locator("#main .composer-text")).to_have_value("Half a thou")


async def test_what_was_today_is_yesterday_when_the_clock_has_moved_on(
    browser: Browser, office: tuple[Sandbox, Person]
) -> None:
    sandbox, _ = office
    space, clock = sandbox.space, sandbox.space.clock
    assert isinstance(clock, ShiftedClock)
    general = sandbox.add_channel("general")
    due = int(clock.now().timestamp())
    first = space.world.post(general, said(f"Due <!date^{due}^{{date_short_pretty}}|then>"))
    space.world.post(general, said(f"By <!date^{due}^{{date_pretty}}|then>", thread_ts=first["ts"]))
    async with sitting(browser, space.base_url) as desk:
        page = desk.page
        await page.get_by_role("button", name="1 reply").click()
        await expect(page.get_by_text("By today")).to_be_visible()
        spoken = page.locator("#side .message-head time")
        await expect(spoken).to_have_text(re.compile(r"^\d\d:\d\d$"))
        clock.shift += timedelta(days=1)
        space.changes.note("clock")
        await expect(page.get_by_text("By yesterday")).to_be_visible()
        await expect(desk.message("Due yesterday")).to_have_count(1)
        await expect(page.locator("#main .day")).to_have_text("Yesterday")
        await expect(spoken).to_have_text(re.compile(r"^Yesterday, \d\d:\d\d$"))
        clock.shift += timedelta(days=1)
        space.changes.note("clock")
        await expect(spoken).to_have_text(re.compile(r"^\w{3} \d+ \w{3}, \d\d:\d\d$"))


async def test_what_changes_is_seen_without_loading_again(
    browser: Browser, office: tuple[Sandbox, Person]
) -> None:
    sandbox, priya = office
    general = sandbox.add_channel("general")
    world = sandbox.space.world
    first = world.post(general, said("First words"))
    async with sitting(browser, sandbox.space.base_url) as desk:
        await expect(desk.message("First words")).to_be_visible()
        world.replace(general, {**first, "text": "Better words"})
        await expect(desk.message("Better words")).to_be_visible()
        await expect(desk.page.get_by_text("First words")).to_have_count(0)
        world.show_ephemeral(priya.id, general, said("For you"))
        await expect(desk.message("For you")).to_contain_text("Only visible to you")
        world.post(general, said("A reply", thread_ts=first["ts"]))
        await desk.page.get_by_role("button", name="1 reply").click()
        await expect(desk.page.locator("#side").get_by_text("A reply")).to_be_visible()
        await desk.page.locator("#side .composer-text").fill("Mine")
        await desk.page.keyboard.press("Enter")
        await expect(desk.page.get_by_role("button", name="2 replies")).to_be_visible()
        # what has the focus keeps it, though the list is drawn anew
        tool = desk.message("Better words").get_by_role("button", name="Add a reaction")
        await tool.focus()
        world.post(general, said("Meanwhile"))
        await expect(desk.message("Meanwhile")).to_be_visible()
        await expect(tool).to_be_focused()
        await expect(desk.page.locator("#heard p").last).to_have_text("Sam: Meanwhile")
        world.delete(general, first["ts"])
        await expect(desk.page.get_by_text("Better words")).to_have_count(0)


async def test_the_clock_says_whose_hour_it_is(
    browser: Browser, office: tuple[Sandbox, Person]
) -> None:
    sandbox, priya = office
    sandbox.add_person("Lena", tz="America/New_York")
    sandbox.add_channel("general")
    async with sitting(browser, sandbox.space.base_url + f"#{priya.id}") as desk:
        clock = desk.page.locator(".banner-clock")
        await expect(clock).to_have_text(re.compile(r"\d\d:\d\d ?UTC$"))
        await desk.be("Lena")
        await expect(clock).to_have_text(re.compile(r"\d\d:\d\d ?New York$"))
