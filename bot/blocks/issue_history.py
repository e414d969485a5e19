"""What happened to an issue, row by row: the newest below the issue itself, the rest on pages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import kit
from bot.blocks.facts import EventFacts, IssueFacts
from bot.blocks.issue_card import headline
from bot.blocks.mrkdwn import head, inline, moment, person

_AT_ONCE = 20
_LONGEST = 2900
"""Characters of history that a section holds, beside the line that counts the rest."""


def history_blocks(facts: IssueFacts, start: int = 0) -> list[kit.Block]:
    """The rows before the `start` newest ones, as many as a section holds, and ways to the rest."""
    if not facts.history:
        return []
    before = facts.history[: max(0, len(facts.history) - start)]
    lines = _lines(before[-_AT_ONCE:])
    earlier = len(before) - len(lines)
    on = f"{start + len(lines)} {facts.id}"
    counted = [f"_{earlier} earlier {'row' if earlier == 1 else 'rows'}._"] if earlier else []
    return [
        kit.section("\n".join([*counted, *lines]) or "Nothing is earlier."),
        *kit.row(
            kit.button("Newest rows", "history_page_back", f"0 {facts.id}") if start else None,
            kit.button("Earlier rows", "history_page_on", on) if earlier else None,
        ),
    ]


def issue_history(facts: IssueFacts, start: int) -> kit.Screen:
    """A page of the history alone."""
    title = f"Issue #{facts.number} · history"
    return kit.Screen(
        f"{title}: {headline(facts)}",
        [kit.header(title), kit.section(headline(facts)), *history_blocks(facts, start)],
    )


def _lines(events: Sequence[EventFacts]) -> list[str]:
    """The newest of them that have room, the oldest first."""
    lines: list[str] = []
    left = _LONGEST
    for event in reversed(events):
        line = _row(event)
        if head(line, left) != line:
            break
        lines.insert(0, line)
        left -= len(line.encode("utf-16-le")) // 2 + 1
    return lines


def _row(event: EventFacts) -> str:
    if event.actor_hidden:
        who = "a colleague"
    else:
        who = person(event.actor) if event.actor else "Earshot"
    note = f": {inline(event.note, 120)}" if event.note else ""
    return f"{moment(event.at)} · {who} · {event.what}{note}"
