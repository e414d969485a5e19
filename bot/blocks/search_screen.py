"""`/cx search WORDS`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import kit
from bot.blocks.facts import ObservationFacts
from bot.blocks.heard_list import PAGE, heard_list
from bot.blocks.issue_screens import pages
from bot.blocks.mrkdwn import quote


def search_screen(
    words: str, found: Sequence[ObservationFacts], total: int, *, start: int
) -> kit.Screen:
    """One page of what was found, newest first. `words` are what was looked for."""
    asked = quote(words, 300)
    if not found:
        return kit.say(
            f"Nothing found for {asked}. Each word must stand in what was said, or in one note on "
            "its issue, whole or in part."
        )
    text = f"{asked}: {start + 1}–{start + len(found)} of {total}, newest first"
    blocks = [kit.section(text), *heard_list(found)]
    blocks += pages("search_page", words, start, len(found), total, PAGE)
    return kit.Screen(text, blocks)


def search_what() -> kit.Screen:
    return kit.say("What should I look for? For example: `/cx search invoice VAT`")
