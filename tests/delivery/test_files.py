"""Files go to Slack unseen, then with the one message that shows or shares them, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot.ports import File
from storage.books import Books
from storage.repositories.queue import ACROSS
from storage.tables import OutboxFile
from storage.tables.delivery import OutboxState
from tests.delivery.bench import PNG, TEAM, Bench

PARKED, SENT = OutboxState.PARKED, OutboxState.SENT
STEPS = ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"]
LOST = ["lose_answer", "drop"]


async def test_a_picture_stands_in_its_message(bench: Bench) -> None:
    cx = bench.sandbox.add_channel("cx")
    await bench.post("digest", cx, file="shown")
    await bench.delivery().drain()
    [message] = bench.sandbox.messages(cx)
    file = bench.sandbox.file(message["blocks"][0]["slack_file"]["id"])
    assert file is not None
    assert (file.content, file.title, file.alt_text) == (PNG, "The week", "Nine of ten")
    assert file.channels == []
    assert await bench.states() == [SENT]


async def test_a_file_to_download_comes_by_dm_with_its_words(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.post("Here it is.", priya, file="shared")
    drained = await bench.delivery(history="off").drain()
    [message] = priya.dm
    assert (message["text"], message["files"][0]["name"]) == ("Here it is.", "week.png")
    assert (drained.sent, drained.unknown) == (1, 0)


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("method", STEPS)
async def test_a_lost_answer_doubles_no_picture(bench: Bench, method: str, kind: str) -> None:
    cx = bench.sandbox.add_channel("cx")
    bench.sandbox.faults.add(method, kind)
    await bench.post("digest", cx, file="shown")
    async with bench.running():
        [row] = await bench.settled()
    assert row.state is SENT
    assert bench.said(cx) == ["digest"]


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("skip", [0, 1])
async def test_a_lost_answer_doubles_no_download_whatever_may_be_read(
    bench: Bench, kind: str, skip: int
) -> None:
    priya, sam = bench.sandbox.add_person("Priya"), bench.sandbox.add_person("Sam")
    bench.sandbox.faults.add(STEPS[1], kind, skip=skip)
    await bench.post("one", priya, file="shared")
    await bench.post("two", sam, file="shared")
    async with bench.running(history="off"):
        rows = await bench.settled()
    assert [row.state for row in rows] == [SENT, SENT]
    assert (bench.said(priya), bench.said(sam)) == (["one"], ["two"])


async def test_before_its_message_is_sent_nothing_about_a_picture_is_uncertain(
    bench: Bench,
) -> None:
    """Else a channel's digest would be parked for an upload that nobody saw."""
    cx = bench.sandbox.add_channel("cx")
    bench.sandbox.faults.add(STEPS[0], "lose_answer")
    bench.sandbox.faults.add(STEPS[1], "http_500_after")
    await bench.post("digest", cx, file="shown")
    async with bench.running(history="off"):
        [row] = await bench.settled()
    assert row.state is SENT


async def test_a_picture_that_slack_does_not_know_yet_is_waited_for(bench: Bench) -> None:
    cx = bench.sandbox.add_channel("cx")
    bench.sandbox.file_lag = 3600
    await bench.post("digest", cx, file="shown")
    async with bench.running():
        await bench.until(lambda: bool(bench.calls("chat.postMessage")))
        bench.sandbox.file_lag = 0
        [row] = await bench.settled()
    assert row.state is SENT
    assert len(bench.calls("chat.postMessage")) > 1
    assert len(bench.calls(STEPS[0])) == 1


async def test_a_picture_that_never_comes_is_uploaded_again_when_somebody_tries_again(
    bench: Bench,
) -> None:
    cx = bench.sandbox.add_channel("cx")
    bench.sandbox.file_lag = 3600
    await bench.post("digest", cx, file="shown")
    async with bench.running():
        [row] = await bench.settled()
    assert (row.state, row.error) == (PARKED, "invalid_slack_file")
    [file] = await files(bench)
    assert file.slack_id is None


async def test_where_files_are_forbidden_the_message_says_what_its_picture_would(
    bench: Bench,
) -> None:
    cx, priya = bench.sandbox.add_channel("cx"), bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add(STEPS[0], "error:file_uploads_disabled", times=None)
    await bench.post("digest", cx, file="shown")
    await bench.post("report", priya, file="shared")
    await bench.delivery().drain()
    [message] = bench.sandbox.messages(cx)
    assert message["blocks"][0]["elements"][0]["text"] == "Nine of ten"
    assert await bench.states() == [SENT, PARKED]


async def test_what_was_sent_is_kept_no_longer(bench: Bench) -> None:
    cx = bench.sandbox.add_channel("cx")
    await bench.post("digest", cx, file="shown")
    await bench.post("later", cx, file="shown")
    await bench.storage.write(TEAM, lambda books: books.outbox.sweep_files())
    assert len(await files(bench)) == 2
    await bench.delivery().drain()
    await bench.storage.write(TEAM, lambda books: books.outbox.sweep_files())
    assert await files(bench) == []


@pytest.mark.parametrize(
    "given",
    [[File("a.png", b"")], [File("a.png", b"1"), File("a.png", b"2")], [File("b.png", b"1")]],
)
async def test_files_that_no_message_could_carry_are_refused(
    bench: Bench, given: list[File]
) -> None:
    image = {"type": "image", "slack_file": {"id": "a.png"}, "alt_text": "A"}

    def work(books: Books) -> None:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        message = {"text": "x", "blocks": [image]}
        books.outbox.post("key", "C0CX", message, now=now, files=given)

    with pytest.raises(ValueError, match="each file"):
        await bench.storage.write(TEAM, work)


async def files(bench: Bench) -> list[OutboxFile]:
    return await bench.storage.read(
        ACROSS, lambda books: list(books.session.exec(select(OutboxFile)))
    )
