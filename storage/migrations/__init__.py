"""The schema's history. Forward only: a mistake is mended by the next migration.

Every migration works beside the previous release's code, which may still be running: it adds, and
leaves what that code reads and writes alone until the release after.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

PLACE = Path(__file__).parent
"""Found by where the package lies, so that it works from a wheel and from any folder."""

HAND_MADE = ("observation_fts", "ix_observation_search_key_trgm")
"""What migrations make that no table declares: the indexes of the two full text searches."""


def declared(_thing: Any, name: str | None, *_: Any) -> bool:
    """Whether Alembic should expect to find this thing of the database among the tables."""
    return not (name or "").startswith(HAND_MADE)
