"""The modal behind "Records": the issues and observations that a number counts, paged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.digest_lines import many
from bot.blocks.facts import IssueFacts, ObservationFacts
from bot.blocks.heard_list import heard_list
from bot.blocks.issue_card import headline
from bot.blocks.observation import tags
from bot.domain.digest.records import Part, PartOf

PAGE = 10


@dataclass(frozen=True, slots=True)
class RecordsGroup:
    """part: what they are of a line with several numbers."""

    part: Part | None
    issues: Sequence[IssueFacts] = ()
    observations: Sequence[ObservationFacts] = ()


@dataclass(frozen=True, slots=True)
class RecordsFacts:
    """total: issues and observations together. start: where the page begins, from 0."""

    run: int
    name: str
    start: int
    total: int
    groups: Sequence[RecordsGroup] = ()


def records_modal(facts: RecordsFacts) -> kit.View:
    return kit.answer("Records", _screen(facts))


def _screen(facts: RecordsFacts) -> kit.Screen:
    last = min(facts.start + PAGE, facts.total)
    said = "Nothing is behind it."
    if facts.total:
        said = f"{facts.start + 1}–{last} of {facts.total:,}"
    blocks = [kit.context(said)]
    for group in facts.groups:
        blocks += [kit.section(f"*{_SAID[group.part.what](group.part)}*")] if group.part else []
        blocks += [_issue(each) for each in group.issues]
        blocks += heard_list(group.observations)
    return kit.Screen(said, [*blocks, *_pages(facts)])


def _issue(issue: IssueFacts) -> kit.Block:
    first = issue.first
    where = " · ".join([*([tags(first)] if first else []), issue.state.value])
    return kit.section(
        f"*#{issue.number}* {headline(issue, 140)}\n{where}",
        kit.button(f"Issue #{issue.number}", "issue_show", issue.id),
    )


_SAID: Mapping[PartOf, Callable[[Part], str]] = {
    PartOf.BROKEN: lambda part: f"{many(part.count, 'promise')} broken",
    PartOf.MOVED: lambda part: f"{many(part.count, 'promise')} moved",
    PartOf.STANDING: lambda part: f"{many(part.count, 'promise')} still open",
    PartOf.KEPT: lambda part: f"{many(part.count, 'promise')} kept",
    PartOf.TOLD: lambda part: (
        f"Told {part.count:,} of {many(part.of, 'customer')}" if part.of else "Nobody to tell"
    ),
    PartOf.THIS: lambda part: f"In the time it covers: {many(part.count, 'customer')}",
    PartOf.LAST: lambda part: f"The week before: {many(part.count, 'customer')}",
    PartOf.EARLIER: lambda part: (
        f"The three weeks before that; {part.count:,} a week on average over all four"
    ),
    PartOf.BEFORE: lambda part: f"In the time before: {many(part.count, 'customer')}",
    PartOf.UNRESOLVED: lambda part: f"{many(part.count, 'issue')} unresolved",
    PartOf.HEARD: lambda part: f"{many(part.count, 'observation')} in 28 days",
}


def _pages(facts: RecordsFacts) -> list[kit.Block]:
    def turn(label: str, action: str, start: int) -> kit.Element:
        return kit.button(label, action, f"{facts.run}:{facts.name}:{start}")

    back = turn("Newer", "digest_records_back", max(0, facts.start - PAGE))
    on = turn("More", "digest_records_on", facts.start + PAGE)
    return kit.row(back if facts.start else None, on if facts.start + PAGE < facts.total else None)
