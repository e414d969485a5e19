"""A score on the report's page: its figure, how sure it is, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bot.charts.palette import PAGE
from bot.charts.score_trend import over_waves, score_trend
from bot.domain.report_scores import ScoreGroup, ScorePart
from bot.domain.score import Standing
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Finding
from bot.domain.surveys.said import interval_said, mean_said, rate, value_said
from bot.domain.wave import Given

_HOW = {Given.SELF: "given by themselves", Given.RECORDED: "recorded by colleagues"}


@dataclass(frozen=True, slots=True)
class GroupCard:
    """value: "" where it may not be said. said: beside it; lines: beneath."""

    value: str
    said: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreCard:
    title: str
    question: str
    groups: tuple[GroupCard, ...]
    chart: Markup


def score_card(part: ScorePart) -> ScoreCard:
    title = KINDS[part.kind].title(staff=False)
    drawn = ""
    if part.past:
        largest = max(part.groups, key=lambda group: group.finding.n)
        whose = f"Survey by survey, {_HOW[largest.given]}"
        drawn = score_trend(over_waves(part.kind, whose, part.past), PAGE).svg
    return ScoreCard(
        f"{title} · {part.place}" if part.place else title,
        part.question + (f" · asked {len(part.waves)} times" if len(part.waves) > 1 else ""),
        tuple(_group(part, group) for group in part.groups),
        Markup(drawn),  # noqa: S704 - drawn here; the drawing escapes
    )


def _group(part: ScorePart, group: ScoreGroup) -> GroupCard:
    finding = group.finding
    how = _HOW[group.given]
    answered = f"{rate(finding.n, group.asked)}, {how}" if finding.n else how
    if finding.figure is None:
        return GroupCard("", "Too few to say", (answered,))
    measures = KINDS[part.kind].measures
    sure = interval_said(part.kind, finding.figure)
    said = f"{measures} ({sure})" if measures and sure else measures or sure
    classes = ", ".join(f"{count} {label}" for label, count in finding.classes)
    mean = f"mean {mean_said(part.kind, finding.mean)}" if finding.mean else ""
    lines = (answered, " · ".join(each for each in (classes, mean) if each), _change(part, finding))
    return GroupCard(value_said(part.kind, finding.figure.value), said, tuple(filter(None, lines)))


def _change(part: ScorePart, finding: Finding) -> str:
    if finding.standing is Standing.ROUGH:
        return "Rough: fewer than 30 answers, too few to be compared"
    if finding.was is None or finding.change is None:
        return "Nothing to compare it with: too few answers in the time before"
    return f"{value_said(part.kind, finding.was.value)} before: {finding.change.value}"
