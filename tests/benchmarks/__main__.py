"""`make bench`: ratios within one run; absolute figures say more of the machine than of us."""

from __future__ import annotations

import asyncio
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.sandbox import Sandbox
from tests.benchmarks.load import Measured, log_requests, measure
from tests.support.live import SECRET, Live, _free_port, until

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "3000"))
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def bare() -> AsyncIterator[tuple[int, int, float]]:
    """The yardstick's port, process id and seconds from start to ready."""
    port, begun = _free_port(), time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.bare", str(port), SECRET, cwd=ROOT
    )
    try:

        async def ready() -> bool:
            async with httpx.AsyncClient() as client:
                try:
                    return (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success
                except httpx.HTTPError:
                    return False

        await until(ready)
        yield port, process.pid, time.perf_counter() - begun
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def earshot(database_url: str) -> AsyncIterator[tuple[int, int, float]]:
    """The same of Earshot on `database_url`."""
    async with Sandbox(None, limits=False) as sandbox:
        sandbox.add_channel("general", members=[sandbox.add_person("Priya")])
        live = Live(sandbox, "http", database_url)
        begun = time.perf_counter()
        try:
            await live.start()
            yield live.port, live.pid, time.perf_counter() - begun
            await live.stop()
        finally:
            await live.kill()


def _memory(pid: int) -> float:
    """Resident megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu(pid: int) -> float:
    """Processor seconds used so far: unlike the clock, they do not count who else is running."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def _round(app: tuple[int, int, float]) -> tuple[Measured, float]:
    """What was measured, and processor milliseconds a request."""
    port, pid, _ = app
    requests = await asyncio.to_thread(log_requests, REQUESTS, SECRET, secrets.token_hex(6))
    before = _cpu(pid)
    measured = await measure(port, requests)
    return measured, (_cpu(pid) - before) / REQUESTS * 1000


async def main() -> None:
    from tests.support import postgres

    with tempfile.TemporaryDirectory() as folder:
        databases = {"sqlite": f"sqlite:///{folder}/bench.db"}
        server = postgres.server(durable=True)
        databases["postgresql"] = server.fresh_database()
        for name, url in databases.items():
            async with bare() as yard, earshot(url) as ours:
                await _round(yard), await _round(ours)  # warm both
                pairs = [(await _round(yard), await _round(ours)) for _ in range(ROUNDS)]
                ratios = sorted(each.per_second / base.per_second for (base, _), (each, _) in pairs)
                print(f"\n/cx log on {name}, {REQUESTS} requests × {ROUNDS}, 32 connections")
                for title, index, at in (("bare Bolt", 0, yard), ("Earshot", 1, ours)):
                    runs = [pair[index][0] for pair in pairs]
                    cpu = statistics.median(pair[index][1] for pair in pairs)
                    print(
                        f"  {title:10} {statistics.median(run.per_second for run in runs):7.0f}/s"
                        f"  p50 {statistics.median(run.p50 for run in runs):6.1f} ms"
                        f"  p99 {statistics.median(run.p99 for run in runs):6.1f} ms"
                        f"  cpu {cpu:.2f} ms"
                        f"  failed {sum(run.failed for run in runs)}"
                        f"  ready after {at[2]:.2f} s  memory {_memory(at[1]):.0f} MB"
                    )
                print(
                    f"  ratio      {statistics.median(ratios):.2f}"
                    f" (min {ratios[0]:.2f}, max {ratios[-1]:.2f})"
                )
        postgres.stop()


if __name__ == "__main__":
    asyncio.run(main())
