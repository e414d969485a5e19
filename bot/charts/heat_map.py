"""A journey at one look: stages across, areas down, coloured by pain for each customer heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.charts import font
from bot.charts.drawing import MARGIN, WIDTH, Canvas, Drawing
from bot.charts.palette import PAPER, Palette

THRESHOLDS = (1, 3, 6)
"""Of pain ÷ customers (docs/reference/figures.md, "Pain of a cell"): fixed, never relative to the
worst."""
FEWEST = 3
_ASKS = "How much it hurts"
_LABELS = 96.0
_ROW = 38.0
_GAP = 3.0
_STEPS = ("little", "some", "much", "very much")
"""The thresholds as people say them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage in one area. `pain`: as bot/domain/pain.py sums it; `blind`: quiet for longer than
    its usual gap.

    Where no touchpoint lies there is no cell.
    """

    pain: float
    customers: int
    blind: bool = False

    @property
    def step(self) -> int | None:
        """0 to 3 by the thresholds; None where too few customers were heard to say."""
        if self.customers < FEWEST:
            return None
        ratio = self.pain / self.customers
        return sum(ratio >= threshold for threshold in THRESHOLDS)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`cells` by (index of the stage, index of the area); `beneath`: health in words, or ""."""

    title: str
    stages: Sequence[str]
    areas: Sequence[str]
    cells: Mapping[tuple[int, int], Cell]
    beneath: str = ""


def heat_map(facts: HeatMap, palette: Palette = PAPER) -> Drawing:
    """Stages × areas. In a cell: customers heard. Raises ValueError without a stage or an area."""
    if not facts.stages or not facts.areas:
        raise ValueError("heat_map needs a stage and an area")
    canvas = Canvas(68 + 34 + _ROW * len(facts.areas) + 68, palette)
    beneath = facts.beneath if font.drawable(facts.beneath) else ""
    begin = canvas.title(font.written(facts.title, "Journey"), beneath or "Last 28 days")
    left = MARGIN + _LABELS
    room = (WIDTH - MARGIN - left) / len(facts.stages)
    roof = begin + 34
    for at, stage in enumerate(facts.stages):
        _stacked(canvas, left + room * (at + 0.5), roof - 8, stage, str(at + 1), room - 3)
    for row, area in enumerate(facts.areas):
        y = roof + _ROW * row
        lines = font.wrap(font.written(area, f"Area {row + 1}"), _LABELS - 6, 11, 2)
        for at, line in enumerate(lines):
            middle = y + _ROW / 2 + 3 + (at - (len(lines) - 1) / 2) * 13
            canvas.text(MARGIN, middle, line, size=11, paint=palette.faint)
        for column in range(len(facts.stages)):
            _cell(canvas, facts.cells.get((column, row)), left + room * column, y, room - _GAP)
    _legend(canvas, roof + _ROW * len(facts.areas) + 22)
    return canvas.drawing(_alt(facts))


def _stacked(canvas: Canvas, x: float, y: float, name: str, number: str, room: float) -> None:
    """A heading in one line or two, its last line at `y`."""
    size = 11.0
    lines = font.wrap(font.written(name, number), room, size, 2)
    while size > 8.5 and any(line.endswith("…") for line in lines):
        size -= 0.5
        lines = font.wrap(font.written(name, number), room, size, 2)
    for at, line in enumerate(lines):
        canvas.text(
            x,
            y - 13 * (len(lines) - 1 - at),
            line,
            size=size,
            paint=canvas.palette.faint,
            anchor="middle",
        )


def _cell(canvas: Canvas, cell: Cell | None, x: float, y: float, wide: float) -> None:
    card, high = canvas.palette, _ROW - _GAP
    if cell is None:
        canvas.rect(x + wide / 2 - 2, y + high / 2 - 2, 4, 4, card.grid, round_by=2)
        return
    step = cell.step
    ink = card.ink
    if cell.blind or step is None:
        canvas.hatched(x, y, wide, high, round_by=4)
        shown = "?" if cell.blind else str(cell.customers)
        around = font.width(shown, 12.5, bold=True) + 10
        canvas.rect(x + (wide - around) / 2, y + high / 2 - 9, around, 18, card.card, round_by=9)
    else:
        canvas.rect(x, y, wide, high, card.pain[step], round_by=4)
        shown, ink = str(cell.customers), card.pain_ink[step]
    if cell.blind:
        canvas.outline(x + 1, y + 1, wide - 2, high - 2, round_by=4)
    canvas.text(x + wide / 2, y + high / 2 + 4.5, shown, bold=True, paint=ink, anchor="middle")


def _legend(canvas: Canvas, y: float) -> None:
    card = canvas.palette
    x = float(MARGIN)
    canvas.text(x, y, _ASKS, size=11, paint=card.faint)
    x += font.width(_ASKS, 11) + 12
    for paint, words in zip(card.pain, _STEPS, strict=True):
        canvas.rect(x, y - 10, 14, 12, paint, round_by=3)
        canvas.text(x + 19, y, words, size=11, paint=card.faint)
        x += 19 + font.width(words, 11) + 12
    y += 20
    x = float(MARGIN)
    canvas.hatched(x, y - 10, 14, 12, round_by=3)
    canvas.text(x + 19, y, "fewer than 3 customers", size=11, paint=card.faint)
    x += 19 + font.width("fewer than 3 customers", 11) + 12
    canvas.hatched(x, y - 10, 14, 12, round_by=3)
    canvas.outline(x + 0.75, y - 9.25, 12.5, 10.5, round_by=3)
    canvas.text(x + 19, y, "? nothing heard for too long", size=11, paint=card.faint)
    canvas.text(WIDTH - MARGIN, y, "numbers: customers", size=11, paint=card.faint, anchor="end")


def _alt(facts: HeatMap) -> str:
    """The journey's worst three cells, its blind ones, and the rest in a sentence."""
    named = {place: f"{facts.stages[place[0]]} / {facts.areas[place[1]]}" for place in facts.cells}
    said = f"{facts.title}" + (f", {facts.beneath}" if facts.beneath else "")
    known = {
        place: cell
        for place, cell in facts.cells.items()
        if cell.step is not None and not cell.blind
    }
    worst = sorted(
        (place for place, cell in known.items() if cell.step),
        key=lambda place: (-known[place].pain / known[place].customers, place),
    )[:3]
    parts = [
        "Hurts most: "
        + "; ".join(f"{named[place]} ({known[place].customers} customers)" for place in worst)
        if worst
        else "Little hurts where customers were heard"
        if known
        else "Too few customers heard to say"
    ]
    blind = [named[place] for place, cell in sorted(facts.cells.items()) if cell.blind]
    if blind:
        shown = ", ".join(blind[:5]) + (f" and {len(blind) - 5} more" if len(blind) > 5 else "")
        parts.append(f"Nothing heard for too long: {shown}")
    heard = {column for column, _ in facts.cells}
    empty = [stage for at, stage in enumerate(facts.stages) if at not in heard]
    if empty:
        parts.append("No touchpoint lies in " + ", ".join(empty))
    unwritten = [
        f"{at + 1} is {stage}" for at, stage in enumerate(facts.stages) if not font.drawable(stage)
    ]
    if unwritten:
        parts.append("Stages by number: " + ", ".join(unwritten))
    return f"{said}. " + ". ".join(parts) + "."
