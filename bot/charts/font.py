"""What the bundled font can write, and how wide it comes out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent / "fonts"
FONT_FILES = (_HERE / "Inter-Regular.ttf", _HERE / "Inter-SemiBold.ttf")
FAMILY = "Inter"


@cache
def _advances() -> dict[str, tuple[int, int]]:
    """Sign -> advance in thousandths of the font size: regular, semibold."""
    read: dict[str, list[int]] = json.loads((_HERE / "advances.json").read_text("ascii"))
    return {sign: (regular, bold) for sign, (regular, bold) in read.items()}


def drawable(text: str) -> bool:
    """Whether the font has every sign of `text`; what it lacks would be left out in silence."""
    return all(sign in _advances() for sign in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in pixels at a font size in pixels, kerning left out.

    Signs that the font lacks count as one em.
    """
    known = _advances()
    return sum(known.get(sign, (1000, 1000))[bold] for sign in text) * size / 1000


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """`text`, cut with an ellipsis where it is wider than `room` pixels."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + "…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return text + "…"


def wrap(text: str, room: float, size: float, lines: int, *, bold: bool = False) -> list[str]:
    """`text` in at most `lines` lines no wider than `room` pixels; the last one may be cut."""
    wrapped: list[str] = []
    words = text.split()
    while words and len(wrapped) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, bold=bold) <= room:
            line = f"{line} {words.pop(0)}"
        wrapped.append(fit(line, room, size, bold=bold))
    if words:
        wrapped.append(fit(" ".join(words), room, size, bold=bold))
    return wrapped


def written(name: str, instead: str) -> str:
    """`name` where the font can write it, else `instead` (a number that the alt text explains)."""
    return name if drawable(name) else instead
