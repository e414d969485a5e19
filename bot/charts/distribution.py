"""Who answered what: a bar of shares a row, the worst answers left, the best right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts import font
from bot.charts.drawing import MARGIN, WIDTH, Canvas, Drawing
from bot.charts.palette import PAPER, Palette

_ROW = 52.0
_BAR = 28.0
_DARK_FROM = 0.6  # strength of a colour from which it is written on in the other ink


@dataclass(frozen=True, slots=True)
class Answers:
    """One row: how many gave each answer, from the worst to the best, as many as the scale has."""

    label: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Distribution:
    """`scale`: the answers' names, worst first ("Detractors" … "Promoters", or "1" … "7").

    `beneath`: the score and the response rate in words, or "".
    """

    title: str
    scale: Sequence[str]
    rows: Sequence[Answers]
    beneath: str = ""


def distribution(facts: Distribution, palette: Palette = PAPER) -> Drawing:
    """Stacked shares, one bar a row.

    Raises ValueError where nothing was answered or a row does not fit its scale.
    """
    if not facts.rows or len(facts.scale) < 2:
        raise ValueError("distribution needs a row and a scale")
    if any(len(row.counts) != len(facts.scale) or not sum(row.counts) for row in facts.rows):
        raise ValueError("each row needs an answer, and a count for each step of the scale")
    canvas = Canvas(68 + _ROW * len(facts.rows) + 44, palette)
    beneath = facts.beneath if font.drawable(facts.beneath) else ""
    begin = canvas.title(font.written(facts.title, "Answers"), beneath or "Shares of all answers")
    for at, row in enumerate(facts.rows):
        y = begin + 8 + _ROW * at
        answers = sum(row.counts)
        label = font.written(row.label, f"Row {at + 1}")
        canvas.text(MARGIN, y + 9, font.fit(label, 340, 12), size=12)
        canvas.text(
            WIDTH - MARGIN, y + 9, f"n {answers}", size=11, paint=palette.faint, anchor="end"
        )
        _bar(canvas, row.counts, y + 16)
    _legend(canvas, facts.scale, begin + 8 + _ROW * len(facts.rows) + 16)
    return canvas.drawing(_alt(facts))


def _bar(canvas: Canvas, counts: Sequence[int], y: float) -> None:
    answers = sum(counts)
    x = float(MARGIN)
    room = WIDTH - 2 * MARGIN
    for step, count in enumerate(counts):
        if not count:
            continue
        wide = room * count / answers
        paint, strength = _paint(canvas.palette, step, len(counts))
        canvas.rect(x, y, max(wide - 1.5, 0.75), _BAR, paint, round_by=3, strength=strength)
        pale = strength < _DARK_FROM or paint == canvas.palette.scale[1]
        ink = canvas.palette.ink if pale else canvas.palette.scale_ink
        share = f"{100 * count / answers:.0f}%"
        if font.width(share, 12, bold=True) + 6 <= wide:
            canvas.text(
                x + (wide - 1.5) / 2,
                y + _BAR / 2 + 4.5,
                share,
                size=12,
                bold=True,
                paint=ink,
                anchor="middle",
            )
        x += wide


def _paint(palette: Palette, step: int, steps: int) -> tuple[str, float]:
    """The colour of a step and its strength: full at the ends of the scale, paler inwards."""
    off_middle = 2 * step / (steps - 1) - 1
    if abs(off_middle) < 0.15:
        return palette.scale[1], 1.0
    strength = 0.3 + 0.7 * (abs(off_middle) - 0.15) / 0.85
    return palette.scale[0 if off_middle < 0 else 2], strength


def _legend(canvas: Canvas, scale: Sequence[str], y: float) -> None:
    names = [font.written(name, str(at + 1)) for at, name in enumerate(scale)]
    room = (WIDTH - 2 * MARGIN) / len(names) - 22
    x = float(MARGIN)
    for at, name in enumerate(names):
        paint, strength = _paint(canvas.palette, at, len(names))
        shown = font.fit(name, max(room, 24), 11)
        canvas.rect(x, y - 10, 11, 11, paint, round_by=2, strength=strength)
        canvas.text(x + 15, y, shown, size=11, paint=canvas.palette.faint)
        x += 15 + font.width(shown, 11) + 12


def _alt(facts: Distribution) -> str:
    rows = "; ".join(
        f"{row.label} (n {sum(row.counts)}): "
        + ", ".join(
            f"{name} {100 * count / sum(row.counts):.0f} %"
            for name, count in zip(facts.scale, row.counts, strict=True)
            if count
        )
        for row in facts.rows
    )
    said = f"{facts.title}, {facts.beneath}" if facts.beneath else facts.title
    return f"{said}. {rows}."
