"""Messages that change: ten quick changes cost one edit, and the newest stands in the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.ports import Message
from storage.books import Books
from storage.engine import make_engine
from storage.tables import Card, OutboxRow
from storage.tables.delivery import CardKind, OutboxState
from storage.unit_of_work import Storage
from tests.delivery.bench import IMPATIENT_TIMEOUT, QUICK, TEAM, Bench, in_words


async def test_ten_quick_changes_cost_one_edit(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    for _ in range(10):
        await bench.touch(7)
    await bench.delivery().drain()
    assert bench.said(priya) == ["card 7 version 11"]
    assert len(bench.calls("chat.update")) == 1


async def test_a_card_that_changed_before_it_was_sent_is_sent_as_it_is_now(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.touch(7)
    await bench.delivery().drain()
    assert bench.said(priya) == ["card 7 version 2"]
    assert bench.calls("chat.update") == []
    assert (await bench.get_card(card)).refresh_at is None


async def test_a_change_while_the_edit_is_on_its_way_is_edited_too(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.delivery().drain()
    bench.sandbox.faults.add("chat.update", "delay", seconds=0.3)
    await bench.touch(7)
    async with bench.running():
        await asyncio.sleep(0.15)
        await bench.touch(7)
        await bench.until(lambda: bench.said(priya) == ["card 7 version 3"])
    assert (await bench.get_card(card)).shown == 3


async def test_a_change_while_the_first_post_is_on_its_way_is_edited(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    bench.sandbox.faults.add("chat.postMessage", "delay", seconds=0.3)
    async with bench.running():
        await asyncio.sleep(0.15)
        await bench.touch(7)
        await bench.until(lambda: bench.said(priya) == ["card 7 version 2"])
    assert len(bench.calls("chat.postMessage")) == 1


async def test_what_a_press_refreshed_itself_is_not_edited_again(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    await bench.storage.write(TEAM, lambda books: books.cards.mark_shown(card, 2))
    await bench.delivery().drain()
    assert bench.calls("chat.update") == []


async def test_a_press_that_refreshed_an_older_version_leaves_the_edit_to_the_sender(
    bench: Bench,
) -> None:
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    await bench.touch(7)
    await bench.storage.write(TEAM, lambda books: books.cards.mark_shown(card, 2))
    await bench.delivery().drain()
    assert bench.said(priya) == ["card 7 version 3"]


async def test_a_presss_refresh_that_undid_an_edit_is_followed_by_another(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    await bench.touch(7)
    await bench.delivery().drain()
    # a press that was rendered before the last change arrives after the sender's edit
    await bench.storage.write(TEAM, lambda books: books.cards.mark_shown(card, 2))
    await bench.delivery().drain()
    assert len(bench.calls("chat.update")) == 2
    assert (await bench.get_card(card)).shown == 3


async def test_an_edit_that_undid_a_presss_refresh_is_followed_by_another(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    bench.sandbox.faults.add("chat.update", "delay", seconds=0.3)
    async with bench.running():
        await bench.until_card(card, lambda card: card.lease_owner is not None)
        await bench.touch(7)
        await bench.storage.write(TEAM, lambda books: books.cards.mark_shown(card, 3))
        await bench.until(lambda: bench.said(priya) == ["card 7 version 3"])


async def test_an_edit_is_repeated_until_it_arrives(bench: Bench) -> None:
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    bench.sandbox.faults.add("chat.update", "drop")
    bench.sandbox.faults.add("chat.update", "http_503")
    await bench.delivery().drain()
    assert bench.said(priya) == ["card 7 version 2"]
    assert len(bench.calls("chat.update")) == 3


async def test_an_edit_that_is_still_to_be_done_is_a_failure_of_a_drain(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    bench.sandbox.faults.add("chat.update", "drop")
    assert (await bench.delivery().drain(patience=0)).failed == 1


async def test_an_edit_that_arrives_late_does_not_undo_the_next(bench: Bench) -> None:
    """We stopped waiting for its answer, but Slack still carried it out."""
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    card = await bench.card(7, priya)
    await bench.delivery().drain()
    bench.sandbox.faults.add("chat.update", "delay", seconds=IMPATIENT_TIMEOUT + 0.3)
    await bench.touch(7)
    async with bench.running():
        await bench.until_card(card, lambda card: card.lease_owner is not None)
        await bench.touch(7)
        await bench.until_card(card, lambda card: card.shown == 3)
        await bench.until(lambda: len(bench.calls("chat.update")) == 2)
    assert bench.said(priya) == ["card 7 version 3"]


async def test_a_message_that_cannot_be_edited_is_left_alone_until_the_next_change(
    bench: Bench,
) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    bench.sandbox.faults.add("chat.update", "error:edit_window_closed")
    drained = await bench.delivery().drain()
    assert drained.failed == 1
    await bench.delivery().drain()
    assert len(bench.calls("chat.update")) == 1


async def test_an_edit_that_keeps_failing_is_given_up(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    bench.sandbox.faults.add("chat.update", "error:update_failed", times=None)
    await bench.delivery().drain()
    assert len(bench.calls("chat.update")) == QUICK.tries


async def test_a_card_that_joins_another_message_is_not_posted_by_itself(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")

    def joins(books: Books, row: OutboxRow, card: Card, now: datetime) -> bool:
        return card.record_id == 1

    await bench.card(1, priya)
    await bench.card(2, priya)
    await bench.delivery(gather=joins).drain()
    assert bench.said(priya) == ["card 2 version 1"]
    assert await bench.states() == [OutboxState.CANCELLED, OutboxState.SENT]


async def test_a_card_that_cannot_be_rendered_is_parked_and_keeps_no_other(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")

    def fragile(books: Books, card: Card, now: datetime) -> Message:
        if card.record_id == 1:
            raise LookupError("words that must not be logged")
        return in_words(books, card, now)

    await bench.card(1, priya)
    await bench.card(2, priya)
    drained = await bench.delivery(render=fragile).drain()
    assert (drained.sent, drained.parked) == (1, 1)
    first, _ = await bench.rows()
    assert (first.state, first.error) == (OutboxState.PARKED, "unready: LookupError")


async def test_edits_and_posts_do_not_wait_for_each_others_lanes(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    await bench.post("one", priya)
    await bench.post("two", priya)
    async with bench.running(timing=replace(QUICK, pace=timedelta(minutes=2))):
        await bench.until(lambda: bench.said(priya)[0] == "card 7 version 2")


async def test_a_message_that_rests_is_left_alone_by_all_copies_however_many_changes_come(
    bench: Bench,
) -> None:
    priya = bench.sandbox.add_person("Priya")
    card_id = await bench.card(7, priya)

    def rest(books: Books) -> None:
        card = books.cards.get(card_id)
        assert card is not None
        card.rests = 1
        books.session.add(card)

    def nudge(books: Books) -> None:
        books.cards.nudge(CardKind.RECEIPT, 7, bench.clock.now())

    await bench.storage.write(TEAM, rest)
    other = Bench(Storage(make_engine(bench.storage.engine.url)), bench.sandbox, bench.clock)
    async with bench.running(), other.running():
        await bench.until(lambda: bool(priya.dm))
        begun = asyncio.get_running_loop().time()
        while asyncio.get_running_loop().time() < begun + 2.5:
            await bench.storage.write(TEAM, nudge)
            await other.storage.write(TEAM, nudge)
            await asyncio.sleep(0.02)
        took = asyncio.get_running_loop().time() - begun
        await bench.until_card(card_id, lambda card: card.refresh_at is None)
    await other.slack.close()
    other.storage.close()
    edits = [call.at for call in bench.calls("chat.update")]
    assert 2 <= len(edits) <= took + 2
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(edits))
    card = await bench.get_card(card_id)
    assert bench.said(priya) == [f"card 7 version {card.wanted}"], "and shows the newest in the end"
