"""How often one and the same may come."""

from __future__ import annotations

from handlers.throttle import Throttle


class Watch:
    """A clock that is set by hand, in seconds."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_in_and_then_so_many_a_minute() -> None:
    watch = Watch()
    throttle = Throttle(burst=5, per_minute=30, now=watch)
    assert [throttle.lets_in("a") for _ in range(7)] == [True] * 5 + [False] * 2
    assert throttle.lets_in("b")  # another is nobody's business
    let_in = 0
    for _ in range(240):  # a minute, four times a second
        watch.now += 0.25
        let_in += throttle.lets_in("a")
    assert let_in == 30


def test_rest_earns_a_burst_and_no_more() -> None:
    watch = Watch()
    throttle = Throttle(burst=3, per_minute=60, now=watch)
    for _ in range(3):
        throttle.lets_in("a")
    watch.now += 3600
    assert [throttle.lets_in("a") for _ in range(4)] == [True] * 3 + [False]


def test_many_keys_do_not_fill_the_memory_and_the_newest_are_kept() -> None:
    throttle = Throttle(burst=1, per_minute=0.001, now=Watch())
    for n in range(30_000):
        throttle.lets_in(str(n))
    assert not throttle.lets_in("29999")
    assert throttle.lets_in("0")  # forgotten
    assert len(throttle._buckets) <= 10_001
