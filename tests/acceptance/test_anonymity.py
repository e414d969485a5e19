"""Somebody tries to find out who answered what in an anonymous survey: with the whole database, a
backup made halfway, the logs, Slack's message history and everything that lies in the folders."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.domain.wave import ANY_PART, REASON_PART
from bot.sandbox.person import Person
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import SQLModel
from storage.tables.delivery import CardKind
from tests.support.inside import Inside, inside

VOTERS = 23
Row = dict[str, Any]
Dump = dict[str, list[Row]]


@dataclass
class Poll:
    """order: who answered, one after another; given: what. reasons: who gave which, likewise."""

    it: Inside
    keys: Path
    order: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    backup: Dump = field(default_factory=dict)
    backed_up_keys: list[bytes] = field(default_factory=list)
    logs: list[Any] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)


@asynccontextmanager
async def polled(url: str, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Poll]:
    """A poll in a channel, from its sending to its close."""
    dice = random.Random(7)
    async with inside(url) as it:
        with capture_logs() as logs, caplog.at_level(logging.WARNING):
            people = [it.sandbox.add_person(f"V{number}") for number in range(VOTERS)]
            it.general.members.update(person.id for person in people)
            poll = Poll(it, Path(it.app.settings.earshot_key_dir or ""))
            await it.lena.slash("/survey", "nps anonymous:yes", channel=it.general)
            await it.app.gate.drain()
            await it.send()
            dice.shuffle(people)
            for nth, person in enumerate(people):
                await _answer(poll, person, str(dice.randrange(11)), nth)
                if nth == VOTERS // 2:
                    poll.backup = dump(url)
                    poll.backed_up_keys = [path.read_bytes() for path in _keys(poll)]
            await it.lena.slash("/survey", "close 1", channel=it.general)
            await it.app.gate.drain()
            await it.send()
            poll.logs = [logs, [record.getMessage() for record in caplog.records]]
        yield poll


async def _answer(poll: Poll, person: Person, score: str, nth: int) -> None:
    it = poll.it
    [message] = [each for each in it.sandbox.messages(it.general) if each["user"] != person.id]
    await it.press(person, message, score)
    poll.order.append(person.id)
    poll.given[person.id] = score
    if nth % 2:
        await it.press(person, message, "Add a reason")
        poll.reasons[person.id] = f"Because of reason {score}-{nth}."
        await person.fill("What's the main reason?", poll.reasons[person.id])
        await person.submit()
        await it.app.gate.drain()
    poll.versions.append(await it.app.storage.read("T0EARSHOT", _version))


def _version(books: Books) -> int:
    """How often the message in the channel was to be edited."""
    [card] = books.cards.of(CardKind.WAVE, 1)
    return card.wanted


def dump(url: str) -> Dump:
    """Every row of every table, in the order in which the database keeps them, with whatever it
    says of a row besides."""
    engine = make_engine(parsed(url))
    found: Dump = {}
    with engine.connect() as connection:
        for name in SQLModel.metadata.tables:
            if engine.dialect.name == "sqlite":
                query = f"SELECT * FROM {name}"
            else:
                query = (
                    f"SELECT xmin::text AS xmin, ctid::text AS ctid, * FROM {name} ORDER BY ctid"
                )
            found[name] = [dict(row) for row in connection.execute(sa.text(query)).mappings()]
    engine.dispose()
    return found


def _keys(poll: Poll) -> list[Path]:
    return sorted(poll.keys.glob("*.key"))


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EARSHOT_KEY_DIR", str(tmp_path / "keys"))
    return tmp_path / "keys"


async def test_nobody_can_tell_who_answered_what(
    migrated_url: str, keys: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with polled(migrated_url, caplog) as poll:
        after = dump(migrated_url)
        assert _tally(after) == sorted(poll.given.values()), "every answer is there"
        assert sorted(_said(after, REASON_PART)) == sorted(poll.reasons.values())
        _no_row_has_both(poll, after)
        _no_row_has_both(poll, poll.backup)
        _nothing_is_left_of_who_took_part(poll, after)
        _no_key_is_guessed_from_a_backup(poll)
        _no_order_tells(poll, after)
        _no_file_remembers(poll, migrated_url)
        _no_transaction_tells(after)
        _no_time_tells(poll, after)
        _no_log_names_anybody(poll)
        _no_message_tells(poll)


def _tally(rows: Dump) -> list[str]:
    return sorted(_said(rows, 0))


def _said(rows: Dump, part: int) -> list[str]:
    return [row["answer"] for row in rows["anonymous_answer"] if row["part"] == part]


def _no_row_has_both(poll: Poll, rows: Dump) -> None:
    for table, name in product(("anonymous_answer", "participation"), poll.order):
        assert name not in json.dumps(rows[table], default=str)
    # the results quote some of what was written, to everybody and without a name
    told = [row for row in rows["outbox"] if "answered" in json.dumps(row, default=str)]
    for name, row in product(poll.order, told):
        assert name not in json.dumps(row, default=str)
    rest = rows | {"outbox": [row for row in rows["outbox"] if row not in told]}
    for reason, (table, found) in product(poll.reasons.values(), rest.items()):
        assert table == "anonymous_answer" or reason not in json.dumps(found, default=str)
    assert rows["response"] == rows["response_answer"] == []


def _nothing_is_left_of_who_took_part(poll: Poll, after: Dump) -> None:
    assert after["participation"] == []
    assert [row["answered"] for row in after["wave"]] == [VOTERS]
    assert [row["key_name"] for row in after["wave"]] == [None]
    assert _keys(poll) == []


def _no_key_is_guessed_from_a_backup(poll: Poll) -> None:
    """With the key the backup would tell who took part; whatever stands in it is no key."""
    hashes = {row["voter"] for row in poll.backup["participation"]}
    assert len(hashes) > VOTERS // 2
    guesses = {json.dumps(value, default=str) for value in _values(poll.backup)}
    guesses |= {str(value) for value in _values(poll.backup)}
    candidates = [guess.encode() for guess in guesses] + [b"", b"\0" * 32]
    candidates += [bytes.fromhex(guess) for guess in guesses if _is_hex(guess)]
    for key in candidates:
        assert not hashes & _hashes(key, poll.order)
    [true] = poll.backed_up_keys
    assert hashes <= _hashes(true, poll.order), "the attempt is made with the right recipe"
    assert not any(true.hex() in str(value) for value in _values(poll.backup))


def _no_file_remembers(poll: Poll, url: str) -> None:
    """Deleted rows may lie on in a file, in the order in which they were written."""
    files = _files(url)
    assert any(row["answer"].encode() in files for row in poll.backup["anonymous_answer"])
    marks = [row["voter"] for row in poll.backup["participation"]]
    marks += [row["id"] for row in poll.backup["anonymous_answer"]]
    assert not [mark for mark in marks if mark.encode() in files]


def _files(url: str) -> bytes:
    """What whoever copies the machine's disk finds of the two tables."""
    engine = make_engine(parsed(url))
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        of_them = "('participation'::regclass, 'anonymous_answer'::regclass)"
        found = connection.exec_driver_sql(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
            f"WHERE oid IN {of_them} "
            f"OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN {of_them})"
        ).scalars()
        files = b"".join(bytes(each) for each in found)
    engine.dispose()
    return files


def _hashes(key: bytes, people: list[str]) -> set[str]:
    return {
        hmac.new(key, f"1:{part}:{person}".encode(), hashlib.sha256).hexdigest()
        for person in people
        for part in (ANY_PART, 0, REASON_PART)
    }


def _values(rows: Dump) -> Iterator[Any]:
    for found in rows.values():
        for row in found:
            yield from row.values()


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and set(text) <= set("0123456789abcdef")


def _no_order_tells(poll: Poll, after: Dump) -> None:
    """The order in the table is no more like the order of answering than any other."""
    stored = [row for row in after["anonymous_answer"] if row["part"] == 0]
    for by in ("", "id"):
        rows = sorted(stored, key=lambda row: row["id"]) if by else stored
        agree = sum(
            row["answer"] == poll.given[person]
            for row, person in zip(rows, poll.order, strict=True)
        )
        # of 23 answers of eleven kinds about two agree by chance; ten do once in a million times
        assert agree < 12


def _no_transaction_tells(after: Dump) -> None:
    """PostgreSQL says of each row which transaction wrote it: all in one."""
    written = {row.get("xmin") for row in after["anonymous_answer"]}
    assert len(written) == 1


def _no_time_tells(poll: Poll, after: Dump) -> None:
    for table in ("anonymous_answer", "participation"):
        columns = SQLModel.metadata.tables[table].columns
        assert not [each.name for each in columns if isinstance(each.type, sa.DateTime)]
    # no record is kept of the presses; what is there is of the two commands, and Slack's events
    assert not [row for row in after["inbox"] if row["key"].startswith(("action", "submission"))]
    # an edit at every answer would tell when it came; at every fifth it may wait for the one before
    changed = [nth for nth, (a, b) in enumerate(pairwise([1, *poll.versions]), 1) if a != b]
    assert set(changed) <= set(range(5, VOTERS + 1, 5))
    edits = [call for call in poll.it.sandbox.calls if call.method == "chat.update"]
    in_channel = [call for call in edits if call.args["channel"] == poll.it.general.id]
    assert 1 <= len(in_channel) <= 1 + VOTERS // 5


def _no_log_names_anybody(poll: Poll) -> None:
    said = json.dumps(poll.logs, default=str)
    assert not [person for person in poll.order if person in said]
    assert not [reason for reason in poll.reasons.values() if reason in said]


def _no_message_tells(poll: Poll) -> None:
    """Messages that stay; what each was told in private says nothing of their answer either."""
    for channel in poll.it.sandbox.space.world.channels.values():
        messages = list(channel.messages.values())
        said = json.dumps(messages, default=str, ensure_ascii=False)
        assert not [person for person in poll.order if person in said]
        # the results quote some of what was written, to everybody and without a name
        rest = [message for message in messages if "answered" not in json.dumps(message)]
        said = json.dumps(rest, default=str, ensure_ascii=False)
        assert not [reason for reason in poll.reasons.values() if reason in said]
    for person in poll.order:
        told = poll.it.sandbox.space.world.ephemerals.get((person, poll.it.general.id), ())
        assert told
        assert all(message["text"] == "Counted. Thank you." for message in told)
