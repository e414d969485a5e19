"""Single screens of the real app, as people find them."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.desk import Desk, sitting

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.timeout(400)]


async def test_a_form_is_filled_by_keyboard_says_what_is_missing_and_becomes_the_answer(
    desk: Desk,
) -> None:
    page = desk.page
    await desk.be("Priya Raman")
    await desk.go("general")
    composer = page.locator("#main .composer-text")
    await composer.press_sequentially("/c")
    await expect(page.get_by_role("option", name="/cx")).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value("/cx ")
    await composer.press("Enter")
    words = desk.modal.get_by_label("What did the customer say or do?")
    await expect(words).to_be_focused()

    await desk.press(desk.modal, "Log")
    await expect(desk.modal.get_by_role("alert").first).to_have_text(
        "Please complete this required field."
    )
    await words.fill("The <b>seats</b> were full & nobody said so")
    customer = desk.modal.get_by_role("combobox", name="Customer")
    await customer.press_sequentially("Tulip House")
    await expect(page.get_by_role("option", name="Add “Tulip House”")).to_be_visible()
    await customer.press("Enter")
    await expect(customer).to_have_value("Add “Tulip House”")
    await desk.choose("Touchpoint", "import", "Data import")
    await desk.choose("How did they feel?", "ang", "Angry")
    box = desk.modal.get_by_role("checkbox").first
    await expect(box).to_be_checked()  # it ticked itself
    await expect(words).to_have_value("The <b>seats</b> were full & nobody said so")
    await desk.press(desk.modal, "Log")
    await expect(desk.modal).to_contain_text("Tulip House · Data import")
    await expect(desk.modal.get_by_role("button", name="Undo")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(desk.modal).to_have_count(0)
    await expect(composer).to_be_focused()


async def test_home_shows_what_waits_and_its_buttons_work(desk: Desk) -> None:
    await desk.be("Sam Okafor")
    await desk.go("Home")
    home = desk.page.get_by_role("region", name="Home")
    await expect(home.get_by_role("heading", name="Waits for you")).to_be_visible()
    await home.get_by_role("button", name="Log an observation").click()
    await expect(desk.modal).to_contain_text("Log an observation")
    await desk.press(desk.modal, "Cancel")
    await expect(desk.modal).to_have_count(0)


async def test_a_guest_and_a_customer_are_refused_kindly(desk: Desk) -> None:
    guest = desk.page.locator(".menu-item").filter(has_text="guest")
    await desk.page.locator(".switcher").click()
    await guest.click()
    await desk.go("general")
    await desk.type("/cx log They asked for an invoice")
    refused = desk.message("Only visible to you")
    await expect(refused).to_contain_text("guest", ignore_case=True)
    await desk.be("Ana Torres")
    await desk.go("with-acme")
    await desk.type("/cx help")
    toast = desk.page.locator(".toast").last
    await expect(toast).to_contain_text("people from other workspaces have no commands")
    await expect(desk.page.locator("#main .composer-text")).to_have_value("/cx help")


async def test_a_message_is_logged_from_its_menu_and_the_inspector_saw_it_all(desk: Desk) -> None:
    await desk.be("Priya Raman")
    await desk.go("with-acme")
    message = desk.message("Our import stopped again")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await desk.page.get_by_role("menuitem", name="Log as observation").click()
    words = desk.modal.get_by_label("What did the customer say or do?")
    await expect(words).to_have_value(
        "Good morning. Our import stopped again, and nothing said why."
    )
    await expect(desk.modal.get_by_role("combobox", name="Customer")).to_have_value("Acme")
    await desk.press(desk.modal, "Cancel")
    await desk.page.get_by_role("button", name="Inspector").click()
    wire = desk.page.locator(".wire").filter(has_text="message_action log_message").first
    await wire.click()
    await expect(wire).to_contain_text("Our import stopped again")
    await expect(desk.page.locator(".wire").filter(has_text="views.open").first).to_contain_text(
        "ok"
    )


async def test_on_a_telephone_the_tour_is_read_while_it_is_done(
    browser: Browser, workspace: str
) -> None:
    async with sitting(browser, workspace, size=(400, 780)) as desk:
        page, line = desk.page, desk.page.locator("#main .composer-text")
        await desk.press(page.locator("#banner"), "Tour")
        steps = page.locator(".step")
        await expect(steps).to_have_count(7)
        last = steps.filter(has_text="Read the digest")  # no step has to wait for another
        await last.locator("summary").click()
        await expect(last.get_by_text("It comes to your messages")).to_be_in_viewport()
        await desk.press(last, "Put it into the line")
        await expect(line).to_have_value("/cx digest")
        await expect(line).to_be_in_viewport(ratio=1)
        await expect(line).to_be_focused()
        assert await page.evaluate("document.documentElement.scrollWidth") == 400
        # what waits for others is not told as one's own
        await desk.press(page.locator("#banner"), "Places")
        await expect(page.locator(".switcher .badge")).to_have_count(0)
