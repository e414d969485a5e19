"""What people do all year: hear customers, answer late or not at all, hand over, go away, leave."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from bot.domain.errors import Refusal
from bot.domain.issue import IssueState
from bot.domain.vocabulary import DismissReason, Severity
from bot.domain.workcal import local_date, next_working_moment
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.away import enter_days_away
from bot.usecases.desk import Desk
from bot.usecases.end_issue import Dismissal, dismiss_issue, reopen_issue, resolve_issue
from bot.usecases.guessing import Guesses
from bot.usecases.hand_over import reassign_issue
from bot.usecases.log_observation import Logged, NewObservation, log_observation
from bot.usecases.promises import keep_promise, make_promise, move_promise
from bot.usecases.settle_likely import add_to_issue, set_apart
from bot.usecases.snooze_issue import snooze_issue
from storage.books import Books
from storage.tables import Issue
from storage.unit_of_work import Storage
from tests.simulation.company import TEAM, Company, Staff

_SEVERITIES = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]

_BEGIN = "import export invoice login report search upload banner widget coupon".split()
_END = "button page letter filter wizard counter margin header footer column".split()

_SAME = (
    "The import swallowed our file and said nothing.",
    "The invoice names an address we left years ago.",
    "Nobody told us that the seats were full.",
)

_Entry = tuple[datetime, int, Callable[[Books, Desk], None]]


class Life:
    """Acts fall due in an agenda; `act_until` does them in order. What is pressed while Earshot is
    down is pressed again later: the agenda is only asked while it is up."""

    def __init__(self, storage: Storage, company: Company, rng: Random) -> None:
        self.company = company
        self.owners: dict[tuple[int, datetime], str | None] = {}
        """Who became an issue's owner when it was opened, or opened again: the judge's own record,
        as the history does not say so."""
        self.acts = 0
        self._storage = storage
        self._rng = rng
        self._agenda: list[_Entry] = []
        self._absences: list[_Entry] = []
        self._order = count()
        self._guesses = Guesses()

    def plan(self, at: datetime, act: Callable[[Books, Desk], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), act))

    def act_until(self, now: datetime) -> None:
        """Who is there is settled first, so that the judge need not know an order of its own."""
        self._do(self._absences, now)
        self._do(self._agenda, now)

    def _do(self, agenda: list[_Entry], now: datetime) -> None:
        while agenda and agenda[0][0] <= now:
            _, _, act = heapq.heappop(agenda)
            desk = Desk(now, timedelta(), self._guesses)
            try:
                self._storage.write_now(TEAM, lambda books, act=act, desk=desk: act(books, desk))  # type: ignore[misc]
                self.acts += 1
            except Refusal:
                pass  # somebody was quicker, or has left

    # -- acts -----------------------------------------------------------------------------------

    def log(self, at: datetime) -> None:
        """Somebody hears a customer at about `at`."""
        reporter = self._rng.choice(list(self.company.people.values()))
        place = self._rng.choice(list(self.company.places))
        severity = self._rng.choices(_SEVERITIES, [25, 50, 20, 5])[0]
        asked = self._rng.random() < 0.4
        new = NewObservation(
            words=self._words(),
            customer=f"Customer {self._rng.randrange(12)}" if self._rng.random() < 0.6 else None,
            touchpoint_id=place,
            severity=severity,
            follow_up=asked,
        )
        word = self._rng.random()

        def act(books: Books, desk: Desk) -> None:
            logged = log_observation(books, desk, reporter.user_id, new)
            if issue := books.issues.get(logged.observation.issue_id):
                self.opened(issue, desk.now)
            elif books.likely.held(logged.observation.id) and word < 0.7:
                say = add_to_issue if word < 0.4 else set_apart
                soon = desk.now + timedelta(minutes=self._rng.uniform(1, 40))
                self.plan(soon, lambda books, desk: self._say(books, desk, say, logged))

        self.plan(self._at_work(reporter, at), act)

    def absences(self) -> None:
        """Enter days away, and take who leaves off the list, as they fall due."""
        for who in self.company.people.values():
            for entered, first, last in who.away:
                self._absent(entered, self._enters(who, first, last))
            if who.leaves_at:
                self._absent(who.leaves_at, self._leaves(who))

    def nudged(self, issue_id: int, person: str, now: datetime) -> None:
        """The person was told that an issue waits; some act on it."""
        if self._rng.random() < self.company.people[person].diligence * 0.6:
            self._look_later(issue_id, person, now)

    def opened(self, issue: Issue, now: datetime) -> None:
        """An issue was opened, or opened again, if that is news: its owner may look at it."""
        if now not in (issue.opened_at, issue.reopened_at):
            return
        if (issue.id or 0, now) not in self.owners:
            self.owners[issue.id or 0, now] = issue.owner
            if issue.owner:
                self._look_later(issue.id or 0, issue.owner, now)

    # -- inside ---------------------------------------------------------------------------------

    def _words(self) -> str:
        """Now and then what others say, too; mostly said by nobody before."""
        if self._rng.random() < 0.3:
            return self._rng.choice(_SAME)
        told = [f"{self._rng.choice(_BEGIN)}{self._rng.choice(_END)}" for _ in range(4)]
        return f"The {' and the '.join(told)} stopped."

    def _say(self, books: Books, desk: Desk, say: Callable[..., None], logged: Logged) -> None:
        """The reporter answers whether it is the issue it looks like."""
        row = books.observations.get(logged.observation.id)
        assert row is not None
        say(books, desk, row, row.reporter)
        issue = books.issues.get(row.issue_id)
        assert issue is not None
        self.opened(issue, desk.now)

    def _enters(self, who: Staff, first: date, last: date) -> Callable[[Books, Desk], None]:
        def act(books: Books, desk: Desk) -> None:
            if any(entered == desk.now for entered, _, _ in who.away):
                return self._absent(desk.now + timedelta(seconds=1), act)  # one at a time
            enter_days_away(books, desk, who.user_id, first, last, stand_in=None, by=who.user_id)
            # what the judge reckons with is when Earshot came to know it
            old = next(each for each in who.away if each[1:] == (first, last))
            who.away[who.away.index(old)] = (desk.now, first, last)
            return None

        return act

    def _leaves(self, who: Staff) -> Callable[[Books, Desk], None]:
        def act(books: Books, desk: Desk) -> None:
            who.leaves_at = desk.now
            person = books.people.get(who.user_id)
            assert person is not None
            person.is_deleted = True
            books.session.add(person)

        return act

    def _absent(self, at: datetime, act: Callable[[Books, Desk], None]) -> None:
        heapq.heappush(self._absences, (at, next(self._order), act))

    def _look_later(self, issue_id: int, person: str, now: datetime) -> None:
        who = self.company.people[person]
        if self._rng.random() < who.diligence:
            hours = self._rng.uniform(*who.answers_after)
            at = self._at_work(who, now + timedelta(hours=hours))
            self.plan(at, lambda books, desk: self._answer(books, desk, issue_id, person))

    def _answer(self, books: Books, desk: Desk, issue_id: int, person: str) -> None:
        issue = books.issues.get(issue_id)
        if issue is None or not issue.state.unresolved:
            return
        self._choose(issue)(books, desk, issue, person)
        if issue.state.unresolved and self._rng.random() < 0.8:
            self._look_later(issue_id, issue.owner or person, desk.now)

    def _choose(self, issue: Issue) -> Callable[[Books, Desk, Issue, str], None]:
        if issue.state is IssueState.OPEN:
            acts = [acknowledge_issue, self._promise, self._resolve, self._dismiss, self._snooze]
            weights = [45.0, 25.0, 10.0, 5.0, 7.0]
            return self._rng.choices([*acts, self._reassign], [*weights, 8.0])[0]
        acts = [keep_promise, self._promise, self._resolve, self._snooze, self._reassign]
        return self._rng.choices([*acts, self._move], [35, 25, 25, 5, 5, 5])[0]

    def _promise(self, books: Books, desk: Desk, issue: Issue, by: str) -> None:
        today = local_date(books.people.calendar(issue.owner or by), desk.now)
        due = today + timedelta(days=self._rng.randrange(0, 9))
        make_promise(books, desk, issue, "Find out", due, by)

    def _move(self, books: Books, desk: Desk, issue: Issue, by: str) -> None:
        today = local_date(books.people.calendar(issue.owner or by), desk.now)
        due = today + timedelta(days=self._rng.randrange(1, 15))
        move_promise(books, desk, issue, due, "It runs long", by)

    def _resolve(self, books: Books, desk: Desk, issue: Issue, by: str) -> None:
        resolve_issue(books, desk, issue, "It works.", by)
        if self._rng.random() < 0.06:
            back = desk.now + timedelta(days=self._rng.uniform(1, 20))
            self.plan(back, lambda books, desk: self._reopen(books, desk, issue.id or 0))

    def _reopen(self, books: Books, desk: Desk, issue_id: int) -> None:
        issue = books.issues.get(issue_id)
        if issue is None or issue.state is not IssueState.RESOLVED:
            return
        reopen_issue(books, desk, issue, "Not fixed", "U00000")
        self.opened(issue, desk.now)

    def _dismiss(self, books: Books, desk: Desk, issue: Issue, by: str) -> None:
        dismiss_issue(books, desk, issue, Dismissal(DismissReason.NOT_OURS, ""), by)

    def _snooze(self, books: Books, desk: Desk, issue: Issue, by: str) -> None:
        today = local_date(books.people.calendar(issue.owner or by), desk.now)
        until = today + timedelta(days=self._rng.randrange(1, 14))
        snooze_issue(books, desk, issue, until, "waiting", by)

    def _reassign(self, books: Books, desk: Desk, issue: Issue, by: str) -> None:
        heir = self._rng.choice(list(self.company.places.values())).owner
        reassign_issue(books, desk, issue, heir, "yours", by)
        self._look_later(issue.id or 0, heir, desk.now)

    def _at_work(self, who: Staff, at: datetime) -> datetime:
        return next_working_moment(who.calendar(at), at) or at
