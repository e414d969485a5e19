"""Waiting for what the app does in its own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], timeout: float = 30.0) -> None:
    """Returns once the condition holds; raises TimeoutError after `timeout` seconds."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 - any change may be the one that is waited for
            await asyncio.sleep(0.005)
