"""What is said about files that take a moment: asked for, there, not to be had."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.mrkdwn import inline


def on_its_way(what: str) -> kit.Screen:
    """The command's answer. what: "The report of the last 30 days"."""
    return kit.say(f"{inline(what)} is being made. It comes to your DM with me in a moment.")


def there(title: str) -> str:
    """The words that go with the file."""
    return f"Here it is: {inline(title)}."


def sorry(what: str) -> kit.Screen:
    return kit.say(
        f"The {inline(what)} could not be made. That is our fault, and it is in the log. "
        "Asking again may help; a shorter period is made sooner."
    )
