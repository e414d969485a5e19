"""Where senders are born that are to be killed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.delivery.bench import Bench


@asynccontextmanager
async def senders(bench: Bench, *, times: int = 0) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Starts senders; all are dead in the end, also when the test process is killed. `times`: they
    keep Slack's limits, so many times over; 0: none."""
    nursery = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.delivery.sender",
        bench.storage.engine.url.render_as_string(hide_password=False),
        bench.sandbox.api_url,
        str(times),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    stdin, stdout = nursery.stdin, nursery.stdout

    async def born() -> int:
        stdin.write(b"\n")
        return int(await stdout.readline())

    try:
        yield born
    finally:
        stdin.close()
        await nursery.wait()
