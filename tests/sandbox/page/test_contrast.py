"""What stands on the page can be read: contrasts of its colours, in light and in dark.

WCAG 2.2, success criteria 1.4.3 (text, 4.5 to 1) and 1.4.11 (edges of fields, 3 to 1).
"""

from __future__ import annotations

import re

import pytest

from bot.sandbox.page.site import STATIC

_CSS = "".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "css").glob("*.css")))
_TWO = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", _CSS
    )
}
_ONE = {name: (hue, hue) for name, hue in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _CSS)}
COLOURS = _TWO | _ONE | {"white": ("#ffffff", "#ffffff"), "gold": ("#ffe3a3", "#ffe3a3")}
GROUNDS = ("ground", "ground-soft", "ground-lift", "accent-soft", "mark")
INKS = ("ink", "ink-soft", "ink-faint", "accent", "bad", "good-text")
TEXT = [(ink, ground) for ink in INKS for ground in GROUNDS] + [
    ("nav-ink", "nav"),
    ("nav-ink", "nav-deep"),
    ("nav-ink", "nav-hover"),
    ("nav-strong", "nav-here"),
    ("gold", "nav-deep"),
    ("good-ink", "good"),
    ("mention-ink", "mention"),
    ("ink-soft", "line"),
    ("white", "badge"),
]
AVATARS = re.findall(r"\.avatar-\w+ \{ background: (#[0-9a-f]{6})", _CSS)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_ink_is_read_on_every_ground(theme: int) -> None:
    faint = {
        f"{ink} on {ground}: {contrast:.2f}"
        for ink, ground in TEXT
        if (contrast := _contrast(COLOURS[ink][theme], COLOURS[ground][theme])) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_where_a_field_ends_is_seen(theme: int) -> None:
    for ground in ("ground", "ground-lift"):
        assert _contrast(COLOURS["line-field"][theme], COLOURS[ground][theme]) >= 3


def test_initials_are_read_on_every_avatar() -> None:
    assert len(AVATARS) > 5
    assert all(_contrast("#ffffff", each) >= 4.5 for each in AVATARS)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(hue: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = [int(hue[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
