"""Every kind of question, by being listed: what it takes, what it says, what is low."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refusal, Why
from bot.domain.score import Mean, NetPromoters, Share
from bot.domain.surveys import KINDS, Kind, filled, missing
from bot.domain.vocabulary import Severity

OPTIONS = ("Price", "Speed, of course", "3", "Support")


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def test_the_kinds_are_those_of_the_product() -> None:
    assert list(KINDS) == ["nps", "csat", "ces", "yesno", "choice", "multiple", "text"]


def test_every_point_is_an_answer_and_reads_back(kind: Kind) -> None:
    for point in kind.points(OPTIONS):
        assert kind.read(point.value, OPTIONS) == point.value
        assert kind.shown(point.value, OPTIONS) == point.label
        assert kind.typed(point.label, OPTIONS) == point.value
        assert point.spoken.startswith(point.label)


def test_values_and_labels_are_all_different(kind: Kind) -> None:
    points = kind.points(OPTIONS)
    assert len({point.value for point in points}) == len(points)
    assert len({point.spoken for point in points}) == len(points)


@given(value=st.text())
def test_whatever_is_sent_is_an_answer_or_refused(value: str) -> None:
    for kind in KINDS.values():
        for way in (kind.read, kind.typed):
            answer = _answer(way, value)
            if answer is not None:
                assert kind.read(answer, OPTIONS) == answer
                assert kind.shown(answer, OPTIONS)
                assert kind.summarise({answer: 1}, OPTIONS).n == 1


def _answer(way: Callable[[str, Sequence[str]], str], value: str) -> str | None:
    """The answer; None where it is refused as what it is."""
    try:
        return way(value, OPTIONS)
    except Refusal as refusal:
        return {Why.NOT_AN_ANSWER: None, Why.MISSING: None}[refusal.why]


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("nps", " 9 ", "9"),
        ("nps", "9/10", "9"),
        ("nps", "9 out of 10", "9"),
        ("nps", "0", "0"),
        ("csat", "4 of 5", "4"),
        ("yesno", "YES", "yes"),
        ("yesno", "n", "no"),
        ("choice", "  speed, OF course", "2"),
        ("choice", "3", "3"),  # the option that reads "3", which is also the third
        ("choice", "4", "4"),  # no option reads so: the fourth
        ("multiple", "Support, price", "1 4"),
        ("multiple", "Speed, of course", "2"),
        ("multiple", "4,1,4", "1 4"),
        ("text", "  Fewer clicks \n", "Fewer clicks"),
    ],
)
def test_what_people_type_is_understood(name: str, typed: str, stored: str) -> None:
    assert KINDS[name].typed(typed, OPTIONS) == stored


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("nps", "11"),
        ("nps", "-1"),
        ("nps", "9.5"),
        ("nps", "٩"),
        ("nps", "4/5"),
        ("nps", ""),
        ("csat", "0"),
        ("csat", "6"),
        ("ces", "8"),
        ("yesno", "maybe"),
        ("choice", "5"),
        ("choice", "Colour"),
        ("multiple", ""),
        ("multiple", "Price, Colour"),
        ("text", " \n "),
    ],
)
def test_what_is_no_answer_is_refused(name: str, typed: str) -> None:
    with pytest.raises(Refusal):
        KINDS[name].typed(typed, OPTIONS)


HIGH, MEDIUM = Severity.HIGH, Severity.MEDIUM


@pytest.mark.parametrize(
    ("name", "low"),
    [
        ("nps", {0: HIGH, 1: HIGH, 2: HIGH, 3: HIGH, 4: MEDIUM, 5: MEDIUM, 6: MEDIUM}),
        ("csat", {1: HIGH, 2: MEDIUM}),
        ("ces", {1: HIGH, 2: HIGH, 3: MEDIUM}),
        ("yesno", {}),
        ("choice", {}),
        ("multiple", {}),
    ],
)
def test_low_scores_are_as_grave_as_the_methods_say(name: str, low: dict[int, Severity]) -> None:
    kind = KINDS[name]
    found = {point.value: kind.severity(point.value) for point in kind.points(OPTIONS)}
    assert {value: how for value, how in found.items() if how} == {
        str(score): how for score, how in low.items()
    }


SCORES = st.lists(st.integers(0, 10), max_size=60)


@given(SCORES)
def test_nps_counts_its_three_classes(scores: list[int]) -> None:
    found = KINDS["nps"].summarise(Counter(map(str, scores)))
    promoters = [score for score in scores if score in (9, 10)]
    detractors = [score for score in scores if score in range(7)]
    assert found.headline == NetPromoters(len(promoters), len(detractors), len(scores))
    assert dict(found.classes)["passives"] == sum(score in (7, 8) for score in scores)
    assert dict(found.spread) == {str(each): scores.count(each) for each in range(11)}


@given(st.lists(st.integers(1, 7), max_size=60))
def test_ces_leads_with_the_share_of_5_to_7_and_has_the_mean_second(scores: list[int]) -> None:
    found = KINDS["ces"].summarise(Counter(map(str, scores)))
    assert found.headline == Share(sum(score in (5, 6, 7) for score in scores), len(scores))
    assert isinstance(found.mean, Mean)
    if scores:
        assert found.mean.value == pytest.approx(sum(scores) / len(scores))


@given(st.lists(st.integers(1, 5), max_size=60))
def test_csat_is_the_share_of_4_and_5(scores: list[int]) -> None:
    found = KINDS["csat"].summarise(Counter(map(str, scores)))
    assert found.headline == Share(scores.count(4) + scores.count(5), len(scores))
    assert found.mean is None


@given(st.lists(st.sets(st.integers(1, 4), min_size=1), max_size=20))
def test_multiple_choice_counts_each_tick_and_each_person_once(ticks: list[set[int]]) -> None:
    kind = KINDS["multiple"]
    stored = Counter(kind.read(" ".join(map(str, each)), OPTIONS) for each in ticks)
    found = kind.summarise(stored, OPTIONS)
    assert found.n == len(ticks)
    assert [count for _, count in found.spread] == [
        sum(place in each for each in ticks) for place in (1, 2, 3, 4)
    ]
    assert all(share.n == len(ticks) for _, share in found.shares())


def test_one_class_is_seen() -> None:
    nps = KINDS["nps"]
    assert nps.summarise({"9": 3, "10": 4}).unanimous
    assert not nps.summarise({"8": 1, "10": 4}).unanimous
    assert KINDS["multiple"].summarise({"1": 3, "1 2": 4}, OPTIONS).unanimous  # all ticked 1
    assert not KINDS["yesno"].summarise({"yes": 3, "no": 1}).unanimous


def test_staff_nps_is_called_enps() -> None:
    assert (KINDS["nps"].title(staff=True), KINDS["nps"].title(staff=False)) == ("eNPS", "NPS")
    assert KINDS["ces"].title(staff=True) == "CES"


def test_a_question_says_what_it_still_needs() -> None:
    assert missing(KINDS["csat"].question) == ("thing",)
    assert missing(KINDS["ces"].question) == ("company", "task")
    asked = filled(KINDS["ces"].question, company="Northlight")
    assert (asked, missing(asked)) == ("Northlight made it easy for me to {task}", ("task",))
    assert missing(filled(KINDS["nps"].question, company="{thing} Ltd")) == ("thing",)
    assert not missing("What about {braces}?")


def test_a_name_with_braces_is_only_filled_in_once() -> None:
    assert filled("{company} and {thing}", company="{thing}", thing="x") == "{thing} and x"


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_has_its_standard_wording(name: str) -> None:
    assert KINDS[name].question
    assert KINDS[name].label
