"""Told once to who becomes a touchpoint's owner: what it means, and a way out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import kit
from bot.blocks.facts import TouchpointFacts
from bot.blocks.mrkdwn import bold, clip

_MEANS = (
    "When a customer trips there and someone logs it, you get a card: acknowledge it, promise a "
    "next step, say what changed. Few a month for most."
)
_SHOWN = 40
"""Touchpoints in one message, which holds 50 blocks."""


def role_card(facts: TouchpointFacts, *, still: bool, folded: bool = False) -> kit.Screen:
    """`still` False: the person owns it no more. `folded`: they said "Fine"; nothing is asked."""
    name = bold(facts.name)
    if not still:
        return kit.say(f"You don't own {name} any more. Nothing is asked of you.")
    if folded:
        return kit.say(f"You own {name}. What is logged there comes to you.")
    text = f"You now own {name}. {_MEANS}"
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


def role_bundle(touchpoints: Sequence[tuple[TouchpointFacts, bool]], *, folded: bool) -> kit.Screen:
    """Several at once, each with whether the person still owns it. `folded`: "Fine" was said."""
    owned = sum(still for _, still in touchpoints)
    count = "1 touchpoint" if owned == 1 else f"{owned} touchpoints"
    if not owned:
        text = "You don't own these any more. Nothing is asked of you."
    elif folded:
        text = f"You own {count}. What is logged there comes to you."
    else:
        text = f"You now own {count}. {_MEANS}"
    blocks = [kit.section(text)]
    for facts, still in touchpoints[:_SHOWN]:
        no = kit.button("Not me", "role_not_me", facts.id, label=clip(f"Not me: {facts.name}", 75))
        line = bold(facts.name) if still else f"{bold(facts.name)} _isn't yours any more_"
        blocks.append(kit.section(line, no if still and not folded else None))
    if len(touchpoints) > _SHOWN:
        blocks.append(kit.context(f"and {len(touchpoints) - _SHOWN} more: `/cx touchpoints`"))
    if owned and not folded:
        blocks += kit.row(kit.button("Fine", "role_fine", touchpoints[0][0].id, style="primary"))
    return kit.Screen(text, blocks)
