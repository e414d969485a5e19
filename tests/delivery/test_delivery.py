"""What is due is said, once, in order."""

from __future__ import annotations

from datetime import timedelta

from storage.tables.delivery import OutboxState
from tests.delivery.bench import Bench


async def test_a_drain_sends_what_is_due_and_nothing_else(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("one", priya)
    await bench.post("later", priya, due_in=timedelta(minutes=2))
    drained = await bench.delivery().drain()
    assert (drained.sent, drained.parked, drained.failed, drained.unknown) == (1, 0, 0, 0)
    assert bench.said(priya) == ["one"]
    assert await bench.states() == [OutboxState.SENT, OutboxState.QUEUED]
