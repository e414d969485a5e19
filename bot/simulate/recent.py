"""What still runs when the simulation ends: played by the app's own use cases, tick by tick.

Each story is told backwards from the end, in its owner's working days, so that it ends where it
should: a promise that is due today, one that was broken yesterday, a resolution half told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bot.domain.likely import WAITS, Likely
from bot.domain.loop import LoopState
from bot.domain.vocabulary import DismissReason, Feeling, Severity, Source
from bot.domain.workcal import is_working_day, local_date, working_day_bounds
from bot.simulate import words
from bot.simulate.details import fill
from bot.simulate.furnish import Company, Spot
from bot.simulate.played import Do, Step, desk
from bot.simulate.said import Problem
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import (
    Dismissal,
    dismiss_issue,
    reopen_issue,
    resolve_issue,
    settle_loop,
)
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.promises import keep_promise, make_promise, move_promise
from bot.usecases.settle_likely import add_to_issue, set_apart
from bot.usecases.snooze_issue import snooze_issue
from storage.books import Books
from storage.tables import Held, Issue, Observation

LASTS = timedelta(days=24)
"""How far back the stories reach."""


@dataclass
class Story:
    """One issue's last weeks: what is done when. Its owner's days are counted backwards."""

    company: Company
    spot: Spot
    problem: Problem
    until: datetime
    rng: Random
    severity: Severity = Severity.MEDIUM
    steps: list[Step] = field(default_factory=list)
    issue_id: int = 0
    customer: str = ""

    def at(self, days_back: int, share: float) -> datetime:
        """When `share` of the owner's working day has passed, `days_back` working days before the
        last one that has begun; never later than a few minutes before the end."""
        opens, closes = self._bounds(self.day_back(days_back))
        latest = self.until - timedelta(minutes=6)
        return min(opens + (closes - opens) * share, max(latest, opens))

    def day(self, days_ahead: int) -> date:
        """The owner's working day so many after the last that has begun."""
        day = self.day_back(0)
        while days_ahead:
            day += timedelta(days=1)
            days_ahead -= is_working_day(self.spot.owner.calendar, day)
        return day

    def day_back(self, days_back: int) -> date:
        calendar = self.spot.owner.calendar
        day = local_date(calendar, self.until)
        while True:
            if is_working_day(calendar, day) and self._bounds(day)[0] <= self.until:
                if not days_back:
                    return day
                days_back -= 1
            day -= timedelta(days=1)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        bounds = working_day_bounds(self.spot.owner.calendar, day)
        assert bounds is not None, "only working days are asked for"
        return bounds

    # -- what can happen ------------------------------------------------------------------------

    def heard(self, days_back: int, share: float, *, again: bool = False) -> Story:
        """Somebody logs it; `again`: another customer says the same, and it joins the issue."""
        customer = self.company.customers[self.rng.choice(self.company.customer_ids)]
        new = NewObservation(
            words=words.complaint(self.problem, self.rng),
            touchpoint_id=self.spot.id,
            feeling=self.rng.choice((Feeling.FRUSTRATED, Feeling.ANGRY, Feeling.FRUSTRATED)),
            severity=None if again else self.severity,
            source=self.rng.choice((Source.CALL, Source.EMAIL, Source.MEETING)),
            follow_up=not again,
            customer=customer,
        )
        reporter = self.rng.choice(self.company.roles.reporters).user_id

        def log(books: Books, now: datetime) -> None:
            logged = log_observation(books, desk(now), reporter, new)
            kept = books.observations.get(logged.observation.id)
            assert kept is not None, "it was just stored"
            if again:
                kept.follow_up = True
                books.likely.hold(_likely(kept, self.issue_id, now))
                add_to_issue(books, desk(now), kept, reporter)
                return
            if kept.issue_id is None:
                set_apart(books, desk(now), kept, reporter)
            self.issue_id, self.customer = kept.issue_id or 0, customer

        return self._then(days_back, share, log, hears=1)

    def came_back(self, days_back: int, share: float) -> Story:
        """The customer says the same again: a recurrence, when nobody sets it apart."""

        def log(books: Books, now: datetime) -> None:
            new = NewObservation(
                words=words.complaint(self.problem, self.rng),
                touchpoint_id=self.spot.id,
                customer=self.customer,
                feeling=Feeling.FRUSTRATED,
                source=Source.CALL,
            )
            reporter = self.company.roles.reporters[0].user_id
            logged = log_observation(books, desk(now), reporter, new)
            held = books.likely.held(logged.observation.id)
            assert held is not None, "the issue is watched, and a customer of it calls"
            # of two that are watched it is this one
            held.issue_id, held.why = self.issue_id, Likely.AGAIN

        return self._then(days_back, share, log, hears=1)

    def acknowledged(self, days_back: int, share: float) -> Story:
        return self._owner(days_back, share, acknowledge_issue)

    def promised(self, days_back: int, share: float, due: date) -> Story:
        step = fill(self.rng.choice(self.problem.steps), self.rng)
        return self._owner(days_back, share, make_promise, step, due)

    def kept(self, days_back: int, share: float) -> Story:
        return self._owner(days_back, share, keep_promise)

    def moved(self, days_back: int, share: float, due: date, why: str) -> Story:
        return self._owner(days_back, share, move_promise, due, why)

    def snoozed(self, days_back: int, share: float, until: date, why: str) -> Story:
        return self._owner(days_back, share, snooze_issue, until, why)

    def resolved(self, days_back: int, share: float) -> Story:
        fix = fill(self.rng.choice(self.problem.fixes), self.rng)
        cause = self.rng.choice(self.problem.causes)
        return self._owner(days_back, share, resolve_issue, fix, root_cause=cause)

    def dismissed(self, days_back: int, share: float, why: DismissReason, said: str) -> Story:
        review = None
        if why is DismissReason.WE_CHOSE_THIS:
            review = self.until.date() + timedelta(days=90)
        return self._owner(days_back, share, dismiss_issue, Dismissal(why, said, review))

    def reopened(self, days_back: int, share: float, why: str) -> Story:
        def reopen(books: Books, now: datetime) -> None:
            issue = self._issue(books)
            by = books.observations.behind(self.issue_id)[0].reporter
            reopen_issue(books, desk(now), issue, why, by)

        return self._then(days_back, share, reopen)

    def told(self, days_back: int, share: float, *, all_of_them: bool = True) -> Story:
        """The customers hear of it from whoever logged their words."""

        def tell(books: Books, now: datetime) -> None:
            loops = books.issues.loops(self.issue_id)
            behind = books.observations.behind(self.issue_id)
            for loop in loops if all_of_them else loops[:1]:
                mine = [row for row in behind if row.customer_id == loop.customer_id]
                by = (mine or behind)[0].reporter
                settle_loop(books, desk(now), self._issue(books), loop, LoopState.TOLD, by)

        return self._then(days_back, share, tell)

    # -- inside ---------------------------------------------------------------------------------

    def _owner(
        self, days_back: int, share: float, step: Callable[..., None], *given: Any, **named: Any
    ) -> Story:
        """Whoever owns the issue then takes the step."""

        def take(books: Books, now: datetime) -> None:
            issue = self._issue(books)
            by = issue.owner or self.spot.owner.user_id
            step(books, desk(now), issue, *given, by, **named)

        return self._then(days_back, share, take)

    def _then(self, days_back: int, share: float, do: Do, *, hears: int = 0) -> Story:
        """The next step; never before the one before it."""
        at = self.at(days_back, share)
        if self.steps:
            at = max(at, self.steps[-1].at + timedelta(seconds=40))
        self.steps.append(Step(at, do, hears))
        return self

    def _issue(self, books: Books) -> Issue:
        issue = books.issues.get(self.issue_id)
        assert issue is not None, "an issue is opened by the first step"
        return issue


def _likely(row: Observation, issue_id: int, now: datetime) -> Held:
    """It is asked whether `row` is about the issue."""
    return Held(
        observation_id=row.id or 0,
        team_id=row.team_id,
        issue_id=issue_id,
        why=Likely.ALIKE,
        by=row.reporter,
        until=now + WAITS,
    )


# -- the stories ---------------------------------------------------------------------------------


def _fresh(story: Story) -> None:
    story.heard(0, 0.1)


def _yesterday(story: Story) -> None:
    story.heard(1, 0.6).heard(0, 0.05, again=True)


def _due_today(story: Story) -> None:
    story.heard(6, 0.3).acknowledged(6, 0.5).promised(6, 0.52, story.day(0))


def _due_later(story: Story) -> None:
    story.heard(4, 0.2).heard(3, 0.4, again=True).acknowledged(3, 0.7)
    story.promised(3, 0.71, story.day(3))


def _broken(story: Story) -> None:
    story.heard(7, 0.2).acknowledged(7, 0.6).promised(7, 0.62, story.day_back(1))


def _kept(story: Story) -> None:
    story.heard(9, 0.5).acknowledged(8, 0.2).promised(8, 0.21, story.day_back(5))
    story.kept(5, 0.7).promised(5, 0.72, story.day(2))


def _waiting(story: Story) -> None:
    story.severity = Severity.HIGH
    story.heard(3, 0.2).heard(2, 0.3, again=True)


def _snoozed(story: Story) -> None:
    story.heard(5, 0.4).acknowledged(5, 0.8)
    why = "The release is on its way; I look again when it is out"
    story.promised(5, 0.82, story.day(4)).snoozed(4, 0.2, story.day(3), why)


def _half_told(story: Story) -> None:
    story.heard(10, 0.3).heard(9, 0.5, again=True).acknowledged(9, 0.6)
    story.promised(9, 0.62, story.day(0)).resolved(1, 0.3).told(1, 0.8, all_of_them=False)


def _closed(story: Story) -> None:
    story.heard(12, 0.3).acknowledged(12, 0.5).promised(12, 0.52, story.day_back(6))
    story.resolved(7, 0.5).told(6, 0.4)


def _chosen(story: Story) -> None:
    said = "It stays as it is for now: what it would cost the others is more than it would bring"
    story.heard(8, 0.3).acknowledged(8, 0.6)
    story.dismissed(7, 0.4, DismissReason.WE_CHOSE_THIS, said)


def _again(story: Story) -> None:
    story.heard(13, 0.2).acknowledged(13, 0.4).promised(13, 0.42, story.day_back(9)).resolved(
        10, 0.5
    )
    story.told(9, 0.3).reopened(3, 0.3, "It came back with the next file").acknowledged(3, 0.7)
    story.promised(3, 0.72, story.day(1))


def _back_again(story: Story) -> None:
    story.heard(12, 0.4).acknowledged(11, 0.2).promised(11, 0.22, story.day_back(8))
    story.resolved(9, 0.6).told(8, 0.5).came_back(2, 0.3)
    story.acknowledged(1, 0.4).promised(1, 0.42, story.day(2))


def _moved(story: Story) -> None:
    story.heard(6, 0.7).acknowledged(5, 0.3).promised(5, 0.32, story.day_back(1))
    story.moved(2, 0.6, story.day(2), "We wait for the answer of a supplier")


def _just_taken(story: Story) -> None:
    story.heard(1, 0.3).acknowledged(1, 0.9)


# with the touchpoint and problem each is about; the first dozen is what a small company has
_TOLD: tuple[tuple[Callable[[Story], None], str], ...] = (
    (_due_today, "Data import"),
    (_broken, "Login & SSO"),
    (_half_told, "Billing & invoices"),
    (_fresh, "Tickets"),
    (_waiting, "CRM connector"),
    (_due_later, "Everyday workflow"),
    (_yesterday, "Help centre"),
    (_closed, "Trial"),
    (_again, "Handover"),
    (_chosen, "Plan limits"),
    (_kept, "Docs & training"),
    (_snoozed, "Speed & uptime"),
    (_just_taken, "Quote & contract"),
    (_back_again, "Renewal & price change"),
    (_moved, "API & webhooks"),
)


def stories(company: Company, rng: Random, until: datetime, times: int) -> Iterator[Story]:
    """Every story so many times, each about another touchpoint than before."""
    by_name = {spot.place.touchpoint: number for number, spot in enumerate(company.spots)}
    for turn in range(times):
        for tell, name in _TOLD:
            spot = company.spots[(by_name[name] + 5 * turn) % len(company.spots)]
            problem = spot.place.problems[turn % len(spot.place.problems)]
            story = Story(company, spot, problem, until, rng)
            tell(story)
            yield story
