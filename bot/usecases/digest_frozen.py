"""A digest as it was composed, kept as JSON: pressed a month later it still says the same."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from bot.domain.digest.content import Digest
from storage.tables import DigestRun

_DIGEST: TypeAdapter[Digest] = TypeAdapter(Digest)


def frozen(digest: Digest) -> dict[str, Any]:
    dumped: dict[str, Any] = _DIGEST.dump_python(digest, mode="json")
    return dumped


def thawed(run: DigestRun) -> Digest:
    """What the run says. Raises pydantic.ValidationError for what no release of ours wrote."""
    return _DIGEST.validate_python(run.digest)
