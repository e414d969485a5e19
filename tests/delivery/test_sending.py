"""What is due is said once, in order, at Slack's pace."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from prometheus_client import REGISTRY

from bot.clock import StandingClock
from storage.tables.delivery import OutboxState
from tests.delivery.bench import QUICK, TEAM, Bench, know

CANCELLED, PARKED, QUEUED, SENT = (
    OutboxState.CANCELLED,
    OutboxState.PARKED,
    OutboxState.QUEUED,
    OutboxState.SENT,
)


async def test_a_drain_sends_what_is_due_and_nothing_else(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("one", priya)
    await bench.post("later", priya, due_in=timedelta(minutes=2))
    drained = await bench.delivery().drain()
    assert (drained.sent, drained.parked, drained.failed, drained.unknown) == (1, 0, 0, 0)
    assert bench.said(priya) == ["one"]
    assert await bench.states() == [SENT, QUEUED]


async def test_what_is_due_is_told_by_the_business_clock(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("tomorrow", priya, due_in=timedelta(days=1))
    at = bench.clock.now() + timedelta(days=1)
    assert (await bench.delivery(clock=StandingClock(at)).drain()).sent == 1
    assert bench.said(priya) == ["tomorrow"]


async def test_a_row_says_where_its_message_stands_and_the_person_where_their_dm_is(
    bench: Bench,
) -> None:
    priya = bench.sandbox.add_person("Priya")
    await know(bench.storage, priya)
    await bench.post("hello", priya)
    await bench.delivery().drain()
    row, [message] = await bench.row("hello"), priya.dm
    person = await bench.storage.read(TEAM, lambda books: books.people.get(priya.id))
    assert row.ts == message["ts"]
    assert person is not None
    assert row.channel == person.dm_channel
    assert bench.sandbox.messages(row.channel or "") == priya.dm


async def test_a_message_carries_its_id_and_unfolds_no_links(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("hello", priya)
    await bench.delivery().drain()
    [call] = bench.calls("chat.postMessage")
    uid = (await bench.row("hello")).uid
    assert call.args["metadata"] == {"event_type": "earshot", "event_payload": {"id": uid}}
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)


async def test_the_rows_of_a_lane_go_in_the_order_they_were_written(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    keys = [f"message {number}" for number in range(12)]
    for key in keys:
        await bench.post(key, priya)
    async with bench.running():
        await bench.settled()
    assert bench.said(priya) == keys


async def test_what_is_not_due_yet_holds_up_nobody_behind_it(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("later", priya, due_in=timedelta(hours=1))
    await bench.post("now", priya)
    await bench.delivery().drain()
    assert bench.said(priya) == ["now"]


async def test_one_lane_keeps_the_pace_and_the_others_do_not_wait_for_it(bench: Bench) -> None:
    priya, omar = bench.sandbox.add_person("Priya"), bench.sandbox.add_person("Omar")
    pace = timedelta(seconds=0.3)
    for number in range(4):
        await bench.post(f"priya {number}", priya)
    await bench.post("omar", omar)
    async with bench.running(timing=replace(QUICK, pace=pace)):
        await bench.settled()
    calls = bench.calls("chat.postMessage")
    to_priya = [call.at for call in calls if call.args["channel"] == priya.id]
    [to_omar] = [call.at for call in calls if call.args["channel"] == omar.id]
    assert all(later - earlier >= pace for earlier, later in pairwise(to_priya))
    assert to_omar < to_priya[1]


async def test_a_slow_answer_in_one_lane_keeps_no_other_waiting(bench: Bench) -> None:
    priya, omar = bench.sandbox.add_person("Priya"), bench.sandbox.add_person("Omar")
    bench.sandbox.faults.add(
        "chat.postMessage", "delay", seconds=60, match=lambda args: args["channel"] == priya.id
    )
    await bench.post("slow", priya)
    async with bench.running():
        await asyncio.sleep(0.1)
        await bench.post("quick", omar)
        await bench.until(lambda: bench.said(omar) == ["quick"])
        assert bench.said(priya) == []
        bench.sandbox.faults.clear()
        await bench.settled()
    assert bench.said(priya) == ["slow"]


async def test_a_commit_wakes_the_sender(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    async with bench.running(timing=replace(QUICK, poll=60.0)):
        await asyncio.sleep(0.2)
        await bench.post("hello", priya)
        await bench.until(lambda: bench.said(priya) == ["hello"])


async def test_what_another_copy_queued_is_found_by_looking(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    async with bench.running():
        bench.storage.on_outbox = lambda: None
        await bench.post("hello", priya)
        await bench.until(lambda: bench.said(priya) == ["hello"])


async def test_a_card_withdrawn_before_it_is_due_is_never_sent(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(1, priya, due_in=timedelta(minutes=2))
    await bench.fold(1)
    at = bench.clock.now() + timedelta(hours=1)
    assert (await bench.delivery(clock=StandingClock(at)).drain()).sent == 0
    assert await bench.states() == [CANCELLED]
    assert bench.calls("chat.postMessage") == []


async def test_a_reply_waits_for_the_message_it_replies_to(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    parent = await bench.card(1, priya, due_in=timedelta(minutes=2))
    await bench.post("reply", priya, thread=parent)
    await bench.post("next", priya)
    await bench.delivery().drain()
    assert bench.said(priya) == ["next"]
    at = bench.clock.now() + timedelta(hours=1)
    await bench.delivery(clock=StandingClock(at)).drain()
    card = await bench.get_card(parent)
    [reply] = priya.threads(card.ts or "")
    assert reply["text"] == "reply"
    assert await bench.states() == [SENT, SENT, SENT]


async def test_a_reply_to_a_withdrawn_message_is_withdrawn(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    parent = await bench.card(1, priya, due_in=timedelta(minutes=2))
    await bench.post("reply", priya, thread=parent)
    await bench.fold(1)
    await bench.delivery().drain()
    assert await bench.states() == [CANCELLED, CANCELLED]


async def test_a_reply_to_a_parked_message_is_parked(bench: Bench) -> None:
    gone = bench.sandbox.add_person("Gone", deleted=True)
    parent = await bench.card(1, gone)
    await bench.post("reply", gone, thread=parent)
    drained = await bench.delivery().drain()
    assert drained.parked == 2
    assert await bench.states() == [PARKED, PARKED]
    assert (await bench.row("reply")).error == "parent_parked"


async def test_stopping_finishes_what_is_on_its_way(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "delay_answer", seconds=0.3)
    await bench.post("hello", priya)
    async with bench.running():
        await bench.until(lambda: bench.said(priya) == ["hello"])
    assert await bench.states() == [SENT]


async def test_the_time_a_row_was_settled_is_the_business_clocks(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("hello", priya)
    at = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
    await bench.delivery(clock=StandingClock(at)).drain()
    assert (await bench.row("hello")).settled_at == at


async def test_what_was_done_is_counted(bench: Bench) -> None:
    def counted() -> list[float]:
        names = ("sent_total", "unknown_total")
        values = [REGISTRY.get_sample_value(f"earshot_messages_{name}") or 0 for name in names]
        parked = REGISTRY.get_sample_value(
            "earshot_messages_parked_total", {"error": "is_archived"}
        )
        found = REGISTRY.get_sample_value("earshot_lookups_total", {"result": "found"})
        return [*values, parked or 0, found or 0]

    priya = bench.sandbox.add_person("Priya")
    before = counted()
    await bench.post("to a person", priya)
    await bench.post("to nobody", bench.sandbox.add_channel("old", archived=True))
    bench.sandbox.faults.add(
        "chat.postMessage", "lose_answer", match=lambda args: args["channel"] == priya.id
    )
    async with bench.running():
        await bench.settled()
    # one message stands, was uncertain, and was found; the other was parked
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1, 1, 1, 1]
