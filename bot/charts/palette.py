"""The colours of pictures. Told apart by lightness as well, so that no reader depends on hue."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """SVG paints. `pain`: under 1, under 3, under 6, and from 6 on; `pain_ink` is read on them.

    `scale`: the worst answer, the middle, the best one; what lies between is paler. `scale_ink` is
    read on the ends at full strength.
    """

    card: str
    edge: str
    ink: str
    faint: str
    grid: str
    bad: str
    other: str
    line: str
    band: str
    hatch: str
    pain: tuple[str, str, str, str]
    pain_ink: tuple[str, str, str, str]
    scale: tuple[str, str, str]
    scale_ink: str


PAPER = Palette(
    card="#ffffff",
    edge="#d9dde3",
    ink="#1d2330",
    faint="#5c6473",
    grid="#e6e9ee",
    bad="#c4561a",
    other="#b9c6d8",
    line="#1f5fa8",
    band="#d3e2f4",
    hatch="#9aa3b2",
    pain=("#dfe8ee", "#f6d9a2", "#e58a3c", "#9e2b1e"),
    pain_ink=("#1d2330", "#1d2330", "#1d2330", "#ffffff"),
    scale=("#b04a10", "#d9dde3", "#1f5fa8"),
    scale_ink="#ffffff",
)
"""On a card of its own, so that it reads alike in Slack's light and dark themes."""

NIGHT = Palette(
    card="#1b2029",
    edge="#353c49",
    ink="#eceff4",
    faint="#a7b0bf",
    grid="#303744",
    bad="#f08a4b",
    other="#4e5d73",
    line="#7fb4ee",
    band="#28405c",
    hatch="#7d8798",
    pain=("#2f3946", "#7a5b22", "#cc6f26", "#ffb49f"),
    pain_ink=("#eceff4", "#ffffff", "#14181f", "#14181f"),
    scale=("#f0894b", "#4b5361", "#7fb4ee"),
    scale_ink="#14181f",
)
"""For pages that follow the reader's dark theme."""


def _named() -> tuple[Palette, dict[str, tuple[str, str]]]:
    paints: dict[str, str | tuple[str, ...]] = {}
    both: dict[str, tuple[str, str]] = {}
    for field in fields(Palette):
        day, night = getattr(PAPER, field.name), getattr(NIGHT, field.name)
        if isinstance(day, str):
            both[f"chart-{field.name}".replace("_", "-")] = (day, night)
            paints[field.name] = f"var(--chart-{field.name})".replace("_", "-")
            continue
        names = [f"chart-{field.name}-{step}".replace("_", "-") for step in range(len(day))]
        both.update(zip(names, zip(day, night, strict=True), strict=True))
        paints[field.name] = tuple(f"var(--{name})" for name in names)
    return Palette(**paints), both  # type: ignore[arg-type]  # same fields, same shapes


PAGE, VARIABLES = _named()
"""Paints that a page's style sheet defines, and those variables: name -> (by day, by night)."""
