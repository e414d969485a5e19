"""A sender as a process of its own, to be killed.

    python -m tests.delivery.sender DATABASE_URL API_URL [TIMES]

It keeps no limits; with TIMES those of Slack, so many times over.

For every line on standard input it forks one, and says its process id: a new life costs
milliseconds, not the second that starting Python and loading the libraries takes.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta

from bot.clock import SystemClock
from bot.delivery import Delivery, Limits, SlackClients, Timing
from bot.delivery.limits import PER_MINUTE
from bot.usecases.show_wave import write_survey
from storage.engine import database_url, make_engine
from storage.unit_of_work import Storage
from tests.delivery.bench import TEAM, alone, in_words

HURRIED = Timing(
    lease=timedelta(seconds=1.2),
    settle=timedelta(seconds=0.3),
    pace=timedelta(seconds=0.01),
    poll=0.05,
    unreached=timedelta(seconds=0.05),
    longest_rest=timedelta(seconds=0.05),
    tries=1000,
    looks=1000,
)
PATIENT = replace(HURRIED, lease=timedelta(seconds=4))
"""With limits kept, sixteen messages on their way wait more than three seconds for their turn."""
TIMEOUT = 1.0


class NoLimits(Limits):
    """A life is too short to wait for its minute."""

    async def take(self, method: str, team_id: str) -> None:
        return

    def available(self, method: str, team_id: str) -> int:
        return 1000


def limits(times: int) -> Limits:
    for method in PER_MINUTE if times else ():
        PER_MINUTE[method] *= times
    return Limits() if times else NoLimits()


async def send(url: str, api_url: str, times: int) -> None:
    """Send for ever."""
    slack = SlackClients(api_url, timeout=TIMEOUT)
    slack.put(TEAM, "xoxb-sandbox")
    storage = Storage(make_engine(database_url(url)))
    delivery = Delivery(
        storage,
        slack,
        SystemClock(),
        in_words,
        alone,
        "all",
        write=write_survey,
        timing=PATIENT if times else HURRIED,
        limits=limits(times),
    )
    await delivery.run()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    alive = []
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # logs
            asyncio.run(send(sys.argv[1], sys.argv[2], int([*sys.argv, "0"][3])))
        alive.append(pid)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    for pid in alive:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    main()
