"""Round ends for axes."""

from __future__ import annotations

_STEPS, _SMALL_STEPS = (2, 3, 4, 5, 6, 8, 10), (2, 4, 6, 8, 10)


def nice_top(highest: float) -> int:
    """The smallest even round number at or above `highest`, at least 2: its half is whole too."""
    if highest <= 2:
        return 2
    power = 1
    while highest > 10 * power:
        power *= 10
    steps = _STEPS if power > 1 else _SMALL_STEPS
    return next(step * power for step in steps if step * power >= highest)
