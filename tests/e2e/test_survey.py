"""A survey, from the command to its results, by what a person sees."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.desk import Desk

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.timeout(400)]

QUESTION = "How satisfied were you with the release?"


async def test_a_survey_is_sent_answered_in_one_click_closed_and_read(desk: Desk) -> None:
    await desk.be("Jo Fischer")
    await desk.go("support")
    await desk.type(f'/survey csat "{QUESTION}" closes:3d')
    await expect(desk.message("is on its way", QUESTION)).to_be_visible()
    for number, name in enumerate(("Lena Brandt", "Sam Okafor", "Maya", "Ines", "Tomas")):
        await desk.be(name)
        await desk.go("support")
        score = 3 + number % 3
        await desk.press(desk.message(QUESTION, button=f"{score} of 5"), f"{score} of 5")
        await expect(desk.message(f"You answered {score}.")).to_be_visible()
    await expect(desk.message(QUESTION)).to_contain_text("5 of 13 answered")
    await desk.be("Jo Fischer")
    await desk.go("Earshot")
    await desk.press(desk.message(QUESTION, button="Close now"), "Close now")
    results = desk.message("Results of survey", QUESTION)
    await expect(results).to_contain_text("60 % satisfied, rough")
    await expect(results).to_contain_text("5 of 13 answered")
    picture = results.get_by_role("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("picture => picture.naturalWidth") > 600


async def test_a_link_in_a_message_opens_the_page_where_a_customer_answers(desk: Desk) -> None:
    await desk.be("Lena Brandt")
    await desk.go("general")
    await desk.type("/survey")
    question = "How did the import go for you?"
    await desk.modal.get_by_label("Question", exact=True).fill(question)
    await desk.choose("Who is asked", "cust", "Customers")
    await desk.press(desk.modal, "Preview")
    await desk.press(desk.modal, "Open it")
    await desk.press(desk.modal.filter(has_text="is open until"), "Close")
    await desk.be("Priya Raman")
    await desk.go("with-acme")
    await desk.type("/survey list")
    await desk.press(desk.message(question, button="Copy a link"), "Copy a link")
    await desk.choose("Customer", "Acme", "Acme")
    await desk.modal.get_by_label("Who is asked?").fill("Ana Torres")
    await desk.press(desk.modal, "Make it")
    await expect(desk.modal).to_contain_text("Copy it:")
    address = re.search(r"http://127\.0\.0\.1:\d+/s/\S+", await desk.modal.inner_text())
    assert address
    await desk.page.keyboard.press("Escape")
    await expect(desk.modal).to_have_count(0)
    await desk.type(f"One question, Ana: {address[0]}")
    await desk.be("Ana Torres")
    await desk.go("with-acme")
    async with desk.page.expect_popup() as opened:
        await desk.message("One question, Ana").get_by_role("link").click()
    page = await opened.value
    await expect(page.get_by_role("group", name=question)).to_be_visible()
    await page.get_by_role("radio", name="9 of 10", exact=True).check()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading")).to_have_text("You answered 9. Thank you.")
