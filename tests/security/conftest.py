from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.security.company import Company, company
from tests.support import postgres

DATABASES = [pytest.param("sqlite", marks=pytest.mark.sqlite)]
if "EARSHOT_PROVE" in os.environ:
    DATABASES.append(pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=DATABASES)
async def whole_firm(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Company]:
    if request.param == "sqlite":
        async with company(f"sqlite:///{tmp_path_factory.mktemp('matrix')}/earshot.db") as made:
            yield made
        return
    url = postgres.fresh_database()
    async with company(url) as made:
        yield made
    postgres.server().drop(url)


@pytest.fixture
def firm(whole_firm: Company) -> Iterator[Company]:
    """Two companies as they were furnished; whatever a test does to them is undone."""
    yield whole_firm
    whole_firm.tables.restore()
