"""One function, one transaction, off the event loop; many of them share a commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.domain.errors import Refusal, Why
from storage.books import Books
from storage.engine import PATIENCE, is_sqlite, make_engine
from storage.engine import database_url as parsed
from storage.migrate import migrate
from storage.unit_of_work import Storage

TEAM = "T1"
NOW = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(make_engine(parsed(database_url), busy_seconds=0.3))
    migrate(storage.engine)
    for team_id in (TEAM, "T2"):
        storage.write_now(team_id, _install)
    yield storage
    storage.close()


def _install(books: Books) -> None:
    books.workspace.install(name="One", url="", bot_user_id="B", now=NOW)


def _names(storage: Storage) -> dict[str, object]:
    """The settings as another connection sees them."""
    with storage.engine.connect() as connection:
        return dict(connection.execute(sa.text("SELECT name, team_id FROM setting")).all())


async def test_what_a_unit_wrote_is_stored_when_it_answers(storage: Storage) -> None:
    await storage.write(TEAM, lambda books: books.workspace.set("a", 1, actor=None, now=NOW))
    assert _names(storage) == {"a": TEAM}
    assert await storage.read(TEAM, lambda books: books.workspace.setting("a")) == 1


async def test_a_unit_that_raises_leaves_nothing_and_says_why(storage: Storage) -> None:
    def work(books: Books) -> None:
        books.workspace.set("a", 1, actor=None, now=NOW)
        books.session.flush()
        raise Refusal(Why.NOT_FOUND)

    with pytest.raises(Refusal, match="not_found"):
        await storage.write(TEAM, work)
    assert _names(storage) == {}


async def test_units_that_fail_take_none_of_their_neighbours_along(storage: Storage) -> None:
    def work(number: int) -> Callable[[Books], str]:
        def unit(books: Books) -> str:
            books.workspace.set(f"s{number}", number, actor=None, now=NOW)
            if number % 3 == 0:
                raise ValueError(number)
            if number % 3 == 1:
                # the database itself refuses: there is no such workspace
                books.session.execute(
                    sa.text(
                        "INSERT INTO cx_lead (team_id, user_id, position) VALUES ('T?', 'U', 0)"
                    )
                )
            return f"s{number}"

        return unit

    with _busy(storage):
        answers = [asyncio.ensure_future(storage.write(TEAM, work(n))) for n in range(30)]
        await asyncio.sleep(0.05)
    done = await asyncio.gather(*answers, return_exceptions=True)
    good = {f"s{number}" for number in range(30) if number % 3 == 2}
    assert {answer for answer in done if isinstance(answer, str)} == good
    assert set(_names(storage)) == good
    assert sum(isinstance(answer, ValueError) for answer in done) == 10
    assert sum(isinstance(answer, sa.exc.IntegrityError) for answer in done) == 10


async def test_units_at_the_same_time_give_every_number_once(storage: Storage) -> None:
    numbers = await asyncio.gather(
        *(
            storage.write(TEAM, lambda books: books.workspace.next_issue_number())
            for _ in range(200)
        )
    )
    assert sorted(numbers) == list(range(1, 201))


async def test_units_that_wait_together_share_a_commit(storage: Storage) -> None:
    commits = 0

    @sa.event.listens_for(storage.engine, "commit")
    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    with _busy(storage):
        answers = [
            asyncio.ensure_future(
                storage.write(TEAM, lambda books: books.workspace.next_issue_number())
            )
            for _ in range(50)
        ]
        await asyncio.sleep(0.05)
    await asyncio.gather(*answers)
    assert commits == 2  # the one that was busy, and one for fifty


async def test_no_unit_sees_another_that_failed_in_its_group(storage: Storage) -> None:
    def fails(books: Books) -> None:
        books.workspace.next_issue_number()
        raise ValueError

    with _busy(storage):
        answers = [
            asyncio.ensure_future(storage.write(TEAM, fails)),
            asyncio.ensure_future(
                storage.write(TEAM, lambda books: books.workspace.next_issue_number())
            ),
        ]
        await asyncio.sleep(0.05)
    failed, number = await asyncio.gather(*answers, return_exceptions=True)
    assert isinstance(failed, ValueError)
    assert number == 1


async def test_who_waits_for_a_lock_keeps_nobody_else_waiting(storage: Storage) -> None:
    if is_sqlite(storage.engine.url):
        pytest.skip("rows are locked on PostgreSQL, the whole database here")
    storage.engine.update_execution_options(**{PATIENCE: 60.0})

    def number(books: Books) -> int:
        return books.workspace.next_issue_number()

    with storage.engine.begin() as other:
        other.execute(sa.text("UPDATE workspace SET name = 'x' WHERE team_id = 'T2'"))
        with _busy(storage):
            locked = asyncio.ensure_future(storage.write("T2", number))
            others = [asyncio.ensure_future(storage.write(TEAM, number)) for _ in range(10)]
            await asyncio.sleep(0.05)
        done = await asyncio.gather(*others)
        assert sorted(done) == list(range(1, 11))
        assert not locked.done()
    assert await locked == 1


async def test_the_event_loop_goes_on_while_a_unit_works(storage: Storage) -> None:
    started, finish = threading.Event(), threading.Event()

    def slow(books: Books) -> int:
        started.set()
        assert finish.wait(30)
        return books.workspace.next_issue_number()

    writing = asyncio.ensure_future(storage.write(TEAM, slow))
    assert await asyncio.to_thread(started.wait, 30)
    # readers do not wait for the writer either
    assert await storage.read(TEAM, lambda books: books.workspace.get() is not None)
    finish.set()
    assert await writing == 1


async def test_a_database_that_is_held_by_others_is_a_refusal_that_people_understand(
    storage: Storage,
) -> None:
    if not is_sqlite(storage.engine.url):
        pytest.skip("rows are locked there, not databases")
    other = make_engine(storage.engine.url)
    with other.begin():
        with pytest.raises(Refusal) as caught:
            await storage.write(TEAM, lambda books: books.workspace.next_issue_number())
        assert caught.value.why is Why.STORAGE_BUSY
    other.dispose()
    assert await storage.write(TEAM, lambda books: books.workspace.next_issue_number()) == 1


async def test_a_database_that_is_not_there_is_the_same_refusal() -> None:
    storage = Storage(make_engine(parsed("postgresql://nobody@127.0.0.1:9/nothing")))
    for call in (storage.write, storage.read):
        with pytest.raises(Refusal) as caught:
            await call(TEAM, lambda books: books.workspace.get())
        assert caught.value.why is Why.STORAGE_BUSY
    storage.close()


async def test_a_deadlock_with_another_copy_is_tried_again(storage: Storage) -> None:
    if is_sqlite(storage.engine.url):
        pytest.skip("one writer cannot cross another")
    one, copy = (Storage(make_engine(storage.engine.url, busy_seconds=20)) for _ in range(2))
    barrier = threading.Barrier(2, timeout=30)
    met: set[str] = set()

    def crossing(first: str, second: str) -> Callable[[Books], None]:
        def work(books: Books) -> None:
            lock = "UPDATE workspace SET name = name || '.' WHERE team_id = :team"
            books.session.execute(sa.text(lock), {"team": first})
            if first not in met:
                met.add(first)
                barrier.wait()
            books.session.execute(sa.text(lock), {"team": second})

        return work

    await asyncio.gather(
        one.write(TEAM, crossing(TEAM, "T2")), copy.write("T2", crossing("T2", TEAM))
    )
    one.close()
    copy.close()
    workspace = await storage.read(TEAM, lambda books: books.workspace.get())
    assert workspace is not None
    assert workspace.name == "One.."


async def test_the_senders_hear_of_a_message_after_it_is_stored_and_of_nothing_else(
    storage: Storage,
) -> None:
    heard: list[int] = []

    def listen() -> None:
        with storage.engine.connect() as connection:
            heard.append(connection.execute(sa.text("SELECT count(*) FROM outbox")).scalar_one())

    storage.on_outbox = listen
    await storage.write(TEAM, lambda books: books.workspace.next_issue_number())
    assert heard == []
    await storage.write(
        TEAM, lambda books: books.outbox.post("k", "U1", {"text": "hello"}, now=NOW)
    )
    assert heard == [1]


async def test_closing_finishes_what_was_submitted(database_url: str) -> None:
    storage = Storage(make_engine(parsed(database_url)))
    migrate(storage.engine)
    await storage.write(TEAM, _install)
    numbers = [
        asyncio.ensure_future(
            storage.write(TEAM, lambda books: books.workspace.next_issue_number())
        )
        for _ in range(20)
    ]
    await asyncio.sleep(0)
    await asyncio.to_thread(storage.close)
    assert sorted(await asyncio.gather(*numbers)) == list(range(1, 21))


def test_a_unit_can_be_run_without_an_event_loop(storage: Storage) -> None:
    assert storage.write_now(TEAM, lambda books: books.workspace.next_issue_number()) == 1
    workspace = storage.read_now(TEAM, lambda books: books.workspace.get())
    assert workspace is not None
    assert workspace.last_issue_number == 1


def test_moments_come_back_as_they_went_in(storage: Storage) -> None:
    workspace = storage.read_now(TEAM, lambda books: books.workspace.get())
    assert workspace is not None
    assert workspace.installed_at == NOW
    assert workspace.installed_at.utcoffset() == NOW.utcoffset()


def test_books_cannot_be_had_without_a_workspace(storage: Storage) -> None:
    with Session(storage.engine) as session, pytest.raises(ValueError, match="workspace id"):
        Books(session, "")


@contextmanager
def _busy(storage: Storage) -> Iterator[None]:
    """Keeps the writer busy, so that what comes meanwhile waits together."""
    started, go = threading.Event(), threading.Event()

    def work(_: Books) -> None:
        started.set()
        assert go.wait(10)

    thread = threading.Thread(target=storage.write_now, args=(TEAM, work))
    thread.start()
    assert started.wait(10)
    yield
    go.set()
    thread.join()
