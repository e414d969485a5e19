"""Student's t distribution: how wide an interval around a mean must be.

The table of a statistics library in forty lines, as the application carries none.
"""

from __future__ import annotations

import math

_SMALLEST = 1e-300
_STEPS = 500


def two_sided(df: float, outside: float = 0.05) -> float:
    """The t that |T| exceeds with probability `outside`, for `df` > 0 degrees of freedom.

    Found by halving: P(|T| > t) falls as t grows. Accurate to about 1e-10 of its size.
    """
    low, high = 0.0, 1.0
    while _beyond(high, df) > outside:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        if _beyond(middle, df) > outside:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beyond(t: float, df: float) -> float:
    """P(|T| > t) = I_x(df/2, 1/2) with x = df/(df + t²) (DLMF 8.17; Abramowitz & Stegun 26.7.1)."""
    square = t * t
    return _beta(df / (df + square), square / (df + square), df / 2, 0.5)


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b); `rest` is 1 - x, given to the digit."""
    if x <= 0.0 or rest <= 0.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges quickly on the other side
        return 1.0 - _beta(rest, x, b, a)
    size = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x)
    return math.exp(size + b * math.log(rest)) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction 1 + d1/(1 + d2/(1 + …)) of DLMF 8.17.22, by Lentz's method."""
    value, up, down = 1.0, 1.0, 0.0
    for step in range(1, _STEPS):
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        down = 1.0 / ((1.0 + term * down) or _SMALLEST)
        up = (1.0 + term / up) or _SMALLEST
        value *= up * down
        if abs(up * down - 1.0) < 1e-15:
            break
    return value
