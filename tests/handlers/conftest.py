from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.inside import Inside, inside


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[Inside]:
    """A small company with an empty catalogue. What differs by database is tested below."""
    async with inside(f"sqlite:///{tmp_path}/earshot.db") as firm:
        yield firm
