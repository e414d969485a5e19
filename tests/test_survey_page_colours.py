"""The colours of the link page against WCAG 2.2 AA, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.pages import survey_page

_CSS = Path(survey_page.__file__).with_name("survey.css").read_text("utf-8")
_SCHEMES = [
    dict(re.findall(r"--([\w-]+): #([0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", _CSS, re.DOTALL)
]
_TEXT = [
    ("ink", "card"),
    ("faint", "card"),
    ("wrong", "card"),
    ("on-chosen", "chosen"),
]
_EDGES = [("line", "card"), ("focus", "card"), ("chosen", "card"), ("wrong", "card")]


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = _SCHEMES
    assert set(light) == set(dark)
    assert len(light) == 9


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_and_edges_stand_out(scheme: int) -> None:
    colours = _SCHEMES[scheme]
    for pairs, least in ((_TEXT, 4.5), (_EDGES, 3.0)):
        for one, other in pairs:
            assert _contrast(colours[one], colours[other]) >= least, (one, other)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
