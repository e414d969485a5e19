"""A copy of the app that makes digests and sends them, as a process of its own, to be killed.

    python -m tests.delivery.digest_copy DATABASE_URL API_URL HISTORY

For every line on standard input, a moment, it forks one whose clock stands there, and says its
process id.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from datetime import datetime
from typing import cast

from bot.clock import StandingClock
from bot.delivery import Delivery, SlackClients
from bot.delivery.claims import History
from bot.domain.errors import Refusal
from bot.schedule.tick import TickFailed, tick
from bot.usecases.gather_cards import gather_card
from bot.usecases.render_card import render_card
from storage.engine import database_url, make_engine
from storage.unit_of_work import Storage
from tests.delivery.bench import TEAM
from tests.delivery.sender import HURRIED, TIMEOUT, NoLimits


async def live(url: str, api_url: str, history: History, now: datetime) -> None:
    """Tick and send for ever."""
    slack = SlackClients(api_url, timeout=TIMEOUT)
    slack.put(TEAM, "xoxb-sandbox")
    storage = Storage(make_engine(database_url(url)))
    delivery = Delivery(
        storage,
        slack,
        StandingClock(now),
        render_card,
        gather_card,
        history,
        timing=HURRIED,
        limits=NoLimits(),
    )
    storage.on_outbox = delivery.wake
    sending = asyncio.create_task(delivery.run())
    while not sending.done():
        with contextlib.suppress(TickFailed, Refusal):  # a busy database: the next tick
            await tick(storage, [TEAM], now)
        await asyncio.sleep(0.1)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    url, api_url, history = sys.argv[1:4]
    alive = []
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())  # logs
            os.dup2(nowhere, sys.stderr.fileno())
            moment = datetime.fromisoformat(line.strip())
            asyncio.run(live(url, api_url, cast("History", history), moment))
        alive.append(pid)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    for pid in alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
