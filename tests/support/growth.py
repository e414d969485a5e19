"""How time grows with size, which says what no time on a busy machine can."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

BELOW_SQUARE = 10.0
"""Four times the size takes four times as long where time grows with size, sixteen times where it
grows with its square."""
_RUNS = 5


def growth(work: Callable[[int], object], size: int) -> float:
    """By what factor `work` takes longer for four times the size: processor time, the least of
    several runs each."""

    def least(of: int) -> float:
        took = []
        for _ in range(_RUNS):
            started = process_time()
            work(of)
            took.append(process_time() - started)
        return min(took)

    least(size)
    return least(4 * size) / least(size)
