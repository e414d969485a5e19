"""What is said about what takes a moment: asked for, there, not to be had."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.mrkdwn import inline


def on_its_way(what: str) -> kit.Screen:
    """The command's answer. what: "The report of the last 30 days"."""
    return kit.say(f"{inline(what)} is being made. It comes to your DM with me in a moment.")


def there(title: str) -> str:
    """The words that go with the file."""
    return f"Here it is: {inline(title)}."


def sorry(kind: str) -> kit.Screen:
    """kind: of the errand."""
    what = {"digest": "preview of the digest", "journey": "picture of the journey"}.get(kind, kind)
    shorter = "; a shorter period is made sooner" if kind == "report" else ""
    return kit.say(
        f"The {what} could not be made. That is our fault, and it is in the log. "
        f"Asking again may help{shorter}."
    )
