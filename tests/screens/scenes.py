"""What is photographed: how to get there, by what a person does."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.e2e.desk import Desk

Scene = Callable[[Desk], Awaitable[None]]

WORDS = "It ate the file and said nothing"


async def prepare(desk: Desk) -> None:
    """Something that was logged, and is promised."""
    await desk.be("Priya Raman")
    await desk.go("general")
    await desk.type(
        f"/cx log {WORDS} customer:Acme touchpoint:import feeling:frustrated severity:high"
    )
    await desk.done("Log what a customer said")
    await desk.be("Sam Okafor")
    await desk.go("Earshot")
    await expect(desk.message(WORDS, "Issue #", button="Acknowledge")).to_be_visible()


async def _at(desk: Desk, name: str, place: str) -> None:
    await desk.be(name)
    await desk.go(place)


async def channel(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "general")


async def suggestions(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "support")
    await desk.page.locator("#main .composer-text").press_sequentially("/")


async def people(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "with-acme")
    await desk.see_places()
    await desk.page.locator(".switcher").click()


async def form(desk: Desk) -> None:
    await _at(desk, "Jo Fischer", "general")
    await desk.type("/cx")
    words = desk.modal.get_by_label("What did the customer say or do?")
    await words.fill("Nobody told me the seats were full.")
    await desk.choose("How did they feel?", "fru", "Frustrated")
    line = desk.modal.get_by_role("combobox", name="Touchpoint")
    await line.click()
    await line.fill("log")
    await expect(desk.page.get_by_role("option").first).to_be_visible()


async def complaint(desk: Desk) -> None:
    await _at(desk, "Jo Fischer", "general")
    await desk.type("/cx")
    await desk.press(desk.modal, "Log")
    await expect(desk.modal.get_by_role("alert").first).to_be_visible()


async def card(desk: Desk) -> None:
    await _at(desk, "Sam Okafor", "Earshot")
    await desk.message(WORDS, "Issue #").hover()


async def promise(desk: Desk) -> None:
    await _at(desk, "Sam Okafor", "Earshot")
    found = desk.message(WORDS, "Issue #")
    if await found.get_by_role("button", name="Acknowledge").count():
        await desk.press(found, "Acknowledge")
    await desk.press(desk.message(WORDS, button="Make a promise"), "Make a promise")
    await desk.modal.get_by_label("Next step").fill("Find out which dates it trips over")


async def receipt(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "Earshot")
    await desk.message("What you logged").hover()


async def home(desk: Desk) -> None:
    await desk.be("Sam Okafor")
    await desk.go("Home")
    await expect(desk.page.get_by_role("region", name="Home")).to_contain_text("Waits for you")


async def lead_home(desk: Desk) -> None:
    await desk.be("Sam Okafor")
    await desk.be("Lena Brandt")
    await desk.go("Home")
    await expect(desk.page.get_by_role("region", name="Home")).to_contain_text("Heard a customer")


def _answer(command: str, words: str, name: str = "Priya Raman") -> Scene:
    async def scene(desk: Desk) -> None:
        await _at(desk, name, "support")
        await desk.type(command)
        await expect(desk.message(words)).to_be_visible()

    return scene


def _form(command: str, title: str, name: str = "Priya Raman") -> Scene:
    async def scene(desk: Desk) -> None:
        await _at(desk, name, "support")
        await desk.type(command)
        await expect(desk.modal.get_by_role("heading", name=title).first).to_be_visible()

    return scene


async def digest(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "Earshot")
    await desk.type("/cx digest")
    await expect(desk.message("Heard this week", "You said, we did")).to_be_visible()


async def digest_thread(desk: Desk) -> None:
    await digest(desk)
    replies = re.compile(r"^\d+ repl")
    await desk.message("Heard this week").get_by_role("button", name=replies).click()
    await expect(desk.page.locator("#side img").first).to_be_visible()


async def survey(desk: Desk) -> None:
    await _at(desk, "Jo Fischer", "sales")
    await desk.type("/survey nps closes:3d")
    await expect(desk.message("0 not at all likely")).to_be_visible()


async def journey(desk: Desk) -> None:
    await _at(desk, "Lena Brandt", "Earshot")
    await desk.type("/cx journey")
    await expect(desk.page.locator("#main .message img").last).to_be_visible()


async def tour(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "general")
    if await desk.page.locator("#side").is_hidden():
        await desk.press(desk.page.locator("#banner"), "Tour")


async def inspector(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "general")
    await desk.page.get_by_role("button", name="Inspector").click()
    await desk.page.locator(".wire").nth(3).click()


async def shortcuts(desk: Desk) -> None:
    await _at(desk, "Priya Raman", "with-acme")
    message = desk.message("Our import stopped again")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()


SCENES: dict[str, Scene] = {
    "channel": channel,
    "suggestions": suggestions,
    "people": people,
    "form": form,
    "complaint": complaint,
    "card": card,
    "promise": promise,
    "receipt": receipt,
    "home": home,
    "lead-home": lead_home,
    "issues": _answer("/cx issues open", WORDS),
    "lead-issues": _answer("/cx issues open", "Not resolved yet", "Lena Brandt"),
    "issue": _answer("/cx issue 1", "#1"),
    "customer": _answer("/cx customer Acme", "Acme"),
    "search": _answer("/cx search import", "import"),
    "touchpoints": _answer("/cx touchpoints", "Data import", "Lena Brandt"),
    "help": _answer("/cx help", "log"),
    "settings": _form("/cx settings", "Settings", "Lena Brandt"),
    "touchpoint": _form("/cx touchpoint edit Data import", "Touchpoint", "Lena Brandt"),
    "import": _form("/cx touchpoints import", "Import", "Lena Brandt"),
    "me": _answer("/cx me", "you", "Sam Okafor"),
    "digest": digest,
    "digest-thread": digest_thread,
    "digest-setup": _form("/cx digest setup", "Weekly digest", "Lena Brandt"),
    "survey": survey,
    "survey-list": _answer("/survey list", "All surveys", "Lena Brandt"),
    "survey-form": _form("/survey", "New micro-survey", "Jo Fischer"),
    "journey": journey,
    "inspector": inspector,
    "shortcuts": shortcuts,
}
NARROW: dict[str, Scene] = {
    each.__name__: each for each in (channel, tour, people, form, card, home, digest, inspector)
}
"""Those that are looked at on a tablet and on a telephone too."""
