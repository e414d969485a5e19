"""Pictures say in words what they show, hold their size, and never draw what the font lacks."""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import font
from bot.charts.distribution import Answers, Distribution, distribution
from bot.charts.drawing import WIDTH, Drawing
from bot.charts.heat_map import Cell, HeatMap, heat_map
from bot.charts.palette import NIGHT, PAGE, PAPER, VARIABLES
from bot.charts.scale import nice_top
from bot.charts.score_trend import ScoreTrend, Wave, score_trend
from bot.charts.week_bars import Week, WeekBars, week_bars
from tests.charts.samples import CELLS, JOURNEY, TREND, WAVES, WEEKS, samples

IMAGES = Path(__file__).parents[2] / "docs" / "images"
NAMES = sorted(samples())


def texts(drawing: Drawing) -> list[str]:
    return ["".join(node.itertext()) for node in nodes(drawing, "text")]


def nodes(drawing: Drawing, tag: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(drawing.svg).findall(f".//{{http://www.w3.org/2000/svg}}{tag}")


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_three_times_its_units_and_the_same_every_time(name: str) -> None:
    drawing = samples()[name]
    png = drawing.png()
    assert size_of(png) == (3 * WIDTH, 3 * drawing.height)
    assert samples()[name].png() == png
    assert len(png) < 120_000


@pytest.mark.parametrize("name", NAMES)
def test_the_papers_show_the_pictures_as_they_are(name: str) -> None:
    small = samples()[name].png(zoom=1.5)
    kept = IMAGES / f"{name}.png"
    if os.environ.get("UPDATE_GOLDENS"):
        kept.write_bytes(small)
    assert size_of(kept.read_bytes()) == size_of(small), "UPDATE_GOLDENS=1 draws it again"


@pytest.mark.parametrize("name", NAMES)
def test_words_stay_on_their_card(name: str) -> None:
    for node in nodes(samples()[name], "text"):
        wide = font.width(
            "".join(node.itertext()),
            float(node.attrib["font-size"]),
            bold="font-weight" in node.attrib,
        )
        x = float(node.attrib["x"])
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[node.attrib["text-anchor"]]
        assert left >= 8, node.attrib
        assert left + wide <= WIDTH - 8, (node.attrib, "".join(node.itertext()))


def test_the_alt_text_says_what_the_picture_says() -> None:
    assert [samples()[name].alt for name in NAMES] == [
        "Support made it easy, 79 % agree (68–87) · 63 of 140 answered. September (n 63): 1 3 %,"
        " 2 5 %, 3 6 %, 4 6 %, 5 19 %, 6 32 %, 7 29 %; June (n 57): 1 11 %, 2 9 %, 3 11 %, 4 14 %,"
        " 5 18 %, 6 25 %, 7 14 %.",
        "Getting started, 58 hurting, −9 · 21 customers. Hurts most: Onboard / Technology (14"
        " customers); Onboard / Sales (9 customers); Use / Policies (4 customers)."
        " Nothing heard for too long: Renew / Supporting systems, Renew / Policies.",
        "NPS, customers: +28 in Sep (95 %: +13 to +41), 112 answers; Aug: +31; May: +12;"
        " no real change.",
        "Whole company. The week from 8 Sep: 51 customers heard, 24 of them frustrated or angry."
        " The 7 weeks before: 38 on average, 15 of them.",
    ]


@pytest.mark.parametrize(
    ("pain", "customers", "step"),
    [(0, 3, 0), (2.9, 3, 0), (3, 3, 1), (8.9, 3, 1), (9, 3, 2), (17.9, 3, 2), (18, 3, 3)],
)
def test_a_cell_is_coloured_by_pain_for_each_customer(
    pain: float, customers: int, step: int
) -> None:
    assert Cell(pain, customers).step == step


@pytest.mark.parametrize("cell", [Cell(20, 2), Cell(0, 0), Cell(90, 9, blind=True)])
def test_a_cell_that_cannot_say_is_hatched_and_never_coloured(cell: Cell) -> None:
    drawing = heat_map(HeatMap("J", ["Use"], ["Support"], {(0, 0): cell}))
    fills = [node.attrib["fill"] for node in nodes(drawing, "rect")]
    legend = 1  # each colour of the legend, once
    assert fills.count("url(#hatch)") == 3
    assert all(fills.count(paint) == legend for paint in PAPER.pain)


def test_silence_is_named_in_the_alt_text() -> None:
    assert heat_map(JOURNEY).alt.endswith(
        "Nothing heard for too long: Renew / Supporting systems, Renew / Policies."
    )
    few = heat_map(HeatMap("J", ["Use"], ["Support"], {(0, 0): Cell(5, 1)}))
    assert few.alt == "J. Too few customers heard to say."
    empty = heat_map(HeatMap("J", ["Buy", "Use"], ["Support"], {(1, 0): Cell(5, 1)}))
    assert empty.alt == "J. Too few customers heard to say. No touchpoint lies in Buy."


def test_names_that_the_font_lacks_are_numbered_in_the_picture_and_told_in_words() -> None:
    drawing = heat_map(
        replace(JOURNEY, title="新規顧客", stages=("知る", *JOURNEY.stages[1:]), cells=CELLS)
    )
    assert all(font.drawable(text) for text in texts(drawing))
    assert "1" in texts(drawing)
    assert "Stages by number: 1 is 知る" in drawing.alt
    assert drawing.alt.startswith("新規顧客")


@given(st.text(min_size=1, max_size=80))
def test_no_name_breaks_a_picture(name: str) -> None:
    for drawing in (
        week_bars(WeekBars(name, [replace(WEEKS[0], label=name)])),
        score_trend(replace(TREND, title=name, change=name, waves=[replace(WAVES[0], label=name)])),
        heat_map(HeatMap(name, [name], [name], {(0, 0): Cell(1, 4)}, name)),
        distribution(Distribution(name, [name, "b"], [Answers(name, [1, 2])], name)),
    ):
        assert all(font.drawable(text) for text in texts(drawing))


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
            lambda pair: Week("w", max(pair), min(pair))
        ),
        min_size=1,
        max_size=60,
    )
)
def test_bars_of_any_size_stay_inside(weeks: list[Week]) -> None:
    drawing = week_bars(WeekBars("All", weeks))
    for node in nodes(drawing, "rect"):
        if "x" in node.attrib:
            assert float(node.attrib["y"]) >= 0
            assert float(node.attrib["height"]) >= 0


@given(
    st.lists(st.tuples(*[st.floats(-100, 100)] * 3).map(sorted), min_size=1, max_size=20),
)
def test_scores_and_intervals_stay_inside(values: list[list[float]]) -> None:
    waves = [Wave(str(at), value, 30, low, high) for at, (low, value, high) in enumerate(values)]
    drawing = score_trend(ScoreTrend("NPS", waves, -100, 100, signed=True))
    for node in nodes(drawing, "circle"):
        assert 60 <= float(node.attrib["cy"]) <= drawing.height - 40
    for node in nodes(drawing, "polygon"):
        for point in node.attrib["points"].split():
            assert 60 <= float(point.split(",")[1]) <= drawing.height - 40


@given(st.integers(0, 10**9))
def test_an_axis_ends_at_a_round_number_not_far_above(highest: int) -> None:
    top = nice_top(highest)
    assert highest <= top <= max(2, 2.5 * highest)
    assert top % 2 == 0


def test_a_distribution_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="answer"):
        distribution(Distribution("x", ["a", "b"], [Answers("y", [0, 0])]))


def test_a_page_has_a_variable_for_every_paint_by_day_and_by_night() -> None:
    page = "".join(drawing.svg for drawing in samples(PAGE).values())
    assert "#" not in page.replace("url(#hatch)", "").replace('id="hatch"', "")
    named = {part.split(")")[0] for part in page.split("var(--")[1:]}
    assert named <= set(VARIABLES)
    assert VARIABLES["chart-card"] == (PAPER.card, NIGHT.card)
    assert VARIABLES["chart-pain-3"] == (PAPER.pain[3], NIGHT.pain[3])


def test_the_widths_are_those_of_the_font() -> None:
    assert font.width("Nothing", 10) == pytest.approx(36.7, abs=1.5)
    assert font.width("Nothing", 10, bold=True) > font.width("Nothing", 10)
    assert font.fit("Third-party integrations", 60, 11).endswith("…")
    assert font.wrap("Third-party integrations", 70, 11, 2) == ["Third-party", "integrations"]
    assert not font.drawable("日本")
