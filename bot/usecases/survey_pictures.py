"""A wave's answers as pictures, one a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.results_card import GroupFacts, PartFacts, Pictures, ResultsFacts, results_card
from bot.charts.distribution import Answers, Distribution, distribution
from bot.domain.surveys.finding import Side, Told
from bot.domain.wave import Given
from bot.ports import File
from storage.books import Books


def post_results(books: Books, facts: ResultsFacts, lane: str, key: str, now: datetime) -> None:
    """Queue the results of a wave, with their pictures, for a channel or a person's DM."""
    files, pictures = draw(facts)
    message = results_card(facts, pictures).message()
    books.outbox.post(key, lane, message, now=now, files=files)


def draw(facts: ResultsFacts) -> tuple[list[File], Pictures]:
    """A picture of each question whose spread may be told, as PNG, and where it stands."""
    files: list[File] = []
    pictures: dict[int, tuple[str, str]] = {}
    for at, part in enumerate(facts.parts):
        shown = _distribution(part)
        if shown is None:
            continue
        drawing = distribution(shown)
        name = f"answers-{facts.number}-{at + 1}.png"
        files.append(File(name, drawing.png(), title=part.question[:100], alt_text=drawing.alt))
        pictures[at] = (name, drawing.alt)
    return files, pictures


def _distribution(part: PartFacts) -> Distribution | None:
    """The worst answers left. Ticks of several options add up to no whole, and are not stacked."""
    groups = [each for each in part.groups if each.finding.told is Told.ALL and _scale(part, each)]
    if not groups or part.kind == "multiple":
        return None
    rows = [
        Answers(_name(part, group), [count for _, count in _scale(part, group)]) for group in groups
    ]
    return Distribution(part.question, [label for label, _ in _scale(part, groups[0])], rows)


def _scale(part: PartFacts, group: GroupFacts) -> Sequence[tuple[str, int]]:
    """What is stacked: an NPS by its three classes, the rest by their points."""
    finding = group.finding
    if part.kind == "nps":
        return [(label.capitalize(), count) for label, count in reversed(finding.classes)]
    return finding.spread[::-1] if part.kind == "yesno" else finding.spread


def _name(part: PartFacts, group: GroupFacts) -> str:
    if group.given is Given.RECORDED:
        return "Recorded by colleagues"
    if len(part.groups) == 1:
        return "All answers"
    return "Staff" if group.side is Side.STAFF else "Customers"
