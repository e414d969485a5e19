"""Each customer with the two buttons that close their loop."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, LoopFacts
from bot.blocks.mrkdwn import bold, clip, inline
from bot.domain.loop import LoopState
from bot.domain.policy import Right

_LISTED = 15


def told_rows(facts: IssueFacts) -> list[kit.Block]:
    """A line and its buttons for each customer still waiting; a line for each who is settled. Of
    too many to list, those still waiting come first, as here they are told one after the other."""
    blocks: list[kit.Block] = []
    loops = list(facts.loops)
    if len(loops) > _LISTED:
        loops.sort(key=lambda loop: loop.state is not LoopState.WAITING)
    for loop in loops[:_LISTED]:
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
    rest = loops[_LISTED:]
    if waiting := sum(loop.state is LoopState.WAITING for loop in rest):
        blocks.append(kit.context(f"and {waiting} more wait to hear, once these are settled"))
    elif rest:
        blocks.append(kit.context(f"and {len(rest)} more, who are settled"))
    return blocks


def copy_ready(facts: IssueFacts) -> str:
    """A line for the customer, ready to copy: mrkdwn."""
    first = facts.first
    about = f" about {inline(first.touchpoint)}" if first and first.touchpoint else ""
    said = (facts.what_changed or "").strip()
    changed = inline(said if said.endswith(_ENDS) else f"{said.rstrip('. ')}.", 600)
    return f"“You told us{about}. What changed: {changed} Thank you for saying so.”"


_ENDS = ("!", "?", "…", "。", "！", "？", "؟", "।")
"""What ends a sentence besides a full stop."""


def _name(loop: LoopFacts) -> str:
    return bold(loop.customer) if loop.customer else "The customer (unnamed)"


_SAID = {
    LoopState.TOLD: "told.",
    LoopState.WAIVED: "no need to tell.",
    LoopState.NOT_TOLD: "was not told in time.",
}
