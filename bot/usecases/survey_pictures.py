"""A wave's answers as pictures, one a question."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.results_card import GroupFacts, PartFacts, Pictures, ResultsFacts
from bot.charts.distribution import Answers, Distribution, distribution
from bot.charts.drawing import Drawing
from bot.charts.score_trend import over_waves, score_trend
from bot.domain.surveys.finding import Side, Told
from bot.domain.wave import Given
from bot.ports import File


def draw(facts: ResultsFacts) -> tuple[list[File], Pictures]:
    """As PNG, and where they stand: the answers to each question whose spread may be told, and its
    score over the waves, from the second on."""
    files: list[File] = []
    pictures: dict[int, list[tuple[str, str]]] = {}
    for at, part in enumerate(facts.parts):
        for kind, drawing in (("answers", _answers(part)), ("waves", _waves(part))):
            if drawing is None:
                continue
            name = f"{kind}-{facts.number}-{at + 1}.png"
            title = part.question[:100]
            files.append(File(name, drawing.png(), title=title, alt_text=drawing.alt))
            pictures.setdefault(at, []).append((name, drawing.alt))
    return files, pictures


def _waves(part: PartFacts) -> Drawing | None:
    if len(part.past) < 2:
        return None
    return score_trend(over_waves(part.kind, part.question, part.past, _change(part)))


def _change(part: PartFacts) -> str:
    """What may be said of the last step, of the group that is drawn."""
    drawn = max(part.groups, key=lambda group: group.finding.n)
    return drawn.finding.change.value if drawn.finding.change else ""


def _answers(part: PartFacts) -> Drawing | None:
    """The worst answers left. Ticks of several options add up to no whole, and are not stacked."""
    groups = [each for each in part.groups if each.finding.told is Told.ALL and _scale(part, each)]
    if not groups or part.kind == "multiple":
        return None
    rows = [
        Answers(_name(part, group), [count for _, count in _scale(part, group)]) for group in groups
    ]
    scale = [label for label, _ in _scale(part, groups[0])]
    return distribution(Distribution(part.question, scale, rows))


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
