"""Faults on request: what Slack and the network do on a bad day."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.sandbox.world import Json

KINDS = frozenset(
    "drop lose_answer http_500 http_503 http_500_after delay delay_answer ratelimited".split()
)


@dataclass
class Fault:
    """One rule. Its kinds:

    `drop`: the connection breaks before anything happened; `lose_answer`: it breaks afterwards;
    `http_500`, `http_503`: answered so, nothing happened; `http_500_after`: answered so, though it
    happened; `delay`: waits `seconds`, then acts; `delay_answer`: acts, then waits; `ratelimited`:
    429 with Retry-After `seconds`; `error:<code>`: Slack's error, nothing happened.
    """

    method: str
    kind: str
    times: int | None
    probability: float
    seconds: float
    skip: int
    match: Callable[[Json], bool] | None
    random: random.Random = field(repr=False)
    hits: int = 0
    _ended: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    async def wait(self) -> None:
        """For its seconds, or until it is ended."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), self.seconds)

    def end(self) -> None:
        self._ended.set()


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = 1,
        probability: float = 1.0,
        seed: int = 0,
        seconds: float = 1.0,
        skip: int = 0,
        match: Callable[[Json], bool] | None = None,
    ) -> Fault:
        """Adds a fault for a Web API method, `response_url`, or `*` for every method.

        It strikes `times` times (None: always), each time with `probability` (drawn from `seed`),
        after letting `skip` calls pass; `match` looks at the arguments. Returns the rule, whose
        `hits` count.
        """
        if kind not in KINDS and not kind.startswith("error:"):
            raise ValueError(f"no such kind of fault: {kind}")
        rule = Fault(method, kind, times, probability, seconds, skip, match, random.Random(seed))
        self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Ends all faults, and the delays that they have begun."""
        for rule in self._rules:
            rule.end()
        self._rules.clear()

    def take(self, method: str, args: Json) -> Fault | None:
        """The fault that strikes this call, if any."""
        for rule in self._rules:
            if rule.method not in (method, "*") or (rule.match and not rule.match(args)):
                continue
            if rule.times is not None and rule.hits >= rule.times:
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.random.random() < rule.probability:
                rule.hits += 1
                return rule
        return None
