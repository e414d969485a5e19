"""Pictures as SVG, and SVG as PNG: the few shapes that the charts are made of.

Every picture is a card with a title, 480 units wide, and is rendered three times as large, so that
it is sharp at any width at which Slack shows it. The same facts give the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import resvg_py

from bot.charts import font
from bot.charts.palette import PAPER, Palette

WIDTH = 480
MARGIN = 20
TEXT = 12.5
TITLE = 17.0
_ZOOM = 3
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG document, its size in units, and the sentence that says what it says."""

    svg: str
    width: int
    height: int
    alt: str

    def png(self, zoom: float = _ZOOM) -> bytes:
        """The picture, 1,440 pixels wide if not said otherwise; needs no installed font."""
        return resvg_py.svg_to_bytes(
            svg_string=self.svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_family=font.FAMILY,
            font_files=[str(path) for path in font.FONT_FILES],
        )


class Canvas:
    """Collects shapes. Coordinates in units from the top left; text is placed by its baseline."""

    def __init__(self, height: float, palette: Palette = PAPER) -> None:
        self.height = round(height)
        self.palette = palette
        self._shapes: list[str] = []

    def rect(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        fill: str,
        *,
        round_by: float = 0,
        strength: float = 1,
    ) -> None:
        size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}"'
        pale = f' fill-opacity="{_n(strength)}"' if strength < 1 else ""
        self._shapes.append(f'<rect {size} rx="{_n(round_by)}" fill="{fill}"{pale}/>')

    def hatched(self, x: float, y: float, wide: float, high: float, *, round_by: float = 0) -> None:
        """Too little to colour it: stripes, within a thin edge."""
        size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}"'
        edge = f'stroke="{self.palette.edge}" stroke-width="1"'
        self._shapes.append(f'<rect {size} rx="{_n(round_by)}" fill="url(#hatch)" {edge}/>')

    def outline(self, x: float, y: float, wide: float, high: float, *, round_by: float = 0) -> None:
        """A dashed edge around what is missing."""
        size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}"'
        dash = f'fill="none" stroke="{self.palette.ink}" stroke-width="1.5" stroke-dasharray="4 3"'
        self._shapes.append(f'<rect {size} rx="{_n(round_by)}" {dash}/>')

    def line(
        self, points: list[tuple[float, float]], paint: str, thick: float, dash: str = ""
    ) -> None:
        along = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<polyline points="{along}" fill="none" stroke="{paint}" stroke-width="{_n(thick)}"'
            f' stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
        )

    def area(self, points: list[tuple[float, float]], fill: str) -> None:
        along = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._shapes.append(f'<polygon points="{along}" fill="{fill}"/>')

    def dot(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        self._shapes.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" stroke="{edge}"'
            ' stroke-width="2"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = TEXT,
        paint: str | None = None,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """anchor: start, middle or end. `words` must be `font.drawable`."""
        weight = ' font-weight="600"' if bold else ""
        self._shapes.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}"{weight}'
            f' fill="{paint or self.palette.ink}">{escape(words)}</text>'
        )

    def title(self, words: str, beneath: str = "") -> float:
        """Draws the title and the line beneath it; the y at which the rest may begin."""
        room = WIDTH - 2 * MARGIN
        self.text(MARGIN, 34, font.fit(words, room, TITLE, bold=True), size=TITLE, bold=True)
        if not beneath:
            return 48.0
        self.text(MARGIN, 54, font.fit(beneath, room, TEXT), paint=self.palette.faint)
        return 68.0

    def drawing(self, alt: str) -> Drawing:
        card = self.palette
        hatch = (
            '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
            f' patternTransform="rotate(45)"><rect width="6" height="6" fill="{card.card}"/>'
            f'<rect width="1.6" height="6" fill="{card.hatch}"/></pattern>'
        )
        frame = (
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{self.height - 1}" rx="10"'
            f' fill="{card.card}" stroke="{card.edge}"/>'
        )
        label = _UNWRITABLE.sub("\ufffd", alt)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}"'
            f' width="{WIDTH}" height="{self.height}" font-family="{font.FAMILY}, sans-serif"'
            f' role="img" aria-label={quoteattr(label)}>'
            f"<defs>{hatch}</defs>{frame}{''.join(self._shapes)}</svg>"
        )
        return Drawing(svg, WIDTH, self.height, alt)


def _n(number: float) -> str:
    """A number without a tail of noughts, so that documents are short and always the same."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
