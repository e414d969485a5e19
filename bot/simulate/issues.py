"""Which of what is heard calls for an answer, and whose issue it joins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from bot.domain.issue import IssueState
from bot.domain.ladder import Ladder
from bot.domain.vocabulary import Severity
from bot.simulate.details import fill
from bot.simulate.furnish import Company, Spot
from bot.simulate.hearing import Heard, only_guessed
from bot.simulate.ledger import Behind, Ledger
from bot.simulate.lives import Telling, lived, lived_well
from bot.simulate.past import Past
from bot.simulate.said import Problem
from bot.usecases.log_observation import calls_for_follow_up
from storage.search_key import search_key
from storage.tables import Observation

_LATELY = timedelta(days=3)


@dataclass(order=True)
class Running:
    """An issue whose end is known, and which others may still join."""

    ends_at: datetime
    issue_id: int
    past: Past = field(compare=False)
    all_told: bool = field(compare=False)
    joins_until: datetime = field(compare=False)
    behind: list[Behind] = field(compare=False, default_factory=list)


class Issues:
    """played_from: when the app itself begins to play: no reminder of ours lies after it."""

    def __init__(
        self,
        ledger: Ledger,
        company: Company,
        rng: Random,
        *,
        played_from: datetime,
    ) -> None:
        self._ledger, self._company, self._rng = ledger, company, rng
        self._played_from = played_from
        self._by_problem: dict[tuple[int, str], Running] = {}
        self._ending: list[Running] = []

    def hear(self, heard: Heard) -> None:
        """Store what was heard, and open or join the issue that it calls for."""
        self._finish(heard.at)
        row = heard.row
        running = self._for(heard) if self._calls(heard) else None
        if running:
            row |= {"follow_up": True, "issue_id": running.issue_id}
        row["search_key"] = search_key(row["words"], row.get("expected"))
        observation_id = self._ledger.bulk.add(Observation, **row)
        if running:
            customer = row.get("customer_id")
            running.behind.append(Behind(observation_id, customer, row["reporter"], heard.at))

    def finish(self) -> None:
        """Nothing more is heard: store what is still held back."""
        self._finish(None)

    # -- inside ---------------------------------------------------------------------------------

    def _calls(self, heard: Heard) -> bool:
        row = heard.row
        chosen = None if row.get("feeling_guessed") else row.get("feeling")
        if heard.problem is None or not calls_for_follow_up(chosen, row.get("severity")):
            return False
        placed = "touchpoint_id" in row and not row["touchpoint_guessed"]
        return placed and self._rng.random() < 0.93  # some untick the box

    def _for(self, heard: Heard) -> Running | None:
        assert heard.problem is not None, "asked before"
        key, row = (heard.spot.id, heard.problem.title), heard.row
        known = self._by_problem.get(key)
        if known and heard.at < known.joins_until and self._rng.random() < 0.94:
            # an issue takes the highest severity of what stands behind it
            row["severity"] = min(row["severity"], known.past.severity, key=lambda each: each.rank)
            return known
        opened = self._open(heard.spot, heard.problem, row, heard.at)
        if opened is None:
            only_guessed(row)
        else:
            self._by_problem[key] = opened
        return opened

    def _open(
        self, spot: Spot, problem: Problem, row: dict[str, Any], at: datetime
    ) -> Running | None:
        """An issue that is over in time; None where that can't be any more."""
        past = self._lived(spot, problem, row, at)
        if past is None:
            return None
        lately = past.ends_at > self._ledger.until - _LATELY
        all_told = self._rng.random() < (0.4 if lately else 0.84)
        all_told = all_told and past.state is IssueState.RESOLVED
        issue_id = self._ledger.open(past, spot.id, all_told=all_told)
        ended = past.resolved[0] if past.resolved else past.ends_at
        running = Running(past.ends_at, issue_id, past, all_told, ended - timedelta(minutes=30))
        heappush(self._ending, running)
        return running

    def _lived(
        self, spot: Spot, problem: Problem, row: dict[str, Any], at: datetime
    ) -> Past | None:
        for live in (lived, lived_well):
            past = self._opened(spot, row, at)
            live(past, self._rng, self._telling(problem))
            over = past.ends_at < self._ledger.until - timedelta(minutes=30)
            if over and all(nudge.at < self._played_from for nudge in past.nudges):
                return past
        return None

    def _opened(self, spot: Spot, row: dict[str, Any], at: datetime) -> Past:
        part = self._company.roles
        who = Ladder(
            spot.owner.user_id,
            spot.deputy.user_id if spot.deputy else None,
            part.journey_owner.user_id,
            part.sponsor.user_id,
        )
        severity: Severity = row["severity"]
        calendar = self._ledger.calendars[who.owner]
        names = self._company.names
        return Past(at, severity, who, calendar, row["reporter"], names.__getitem__)

    def _telling(self, problem: Problem) -> Telling:
        rng = self._rng
        steps = [fill(each, rng) for each in problem.steps]
        elsewhere = rng.choice(self._company.spots).id if rng.random() < 0.2 else None
        fix = fill(rng.choice(problem.fixes), rng)
        return Telling(steps, fix, rng.choice(problem.causes), elsewhere)

    def _finish(self, until: datetime | None) -> None:
        while self._ending and (until is None or self._ending[0].ends_at <= until):
            done = heappop(self._ending)
            self._ledger.finish(done.issue_id, done.past, done.behind, all_told=done.all_told)
