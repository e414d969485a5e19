"""A survey, from the command to its results, by what a person sees."""

from __future__ import annotations

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
