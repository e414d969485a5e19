"""What may be told of a wave's answers: few, rough, anonymous, hidden, compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.score import Change, Standing
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Figure, Told, find, live_count

OPTIONS = ("Price", "Speed", "Support")
NAMES = st.sampled_from([name for name in KINDS if name != "text"])


@st.composite
def _counts(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    kind = KINDS[draw(NAMES)]
    values = [point.value for point in kind.points(OPTIONS)]
    return kind.name, draw(st.dictionaries(st.sampled_from(values), st.integers(1, 12)))


@given(_counts(), st.booleans(), st.booleans())
def test_fewer_than_five_answers_tell_nothing(
    wave: tuple[str, dict[str, int]], anonymous: bool, hidden: bool
) -> None:
    name, counts = wave
    found = find(KINDS[name], counts, OPTIONS, anonymous=anonymous, hidden=hidden)
    if sum(counts.values()) < 5:
        assert found.told is Told.TOO_FEW
        assert _silent(found)


@given(_counts())
def test_an_anonymous_wave_that_runs_tells_only_its_count_in_fives(
    wave: tuple[str, dict[str, int]],
) -> None:
    name, counts = wave
    found = find(KINDS[name], counts, OPTIONS, anonymous=True, is_open=True)
    assert found.told is Told.AT_THE_CLOSE
    assert _silent(found)
    assert found.n == sum(counts.values()) // 5 * 5


@given(_counts())
def test_anonymous_answers_that_are_all_alike_tell_nothing(
    wave: tuple[str, dict[str, int]],
) -> None:
    name, counts = wave
    kind = KINDS[name]
    found = find(kind, counts, OPTIONS, anonymous=True)
    n = sum(counts.values())
    if any(count == n for _, count in kind.summarise(counts, OPTIONS).classes):
        assert found.told is Told.TOO_FEW
        assert _silent(found)


@pytest.mark.parametrize("name", ["nps", "csat", "ces", "yesno"])
def test_what_was_withheld_of_the_wave_before_is_not_told_by_the_next(name: str) -> None:
    """Whose answers were all alike there would be known by the figure that this one had."""
    first, *_, last = [point.value for point in KINDS[name].points()]
    alike, mixed = {last: 40}, {first: 20, last: 20}
    assert find(KINDS[name], alike, anonymous=True).told is Told.TOO_FEW
    found = find(KINDS[name], mixed, before=alike, anonymous=True)
    assert (found.told, found.was, found.change) == (Told.ALL, None, None)
    assert find(KINDS[name], mixed, before=alike).was is not None


@given(_counts())
def test_fewer_than_ten_anonymous_answers_tell_no_spread(
    wave: tuple[str, dict[str, int]],
) -> None:
    name, counts = wave
    found = find(KINDS[name], counts, OPTIONS, anonymous=True)
    if sum(counts.values()) < 10:
        assert not found.comments
        assert not any((found.spread, found.classes, found.mean, found.shares))
        assert found.figure is None or found.figure.low is None


@given(_counts(), _counts())
def test_nothing_rough_is_compared(
    now: tuple[str, dict[str, int]], was: tuple[str, dict[str, int]]
) -> None:
    found = find(KINDS[now[0]], now[1], OPTIONS, before=was[1])
    if min(sum(now[1].values()), sum(was[1].values())) < 30:
        assert found.was is None
        assert found.change is None


def _silent(found: object) -> bool:
    hidden = ("figure", "mean", "spread", "classes", "shares", "leading", "was", "change")
    return not any(getattr(found, name) for name in hidden)


def test_the_sample_of_the_texts_comes_out() -> None:
    june = {"10": 60, "8": 37, "3": 36}  # +18
    now = {"9": 30, "10": 22, "8": 39, "6": 10, "2": 11}
    found = find(KINDS["nps"], now, before=june)
    assert found.figure == Figure(28, 13, 41)
    assert found.classes == (("promoters", 52), ("passives", 39), ("detractors", 21))
    assert found.standing is Standing.FIRM
    assert found.was
    assert (found.was.value, found.change) == (18, Change.NONE)


def test_ces_has_its_mean_second_to_one_decimal() -> None:
    found = find(KINDS["ces"], {"7": 20, "5": 10, "2": 10})
    assert found.figure
    assert found.figure.value == 75
    assert found.mean
    assert (found.mean.value, found.mean.low) == (5.3, 4.6)


def test_words_need_no_count_unless_they_are_anonymous() -> None:
    text = KINDS["text"]
    assert find(text, {"Fine": 1}).comments
    assert not find(text, {"Fine": 9}, anonymous=True).comments
    assert find(text, {"Fine": 10}, anonymous=True).comments
    assert not find(text, {"Fine": 12}, hidden=True, is_open=True).comments


def test_few_anonymous_choices_tell_only_what_leads() -> None:
    found = find(KINDS["choice"], {"1": 3, "2": 3, "3": 1}, OPTIONS, anonymous=True)
    assert (found.told, found.leading) == (Told.NO_SPREAD, ("Price", "Speed"))
    assert not found.spread


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (4, 0), (5, 5), (9, 5), (112, 110)])
def test_a_live_count_is_in_fives_only_where_nobody_is_named(n: int, shown: int) -> None:
    assert live_count(n, anonymous=True) == shown
    assert live_count(n, anonymous=False) == n
