"""Themes: what several customers say, counted by customer and week, in any order and any script."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import groups
from bot.text.communities import communities
from bot.text.middles import Middles
from bot.text.theme_names import placed
from bot.text.themes import WEEKS, Heard, themes
from tests.support.growth import BELOW_SQUARE, growth

IMPORT = [
    "The import fails on dates",
    "Import fails when dates are German",
    "Our dates break, the import fails every time",
    "import fails on dates again",
    "It says import fails on dates in row 3",
]
TRANSFER = [
    "We cannot pay by bank transfer",
    "No bank transfer, we have the money and you won't take it",
    "Why is there no bank transfer?",
    "Bank transfer is not possible in the EU",
]
CHINESE = ["发票上没有税号", "税号没有出现在发票上", "发票缺少税号", "为什么发票上没有税号"]


def heard(texts: list[str], week: int = 0, start: int = 0) -> list[Heard]:
    return [Heard(f"c{start + at}", text, week) for at, text in enumerate(texts)]


def test_a_theme_counts_customers_of_this_week_the_last_and_the_four_before() -> None:
    observations = [
        *heard(IMPORT),
        Heard("c0", "the import fails on dates, still", 0),  # the same customer again
        *heard(IMPORT[:3], week=1, start=10),
        *heard(IMPORT[:1], week=3, start=20),
        *heard(TRANSFER[:2], start=30),
        *heard(TRANSFER, week=2, start=40),
    ]
    found = themes(observations)
    assert [(each.this_week, each.last_week, each.average) for each in found] == [
        (5, 3, 1.0),
        (2, 0, 1.0),
    ]
    assert {observations[at].text for at in found[0].members} == {
        *IMPORT,
        "the import fails on dates, still",
    }
    assert found[0].verbatim in IMPORT


def test_names_are_words_that_customers_used() -> None:
    found = themes([*heard(IMPORT), *heard(TRANSFER, start=50)])
    assert [theme.name for theme in found] == ["Import fails", "Bank transfer"]


def test_other_scripts_have_themes_too() -> None:
    (theme,) = themes(heard(CHINESE))
    assert theme.this_week == 4
    assert theme.verbatim in CHINESE
    assert theme.name


@pytest.mark.parametrize(
    "observations",
    [
        [],
        heard(IMPORT[:1]),
        [Heard("one", text, 0) for text in IMPORT],  # one customer five times
        heard(IMPORT, week=1),  # not this week
        heard(IMPORT, week=WEEKS),
        heard(["", "…", "?!", "42"]),
        heard(["The import fails", "Such a slow login", "Nobody answers tickets"]),
    ],
)
def test_what_is_not_said_by_two_this_week_is_no_theme(observations: list[Heard]) -> None:
    assert themes(observations) == []


def test_alike_words_at_different_touchpoints_are_tied_less() -> None:
    texts = [f"{word} stopped working" for word in ("import", "export", "sync", "search")]
    apart = [Heard(f"c{at}", text, 0, touchpoint=at) for at, text in enumerate(texts)]
    together = [replace(each, touchpoint=1) for each in apart]
    assert len(themes(together)[0].members) >= max(
        (len(theme.members) for theme in themes(apart)), default=0
    )


texts = st.one_of(
    st.text(max_size=80),
    st.sampled_from(IMPORT + TRANSFER + CHINESE),
    st.lists(st.sampled_from("import fails dates bank transfer slow login".split())).map(" ".join),
)
any_heard = st.builds(
    Heard,
    customer=st.sampled_from("abcdefgh"),
    text=texts,
    week=st.integers(-1, 6),
    touchpoint=st.sampled_from([None, 1, 2]),
    weight=st.sampled_from([1.0, 3.0, 6.0, 10.0]),
)


@pytest.mark.parametrize("tied", [4_000, 7])
@given(observations=st.lists(any_heard, max_size=40), chance=st.randoms(use_true_random=False))
def test_counts_equal_a_recount_and_the_order_does_not_matter(
    tied: int, observations: list[Heard], chance: random.Random
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "_TIED", tied)
        _assert_counts(observations, chance)


def _assert_counts(observations: list[Heard], chance: random.Random) -> None:
    found = themes(observations)
    seen: set[int] = set()
    for theme in found:
        members = [observations[at] for at in theme.members]
        weeks = [{each.customer for each in members if each.week == week} for week in range(WEEKS)]
        assert theme.this_week == len(weeks[0]) >= 1
        assert theme.last_week == len(weeks[1])
        assert theme.average == sum(map(len, weeks[1:])) / 4
        assert theme.verbatim in {each.text for each in members if each.week == 0}
        assert len({each.customer for each in members}) > 1
        assert not seen & set(theme.members)
        seen |= set(theme.members)
    shuffled = list(observations)
    chance.shuffle(shuffled)
    assert [
        (each.name, each.this_week, each.last_week, each.average, each.verbatim)
        for each in themes(shuffled)
    ] == [
        (each.name, each.this_week, each.last_week, each.average, each.verbatim) for each in found
    ]


def test_four_times_as_many_texts_take_not_much_more_than_four_times_as_long() -> None:
    chance = random.Random(7)
    words = [f"word{at}" for at in range(800)]
    many = [
        Heard(str(at % 900), " ".join(chance.choices(words, k=12)), at % WEEKS)
        for at in range(1_000)
    ]
    assert growth(lambda count: themes(many[:count]), 250) < BELOW_SQUARE


def test_texts_beyond_those_that_are_tied_join_the_likeliest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(groups, "_TIED", 100)
    many = [Heard(f"c{at}", (IMPORT + TRANSFER)[at % 9], at % WEEKS) for at in range(900)]
    found = themes(many)
    assert sum(len(theme.members) for theme in found) == len(many)
    for theme in found:
        sides = {(IMPORT + TRANSFER)[at % 9] in IMPORT for at in theme.members}
        assert len(sides) == 1


def test_a_text_joins_the_likeliest_group_but_none_of_another_touchpoint() -> None:
    middles = Middles()
    middles.add(0, {"import": 1.0}, {7})
    middles.add(1, {"import": 0.6, "login": 0.8}, {8})
    said = {"import": 1.0}
    assert [middles.likest(said, place)[0] for place in (None, 7, 8, 9)] == [0, 0, 1, -1]
    assert middles.likest({"logout": 1.0}) == (-1, 0.0)
    middles.add(2, {"import": 0.5}, {None})
    assert middles.likest(said, 9) == (2, 0.5)


def test_two_tight_groups_with_one_loose_tie_stay_two() -> None:
    graph: list[dict[int, float]] = [{} for _ in range(7)]
    for group in ([0, 1, 2], [3, 4, 5]):
        for one in group:
            graph[one].update({other: 1.0 for other in group if other != one})
    graph[2][3] = graph[3][2] = 0.1
    assert communities(graph, 1.0) == [0, 0, 0, 1, 1, 1, 2]
    assert communities([], 1.0) == []


def test_a_theme_has_the_touchpoint_of_most_and_the_words_of_one() -> None:
    at_import = [Heard(f"c{at}", text, 0, touchpoint=7) for at, text in enumerate(IMPORT)]
    (theme,) = themes(at_import)
    assert theme.touchpoint == 7
    assert at_import[theme.central].text == theme.verbatim
    (theme,) = themes([replace(each, touchpoint=None) for each in at_import])
    assert theme.touchpoint is None


def test_a_name_stands_behind_its_place_in_small_letters_unless_it_has_capitals() -> None:
    assert placed("Fails on dates", "Data import") == "Data import: fails on dates"
    assert placed("API answers 429", "API & webhooks") == "API & webhooks: API answers 429"
