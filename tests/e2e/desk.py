"""What a person at the page sees and does, by words alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from playwright.async_api import Browser, Locator, Page, expect

Theme = Literal["light", "dark"]

expect.set_options(timeout=15_000)


class Desk:
    """One open page. `complaints` is what the browser's console said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )

    # Going about

    async def use(self, wanted: Locator) -> None:
        """Press what is there to be pressed."""
        await wanted.click()

    async def be(self, name: str) -> None:
        """Switch to another person, unless it is who one is."""
        if name in (await self.page.locator(".switcher").text_content() or ""):
            return
        await self.see_places()
        await self.use(self.page.locator(".switcher"))
        await self.use(self.page.get_by_role("menuitem", name=name))
        await expect(self.page.locator(".switcher")).to_contain_text(name)

    async def go(self, place: str) -> None:
        """Open a channel, the app or its Home from the sidebar."""
        await self.see_places()
        await self.use(self.page.locator("#sidebar").get_by_role("button", name=place).first)
        await expect(self.page.locator(".place-here[aria-current=page]")).to_contain_text(place)

    async def see_places(self) -> None:
        """Where there is little room they lie behind a button."""
        if not await self.page.locator("#sidebar").is_visible():
            await self.use(self.page.get_by_role("button", name="Places"))

    async def type(self, text: str) -> None:
        """Type into the composer, and Enter."""
        composer = self.page.locator("#main .composer-text")
        await composer.fill(text)
        await composer.press("Enter")

    async def leap(self, label: str) -> None:
        """Move the clock, and wait until it stands where it should."""
        clock = self.page.locator(".banner-time")
        hour = (await clock.inner_text()).partition(":")[0]
        await self.use(self.page.get_by_role("button", name=label))
        await expect(clock).not_to_contain_text(hour)
        await expect(self.page.locator(".banner-leaping")).to_have_count(0, timeout=60_000)

    # Looking

    def message(self, *words: str | re.Pattern[str], button: str | None = None) -> Locator:
        """The newest message in the middle or at the side that has the words, and the button."""
        found = self.page.locator(".message")
        for part in words:
            found = found.filter(has_text=part)
        if button:
            named = self.page.get_by_role("button", name=button)
            found = found.filter(has=named)
        return found.last

    @property
    def modal(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def press(self, where: Locator, label: str) -> None:
        await self.use(where.get_by_role("button", name=label).first)

    async def choose(self, label: str, typed: str, option: str) -> None:
        """Choose from a list in the modal: type, look, Enter on the option."""
        line = self.modal.get_by_role("combobox", name=label)
        await line.click()
        await line.fill(typed)
        await self.page.get_by_role("option", name=option).first.click()
        await expect(self.page.locator(".options:popover-open")).to_have_count(0)

    async def done(self, step: str) -> None:
        """Wait until a step of the tour is ticked off."""
        mark = self.page.locator(".step-done").filter(has_text=step)
        await expect(mark).to_have_count(1)


class Keyboard(Desk):
    """A person without a mouse: everything is reached by keys, as somebody would who sees it."""

    async def use(self, wanted: Locator) -> None:
        await self.reach(wanted)
        await self.page.keyboard.press("Enter")

    async def type(self, text: str) -> None:
        await self.reach(self.page.locator("#main .composer-text"))
        await self.page.keyboard.insert_text(text)
        await self.page.keyboard.press("Enter")

    async def reach(self, wanted: Locator) -> None:
        """F6 to the part of the page, then Tab; arrows in a menu."""
        await expect(wanted).to_be_visible()
        for _ in range(_FAR):
            key = await wanted.evaluate(_NEXT_KEY)
            if key == "there":
                return
            if key is not None:
                await self.page.keyboard.press(key)
        raise AssertionError(f"no key leads to {wanted}")


_FAR = 150
_NEXT_KEY = """wanted => {
  const now = document.activeElement;
  if (!wanted.isConnected) return null; // drawn anew meanwhile: look again
  if (now === wanted) return "there";
  if (wanted.role === "menuitem") return "ArrowDown";
  const part = wanted.closest("#banner, #sidebar, #main, #side, dialog");
  if (!part.contains(now)) return "F6";
  const after = now.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING;
  return after ? "Tab" : "Shift+Tab";
}"""


@asynccontextmanager
async def sitting(
    browser: Browser,
    address: str,
    theme: Theme = "light",
    size: tuple[int, int] = (1360, 860),
    kind: type[Desk] = Desk,
) -> AsyncIterator[Desk]:
    """Somebody at a page of their own."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    page = await context.new_page()
    desk = kind(page)
    await page.goto(address)
    await page.wait_for_selector("body[data-ready]")
    yield desk
    unnamed = await page.evaluate(_UNNAMED)
    await context.close()
    assert desk.complaints == []
    assert unnamed == [], "a screen reader would not say what it is"


_UNNAMED = """() => [...document.querySelectorAll(
  "button, input, textarea, select, a[href], summary, dialog, nav, aside, [role=listbox], "
  + "[role=menu]"
)].filter((node) => node.checkVisibility()).filter((node) => {
  const by = node.getAttribute("aria-labelledby");
  const said = [node.getAttribute("aria-label"), document.getElementById(by)?.textContent];
  said.push(...[...(node.labels ?? [])].map((label) => label.textContent));
  if (!["DIALOG", "NAV", "ASIDE", "INPUT", "TEXTAREA", "SELECT"].includes(node.tagName)) {
    said.push(node.textContent);
  }
  return !said.some((words) => words?.trim());
}).map((node) => node.outerHTML.slice(0, 120))"""
