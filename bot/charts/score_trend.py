"""A score over its waves, with the interval that chance leaves around each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.charts import font
from bot.charts.drawing import MARGIN, WIDTH, Canvas, Drawing
from bot.charts.palette import PAPER, Palette
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import PastFigure

_PLOT = 150.0
_LEFT, _RIGHT = 38.0, 34.0


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave's score with its 95 % interval, all on the score's own scale, and its answers.

    `low` and `high` are None where no interval is known (all answers equal).
    """

    label: str
    value: float
    answers: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ScoreTrend:
    """`waves` oldest first; `least` and `most`: the ends of the scale (NPS: -100, 100; a share: 0,
    100); `unit`: what follows a figure, such as " %"; `signed`: a plus stands before positive ones.
    `change`: what may be said of the last step ("no real change"); docs/reference/figures.md,
    "Scores".
    """

    title: str
    waves: Sequence[Wave]
    least: float
    most: float
    unit: str = ""
    signed: bool = False
    change: str = ""

    def figure(self, value: float) -> str:
        """Whole points, halves away from zero, with a real minus sign."""
        whole = int(abs(value) + 0.5)
        sign = "−" if value < 0 and whole else "+" if self.signed and whole else ""
        return f"{sign}{whole}{self.unit}"


def over_waves(
    kind_name: str, question: str, past: Sequence[PastFigure], change: str = ""
) -> ScoreTrend:
    """What is drawn of a score over its waves. past: oldest first."""
    kind = KINDS[kind_name]
    waves = [
        Wave(
            f"{each.closed.day} {each.closed:%b}",
            each.figure.value,
            each.n,
            each.figure.low,
            each.figure.high,
        )
        for each in past
    ]
    return ScoreTrend(
        question,
        waves,
        least=kind.least,
        most=100,
        unit=kind.unit,
        signed=kind.least < 0,
        change=change,
    )


def score_trend(facts: ScoreTrend, palette: Palette = PAPER) -> Drawing:
    """The line of scores over the band of their intervals. Raises ValueError without a wave."""
    if not facts.waves:
        raise ValueError("score_trend needs a wave")
    canvas = Canvas(68 + 18 + _PLOT + 62, palette)
    begin = canvas.title(font.written(facts.title, "Score"), _beneath(facts))
    roof = begin + 18
    floor = roof + _PLOT
    least, most = _ends(facts)
    scale = _PLOT / (most - least)
    for step in (least, (least + most) / 2, most):
        y = floor - (step - least) * scale
        canvas.line([(MARGIN + _LEFT, y), (WIDTH - MARGIN, y)], palette.grid, 1)
        canvas.text(
            MARGIN + _LEFT - 8,
            y + 4,
            facts.figure(step),
            size=11,
            paint=palette.faint,
            anchor="end",
        )
    across = WIDTH - 2 * MARGIN - _LEFT - _RIGHT
    first = MARGIN + _LEFT + 20 if len(facts.waves) > 1 else MARGIN + _LEFT + across / 2
    gap = (across - 6) / max(1, len(facts.waves) - 1)
    xs = [first + gap * at for at in range(len(facts.waves))]
    ys = [floor - (wave.value - least) * scale for wave in facts.waves]
    _intervals(canvas, facts, xs, lambda value: floor - (value - least) * scale)
    canvas.line(list(zip(xs, ys, strict=True)), palette.line, 2.5)
    every = -(-len(facts.waves) // 7)
    for at, (wave, x, y) in enumerate(zip(facts.waves, xs, ys, strict=True)):
        newest = at == len(facts.waves) - 1
        canvas.dot(x, y, 5 if newest else 4, palette.line, palette.card)
        if (len(facts.waves) - 1 - at) % every == 0:
            above = y - 11 if y - 11 > roof - 10 else y + 20
            canvas.text(
                x,
                above,
                facts.figure(wave.value),
                size=15 if newest else 12,
                bold=True,
                anchor="middle",
            )
            label = font.fit(font.written(wave.label, str(at + 1)), max(gap * every, 60), 11)
            canvas.text(x, floor + 18, label, size=11, paint=palette.faint, anchor="middle")
            canvas.text(
                x, floor + 33, f"n {wave.answers}", size=11, paint=palette.faint, anchor="middle"
            )
    return canvas.drawing(_alt(facts))


def _ends(facts: ScoreTrend) -> tuple[float, float]:
    """The part of the scale that is drawn: whole where little is left out, else to tens."""
    lows = [wave.value if wave.low is None else wave.low for wave in facts.waves]
    highs = [wave.value if wave.high is None else wave.high for wave in facts.waves]
    whole = facts.most - facts.least
    step = whole / 10
    least = facts.least + step * int((min(lows) - facts.least) / step)
    most = facts.least + step * -int(-(max(highs) - facts.least) / step // 1)
    while most - least < 4 * step or round((most - least) / step) % 2:
        if most < facts.most:
            most += step
        else:
            least -= step
    return max(least, facts.least), min(most, facts.most)


def _intervals(
    canvas: Canvas, facts: ScoreTrend, xs: Sequence[float], place: Callable[[float], float]
) -> None:
    """The band through the intervals; a wave that stands alone gets a bar of its own."""
    lows = [place(wave.value if wave.low is None else wave.low) for wave in facts.waves]
    highs = [place(wave.value if wave.high is None else wave.high) for wave in facts.waves]
    if len(xs) == 1:
        canvas.rect(
            xs[0] - 14, highs[0], 28, max(2.0, lows[0] - highs[0]), canvas.palette.band, round_by=4
        )
        return
    upper, lower = list(zip(xs, highs, strict=True)), list(zip(xs, lows, strict=True))
    canvas.area([*upper, *reversed(lower)], canvas.palette.band)


def _beneath(facts: ScoreTrend) -> str:
    said = "Band: 95 % interval"
    return f"{said} · {facts.change}" if facts.change and font.drawable(facts.change) else said


def _alt(facts: ScoreTrend) -> str:
    newest = facts.waves[-1]
    said = f"{facts.title}: {facts.figure(newest.value)} in {newest.label}"
    if newest.low is not None and newest.high is not None:
        said += f" (95 %: {facts.figure(newest.low)} to {facts.figure(newest.high)})"
    said += f", {newest.answers} answers"
    if len(facts.waves) > 1:
        before = facts.waves[-2]
        said += f"; {before.label}: {facts.figure(before.value)}"
        first = facts.waves[0]
        if len(facts.waves) > 2:
            said += f"; {first.label}: {facts.figure(first.value)}"
    return f"{said}; {facts.change}." if facts.change else f"{said}."
