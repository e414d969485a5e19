"""Student's quantiles against scipy's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.domain.student import two_sided


@given(st.floats(min_value=0.5, max_value=100_000))
def test_a_quantile_is_the_one_of_a_statistics_library(df: float) -> None:
    assert two_sided(df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-8)


@given(st.integers(1, 200), st.floats(min_value=0.001, max_value=0.6))
def test_so_is_any_other_width(df: int, outside: float) -> None:
    assert two_sided(df, outside) == pytest.approx(stats.t.ppf(1 - outside / 2, df), rel=1e-8)
