"""Each customer with the two buttons that close their loop."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, LoopFacts
from bot.blocks.mrkdwn import bold, clip, inline
from bot.domain.loop import LoopState
from bot.domain.policy import Right

_LISTED = 15


def told_rows(facts: IssueFacts) -> list[kit.Block]:
    """A line and its buttons for each customer still waiting; a line for each who is settled."""
    blocks: list[kit.Block] = []
    for loop in facts.loops[:_LISTED]:
        if loop.state is LoopState.WAITING and Right.TELL not in facts.rights:
            blocks.append(kit.context(f"{_name(loop)} waits to hear."))
        elif loop.state is LoopState.WAITING:
            blocks.append(kit.section(f"{_name(loop)} waits to hear."))
            blocks += kit.row(
                kit.button(
                    "I told the customer",
                    "loop_told",
                    loop.id,
                    style="primary",
                    label=clip(f"I told the customer: {loop.customer or 'unnamed'}", 75),
                ),
                kit.button("No need to tell", "loop_waived", loop.id),
            )
        else:
            blocks.append(kit.context(f"{_name(loop)}: {_SAID[loop.state]}"))
    more = len(facts.loops) - _LISTED
    if more > 0:
        blocks.append(kit.context(f"and {more} more in `/cx issue {facts.number}`"))
    return blocks


def copy_ready(facts: IssueFacts) -> str:
    """A line for the customer, ready to copy: mrkdwn."""
    first = facts.first
    about = f" about {inline(first.touchpoint)}" if first and first.touchpoint else ""
    changed = inline((facts.what_changed or "").rstrip(". "), 600)
    return f"“You told us{about}. What changed: {changed}. Thank you for saying so.”"


def _name(loop: LoopFacts) -> str:
    return bold(loop.customer) if loop.customer else "The customer (unnamed)"


_SAID = {
    LoopState.TOLD: "told.",
    LoopState.WAIVED: "no need to tell.",
    LoopState.NOT_TOLD: "was not told in time.",
}
