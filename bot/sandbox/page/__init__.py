"""The workspace in the browser: a page, and the small JSON API behind it."""

from __future__ import annotations

from bot.sandbox.page.backstage import Backstage, Leap, Seen, Step
from bot.sandbox.page.site import Page

__all__ = ["Backstage", "Leap", "Page", "Seen", "Step"]
