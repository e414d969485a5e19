"""A page of observations: the same under a customer and under a search."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import kit
from bot.blocks.facts import ObservationFacts
from bot.blocks.mrkdwn import quote
from bot.blocks.observation import heard, tags, words_block

PAGE = 5
_SHOWN = 800
"""Characters of each one's words: a message holds 12,000, in which an emoji counts as two."""


def heard_list(observations: Sequence[ObservationFacts]) -> list[kit.Block]:
    """Each with its words, its tags, who heard it, and a button to its issue."""
    blocks: list[kit.Block] = []
    for facts in observations:
        block = words_block(facts, _SHOWN)
        if facts.issue_id:
            number = f"Issue #{facts.issue_number}"
            block["accessory"] = kit.button(number, "issue_show", facts.issue_id)
        expected = f"Expected: {quote(facts.expected, 200)}" if facts.expected else ""
        blocks += [kit.divider(), block, kit.context(tags(facts), heard(facts), expected)]
    return blocks
