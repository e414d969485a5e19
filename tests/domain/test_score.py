"""Scores, their intervals and changes against second opinions: scipy, and sums written naively.

`EARSHOT_PROVE=1` asks them about 100,000 random waves.
"""

from __future__ import annotations

import math
import os
import random
import warnings
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from scipy import optimize, stats

from bot.domain.score import (
    Change,
    Interval,
    Mean,
    NetPromoters,
    Share,
    Standing,
    change,
    standing,
    whole,
)

WAVES = 100_000 if os.environ.get("EARSHOT_PROVE") else 400
LEVEL = 2 * stats.norm.cdf(1.96) - 1
"""What 1.96 covers; scipy's 95 % has more digits."""


def _waves() -> list[tuple[list[int], list[int]]]:
    """Two waves of answers 0 to 10 each; most small, some lopsided, some of one answer only."""
    dice = random.Random(20260922)

    def wave() -> list[int]:
        n = int(math.exp(dice.uniform(0, 6)))
        points = dice.sample(range(11), dice.choice([1, 2, 3, 11]))
        return dice.choices(points, weights=[dice.random() for _ in points], k=n)

    return [(wave(), wave()) for _ in range(WAVES)]


def test_every_figure_is_the_one_of_an_independent_reckoning() -> None:
    for now, was in _waves():
        _shares(now, was)
        _net_promoters(now, was)
        _means(now, was)


def _shares(now: list[int], was: list[int]) -> None:
    mine, theirs = _share(now), _share(was)
    _same(mine.interval, _wilson(now))
    (low, high), (low_was, high_was) = _wilson(now), _wilson(was)
    p, q = float(np.mean(_good(now))), float(np.mean(_good(was)))
    # Newcombe 1998, table II, method 10, as it is printed there
    delta = math.sqrt((p - low) ** 2 + (high_was - q) ** 2)
    epsilon = math.sqrt((high - p) ** 2 + (q - low_was) ** 2)
    _same(mine.since(theirs), (p - q - delta, p - q + epsilon))


def _wilson(wave: list[int]) -> tuple[float, float]:
    found = stats.binomtest(sum(_good(wave)), len(wave)).proportion_ci(LEVEL, method="wilson")
    return found.low, found.high


def _good(wave: list[int]) -> list[bool]:
    return [answer >= 4 for answer in wave]


def _share(wave: list[int]) -> Share:
    return Share(sum(_good(wave)), len(wave))


def _net_promoters(now: list[int], was: list[int]) -> None:
    mine, theirs = _promoters(now), _promoters(was)
    signs = [(answer >= 9) - (answer <= 6) for answer in now]
    assert mine.value == pytest.approx(100 * sum(signs) / len(signs), abs=1e-9)
    (middle, variance), (before, variance_was) = _adjusted(now), _adjusted(was)
    half = 196 * math.sqrt(variance)
    _same(mine.interval, (max(-100, middle - half), min(100, middle + half)))
    half = 196 * math.sqrt(variance + variance_was)
    difference = middle - before
    _same(mine.since(theirs), (max(-200, difference - half), min(200, difference + half)))


def _adjusted(wave: list[int]) -> tuple[float, float]:
    """Rocks' adjusted Wald is the plain one after ¾ promoter, 1½ passives and ¾ detractor more:
    the weighted mean (in points) and the variance of that mean (of shares)."""
    signs = [(answer >= 9) - (answer <= 6) for answer in wave] + [1, 0, -1]
    weights = [1.0] * len(wave) + [0.75, 1.5, 0.75]
    mean = np.average(signs, weights=weights)
    variance = np.average((np.array(signs) - mean) ** 2, weights=weights)
    return float(100 * mean), float(variance / (len(wave) + 3))


def _promoters(wave: list[int]) -> NetPromoters:
    return NetPromoters(sum(a >= 9 for a in wave), sum(a <= 6 for a in wave), len(wave))


def _means(now: list[int], was: list[int]) -> None:
    mine, theirs = _mean(now), _mean(was)
    assert mine.value == pytest.approx(float(np.mean(now)))
    if len(set(now)) == 1:
        assert mine.interval is None
    else:
        low, high = stats.t.interval(0.95, len(now) - 1, np.mean(now), stats.sem(now))
        _same(mine.interval, (max(0, low), min(10, high)))
    if min(len(now), len(was)) < 2 or len(set(now)) == len(set(was)) == 1:
        assert mine.since(theirs) is None
    else:
        with warnings.catch_warnings():  # that one of the two does not vary
            warnings.simplefilter("ignore", RuntimeWarning)
            welch = stats.ttest_ind(now, was, equal_var=False).confidence_interval()
        _same(mine.since(theirs), (welch.low, welch.high))


def _mean(wave: list[int]) -> Mean:
    return Mean(Counter(wave), 0, 10)


def _same(found: Interval | None, expected: tuple[float, float]) -> None:
    assert found is not None
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_wilsons_ends_are_where_the_share_is_just_not_rejected() -> None:
    """What the interval is by definition: the shares p with |hits/n - p| = 1.96 standard errors."""
    for hits, n in [(1, 5), (3, 7), (50, 63), (29, 30)]:
        found = Share(hits, n).interval
        assert found
        for end in (found.low, found.high):
            distance = abs(hits / n - end) / math.sqrt(end * (1 - end) / n)
            assert distance == pytest.approx(1.96)


def test_none_and_all_reach_the_end_of_the_scale() -> None:
    none, every = Share(0, 8).interval, Share(8, 8).interval
    assert none
    assert every
    assert (none.low, every.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "said"),
    [(52, 21, 112, (28, 13, 41)), (5, 0, 5, (100, 17, 100)), (0, 5, 5, (-100, -100, -17))],
)
def test_the_interval_of_an_nps_is_the_sample_s_in_whole_points(
    promoters: int, detractors: int, n: int, said: tuple[int, int, int]
) -> None:
    score = NetPromoters(promoters, detractors, n)
    assert score.interval
    assert score.value is not None
    assert (
        whole(score.value),
        whole(score.interval.low),
        whole(score.interval.high),
    ) == said


MIXES = [(0.5, 0.2), (0.7, 0.1), (0.3, 0.3), (0.2, 0.6)]


@pytest.mark.parametrize("mix", MIXES)
def test_the_interval_of_an_nps_covers_the_truth_about_95_times_in_100(
    mix: tuple[float, float],
) -> None:
    """Every outcome of n answers, weighed by its probability: no dice."""
    p, d = mix
    for n in (5, 8, 13, 21, 34, 50):
        covered = 0.0
        for promoters in range(n + 1):
            for detractors in range(n + 1 - promoters):
                found = NetPromoters(promoters, detractors, n).interval
                assert found
                if found.low <= 100 * (p - d) <= found.high:
                    outcome = [promoters, detractors, n - promoters - detractors]
                    covered += stats.multinomial.pmf(outcome, n, [p, d, 1 - p - d])
        assert 0.92 <= covered <= 0.98, (n, covered)


def test_what_may_be_said_depends_on_how_many_answered() -> None:
    said = [standing(n) for n in range(1000)]
    assert set(said[:5]) == {Standing.TOO_FEW}
    assert set(said[5:30]) == {Standing.ROUGH}
    assert set(said[30:]) == {Standing.FIRM}


@pytest.mark.parametrize("make", [lambda k, n: Share(k, n), lambda k, n: NetPromoters(k, n - k, n)])
def test_a_change_is_said_only_where_chance_does_not_explain_it(
    make: Callable[[int, int], Share],
) -> None:
    """The number of hits from which on a rise is real, found from the interval by itself."""
    was, n = make(30, 60), 60
    for hits in range(n + 1):
        now = make(hits, n)
        difference = now.since(was)
        assert difference
        said = change(now, was)
        assert (said is Change.RISE) == (difference.low > 0)
        assert (said is Change.FALL) == (difference.high < 0)
        assert (said is Change.NONE) == (difference.low <= 0 <= difference.high)
    assert change(make(31, 60), was) is Change.NONE
    assert change(make(60, 60), was) is Change.RISE
    assert change(make(0, 60), was) is Change.FALL


def test_nothing_is_compared_with_fewer_than_thirty() -> None:
    assert change(Share(29, 29), Share(0, 500)) is None
    assert change(Share(500, 500), Share(0, 29)) is None
    assert change(Share(30, 30), Share(0, 30)) is Change.RISE


def test_means_that_do_not_vary_are_never_called_changed() -> None:
    assert change(Mean({7: 40}, 1, 7), Mean({1: 40}, 1, 7)) is Change.NONE


def test_groups_are_pooled_by_their_counts() -> None:
    small, large = NetPromoters(10, 0, 10), NetPromoters(0, 90, 90)
    assert (small + large).value == pytest.approx(-80)  # not (100 - 100) / 2
    assert Share(1, 2) + Share(1, 8) == Share(2, 10)
    pooled = Mean({1: 1, 2: 3}, 1, 7) + Mean({2: 1, 7: 2}, 1, 7)
    assert (pooled.counts, pooled.n) == ({1: 1, 2: 4, 7: 2}, 7)


def test_no_answers_have_no_figure() -> None:
    for nothing in (Share(0, 0), NetPromoters(0, 0, 0), Mean({}, 1, 7)):
        assert (nothing.value, nothing.interval, nothing.n) == (None, None, 0)
    assert Share(0, 0).since(Share(1, 2)) is None
    assert NetPromoters(1, 0, 1).since(NetPromoters(0, 0, 0)) is None
    assert Mean({3: 1}, 1, 7).since(Mean({}, 1, 7)) is None


@pytest.mark.parametrize(
    ("value", "said"), [(0.5, 1), (-0.5, -1), (27.68, 28), (-27.4, -27), (0.49, 0), (-0.2, 0)]
)
def test_points_are_whole(value: float, said: int) -> None:
    assert whole(value) == said


def test_newcombe_s_own_examples_come_out() -> None:
    """Newcombe 1998, table II: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/10, method 10."""
    examples = [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ]
    for now, was, (low, high) in examples:
        found = Share(*now).since(Share(*was))
        assert found
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


def test_student_s_width_covers_95_in_100_by_its_definition() -> None:
    """The t at which the tail of scipy's distribution is 2.5 %, found by root finding."""
    found = Mean({1: 3, 4: 4, 7: 2}, 1, 7)
    assert found.interval
    assert found.variance
    half = (found.interval.high - found.interval.low) / 2
    t = half / math.sqrt(found.variance / found.n)
    root = optimize.brentq(lambda x: stats.t.sf(x, 8) - 0.025, 1, 10)
    assert t == pytest.approx(root)
