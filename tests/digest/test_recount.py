"""Every number in a digest equals a naive recount over the raw rows. `EARSHOT_PROVE=1`: of ten
thousand random histories."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot.domain.digest.compose import Composed, compose
from bot.domain.digest.themes import themes_by_touchpoint
from bot.domain.occurrence import WEEK, Period
from bot.domain.vocabulary import Area
from bot.usecases.digest_material import Wanted, gather
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables.digest import Covers
from storage.unit_of_work import Storage
from tests.digest.histories import NOW, furnish
from tests.digest.recount import journeys, numbers, read

PROVE = bool(os.environ.get("EARSHOT_PROVE"))
HISTORIES = 10_000 if PROVE else 20
ONE_NUMBER = ("heard", "waiting", "good")
TOGETHER = 20
"""Histories in one transaction, each a workspace of its own."""


class Undo(Exception):
    """Nothing of it is to stay."""


@pytest.fixture
def storage(migrated_url: str) -> Iterator[Storage]:
    storage = Storage(make_engine(parsed(migrated_url)))
    yield storage
    storage.close()


@pytest.mark.timeout(7200)
def test_every_number_equals_a_naive_recount(storage: Storage) -> None:
    said: dict[str, int] = {}

    def work(books: Books, first: int) -> None:
        for seed in range(first, min(first + TOGETHER, HISTORIES)):
            mine = Books(books.session, f"T{seed}")
            furnish(mine, seed)
            for name, count in check(mine, seed).items():
                said[name] = said.get(name, 0) + count
        raise Undo

    for first in range(0, HISTORIES, TOGETHER):
        with pytest.raises(Undo):
            storage.write_now("T", lambda books, first=first: work(books, first))  # type: ignore[misc]
    assert all(said.values()) if PROVE else said["heard"], said
    sys.stdout.write(f"{HISTORIES} histories with {said}")


def check(books: Books, seed: int) -> dict[str, int]:
    """Compare; how often each part had something to say."""
    dice = random.Random(seed)
    period = Period(NOW - dice.choice((1, 1, 3)) * WEEK, NOW)
    area = dice.choice(list(Area))
    asked = dice.choice((Wanted("UTC"), Wanted("UTC"), Wanted("UTC", Covers.AREAS, (area.value,))))
    material, words = gather(books, asked, period, NOW)
    themes = themes_by_touchpoint(material, words.quote)
    made = compose(material, themes, words.quote, now=NOW)
    rows = read(books, period.start, period.end)
    areas = {place.id: place.area for place in rows.touchpoints}
    everything = asked.covers is Covers.ALL
    found = numbers(rows, NOW, lambda place: everything or areas.get(place) is area)
    digest = made.digest
    assert shown(made) == {name: found[name] for name in shown(made)}, seed
    asked_for = {(each.number, each.customers) for each in digest.decisions}
    assert asked_for <= found["decisions"], seed
    assert len(digest.decisions) + digest.more_decisions == len(found["decisions"]), seed
    assert len(digest.more_ask) <= digest.more_decisions, seed
    assert bool(digest.more_ask) == bool(digest.more_decisions), seed
    for hurt in digest.hurts:
        assert found["hurts"][hurt.name] == (hurt.this, hurt.last, hurt.average), seed
    assert len(digest.hurts) == min(3, len(found["hurts"])), seed
    judged = journeys(rows)
    for line in digest.journeys:
        people, value = judged[line.name]
        assert line.customers == people, seed
        uncapped = line.health if line.uncapped is None else line.uncapped
        assert uncapped == value or abs((uncapped or 0) - (value or 0)) <= 1, seed
        assert (line.health is None) == (value is None), seed
    assert_records(made, found)
    return {
        "heard": bool(digest.observations),
        "decisions": bool(digest.decisions),
        "resolved": bool(digest.resolved),
        "promises": bool(digest.promises.due),
        "hurts": bool(digest.hurts),
        "waiting": bool(digest.waiting.issues),
        "judged": any(line.health is not None for line in digest.journeys),
        "good": digest.good is not None,
    }


def shown(made: Composed) -> dict[str, Any]:
    digest = made.digest
    promises = digest.promises
    return {
        "observations": digest.observations,
        "customers": digest.customers,
        "colleagues": digest.colleagues,
        "resolved": digest.resolved,
        "told": digest.told,
        "to_tell": digest.to_tell,
        "promises": {
            "kept": promises.kept,
            "moved": promises.moved,
            "broken": promises.broken,
            "standing": promises.standing,
            "due": promises.due,
        },
        "waiting": (digest.waiting.customers, digest.waiting.issues),
    }


def assert_records(made: Composed, found: dict[str, Any]) -> None:
    """As many records are behind a number as it counts."""
    behind = made.behind
    assert len(behind["heard"].observations) == found["observations"]
    assert len(behind["waiting"].issues) == found["waiting"][1]
    assert len(behind["answered"].issues) == found["resolved"]
    assert sum(part.count for part in behind["answered"].parts) == found["told"]
    assert sum(part.of for part in behind["answered"].parts) == found["to_tell"]
    promised = {part.what.value: part.count for part in behind["promises"].parts}
    assert promised == {name: found["promises"][name] for name in promised}
    for name, records in behind.items():
        assert sum(part.records for part in records.parts) in (0, len(records)), name
        assert bool(records.parts) or not len(records) or name in ONE_NUMBER or "decision" in name
        pages = [page for at in range(0, len(records), 3) for _, page in records.page(at, 3)]
        assert tuple(each for page in pages for each in page.issues) == records.issues
        assert tuple(each for page in pages for each in page.observations) == records.observations
    for at, hurt in enumerate(made.digest.hurts):
        counts = [part.count for part in behind[f"hurt{at}"].parts]
        assert counts == [hurt.this, hurt.last, hurt.average]
