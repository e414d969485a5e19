from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.unit_of_work import Storage
from tests.support.office import Office
from tests.support.polls import Polls


@pytest.fixture
def storage(migrated_url: str) -> Iterator[Storage]:
    """A migrated database, on SQLite and on PostgreSQL."""
    storage = Storage(make_engine(parsed(migrated_url)))
    yield storage
    storage.close()


@pytest.fixture
def office(storage: Storage) -> Office:
    return Office(storage)


@pytest.fixture
def polls(office: Office, tmp_path: Path) -> Polls:
    return Polls(office, tmp_path / "keys")
