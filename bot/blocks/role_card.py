"""Told once to who becomes a touchpoint's owner: what it means, and a way out."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.facts import TouchpointFacts
from bot.blocks.mrkdwn import bold


def role_card(facts: TouchpointFacts, *, still: bool, folded: bool = False) -> kit.Screen:
    """`still` False: the person owns it no more. `folded`: they said "Fine"; nothing is asked."""
    name = bold(facts.name)
    if not still:
        return kit.say(f"You don't own {name} any more. Nothing is asked of you.")
    if folded:
        return kit.say(f"You own {name}. What is logged there comes to you.")
    text = (
        f"You now own {name}. When a customer trips there and someone logs it, you get a card: "
        "acknowledge it, promise a next step, say what changed. Few a month for most."
    )
    return kit.Screen(
        text,
        [
            kit.section(text),
            *kit.row(
                kit.button("Fine", "role_fine", facts.id, style="primary"),
                kit.button("Not me", "role_not_me", facts.id),
            ),
        ],
    )
