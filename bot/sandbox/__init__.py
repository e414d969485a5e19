"""A strict stand-in for Slack: what the app is tested against, and what it runs in without an
account."""

from __future__ import annotations

from bot.sandbox.answers import Answer, all_text
from bot.sandbox.errors import NotOffered
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.waiting import until
from bot.sandbox.world import Channel

__all__ = ["Answer", "Channel", "Limits", "NotOffered", "Person", "Sandbox", "all_text", "until"]
