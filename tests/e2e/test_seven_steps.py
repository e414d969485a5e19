"""The guided tour, by what is seen and pressed, without a mouse; each step ticks itself off."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.desk import Desk, Keyboard, sitting

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.timeout(400)]

WORDS = "The importer swallowed our file"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, workspace: str) -> AsyncIterator[Desk]:
    async with sitting(browser, workspace, kind=Keyboard) as desk:
        yield desk


async def test_once_around_the_loop(desk: Desk) -> None:
    await expect(desk.page.locator(".switcher")).to_contain_text("Priya Raman")
    await desk.go("general")
    await _log(desk)
    await desk.be("Sam Okafor")
    await desk.go("Earshot")
    await _acknowledge_and_promise(desk)
    await desk.leap("+1 day")
    await desk.leap("+1 day")
    await desk.done("Let a promise break")
    await _resolve(desk)
    await desk.be("Priya Raman")
    await desk.go("Earshot")
    await _tell(desk)
    await _read_the_digest(desk)


async def _log(desk: Desk) -> None:
    await desk.type(
        f"/cx log {WORDS} customer:Bluebird touchpoint:import feeling:frustrated severity:high"
    )
    answer = desk.message("Got it.")
    await expect(answer).to_contain_text("Bluebird · Data import, Frustrated. Sam Okafor will")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer.get_by_role("button")).to_have_text(["Edit", "Undo"])
    await desk.done("Log what a customer said")


async def _acknowledge_and_promise(desk: Desk) -> None:
    await desk.press(desk.message(WORDS, button="Acknowledge"), "Acknowledge")
    await desk.done("Be the owner")
    await desk.press(desk.message(WORDS, button="Make a promise"), "Make a promise")
    await desk.modal.get_by_label("Next step").fill("Find out why")
    shown = await desk.modal.get_by_label("By when").input_value()
    tomorrow = date.fromisoformat(shown) - timedelta(days=1)
    await desk.modal.get_by_label("By when").fill(tomorrow.isoformat())
    await desk.use(desk.modal.locator(".button-primary"))
    await expect(desk.modal).to_have_count(0)
    await expect(desk.message("Promised: “Find out why”")).to_be_visible()
    await desk.done("Acknowledge, and promise")


async def _resolve(desk: Desk) -> None:
    await expect(desk.message("passed without news")).to_be_visible()
    await desk.press(desk.message(WORDS, "Issue #"), "Resolve")
    await desk.press(desk.modal, "Resolve")
    await expect(desk.modal.get_by_role("alert").first).to_have_text(
        "Please complete this required field."
    )
    await desk.modal.get_by_label("What changed?").fill("Every date format is read.")
    await desk.press(desk.modal, "Resolve")
    await expect(desk.modal).to_have_count(0)
    await desk.done("Resolve it")


async def _tell(desk: Desk) -> None:
    receipt = desk.message(WORDS)
    await desk.use(receipt.get_by_role("button", name=re.compile(r"^\d+ repl")))
    outcome = desk.message("Every date format is read.", button="I told the customer")
    await desk.press(outcome, "I told the customer")
    told = desk.message("Every date format is read.")
    await expect(told).to_contain_text("told", ignore_case=True)
    await desk.press(desk.page.locator("#banner"), "Tour")
    await desk.done("Tell the customer")


async def _read_the_digest(desk: Desk) -> None:
    await desk.type("/cx digest")
    digest = desk.message("Heard this week", "You said, we did")
    await expect(digest).to_contain_text(re.compile(r"\d+ observations, \d+ customers"))
    await desk.done("Read the digest")
    await desk.use(digest.get_by_role("button", name=re.compile(r"^\d+ repl")))
    picture = desk.page.locator("#side img").first
    await expect(picture).to_be_visible()
    assert await picture.evaluate("picture => picture.naturalWidth") > 600
