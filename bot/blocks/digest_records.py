"""The modal behind "Records": the issues and observations that a number counts, paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, ObservationFacts
from bot.blocks.heard_list import heard_list
from bot.blocks.issue_card import headline
from bot.blocks.observation import tags

PAGE = 10


@dataclass(frozen=True, slots=True)
class RecordsFacts:
    """total: issues and observations together. start: where the page begins, from 0."""

    run: int
    name: str
    start: int
    total: int
    issues: Sequence[IssueFacts] = ()
    observations: Sequence[ObservationFacts] = ()


def records_modal(facts: RecordsFacts) -> kit.View:
    return kit.answer("Records", _screen(facts))


def _screen(facts: RecordsFacts) -> kit.Screen:
    last = min(facts.start + PAGE, facts.total)
    said = "Nothing is behind it."
    if facts.total:
        said = f"{facts.start + 1}–{last} of {facts.total:,}"
    blocks = [kit.context(said)]
    for issue in facts.issues:
        first = issue.first
        where = " · ".join([*([tags(first)] if first else []), issue.state.value])
        lines = [f"*#{issue.number}* {headline(issue, 140)}", where]
        blocks.append(
            kit.section(
                "\n".join(lines),
                kit.button(f"Issue #{issue.number}", "issue_show", issue.id),
            )
        )
    blocks += heard_list(facts.observations)
    return kit.Screen(said, [*blocks, *_pages(facts)])


def _pages(facts: RecordsFacts) -> list[kit.Block]:
    def turn(label: str, action: str, start: int) -> kit.Element:
        return kit.button(label, action, f"{facts.run}:{facts.name}:{start}")

    back = turn("Newer", "digest_records_back", max(0, facts.start - PAGE))
    on = turn("More", "digest_records_on", facts.start + PAGE)
    return kit.row(back if facts.start else None, on if facts.start + PAGE < facts.total else None)
