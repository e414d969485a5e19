"""Two who act on one issue at the same moment, each through a copy of the app: every transition
happens once, and whoever came second gets a sentence that says so. `EARSHOT_PROVE=1`: a thousand
times on each database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from random import Random
from threading import Barrier

import pytest

from bot.blocks.refusals import sentence
from bot.domain.errors import Refusal, Why
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import Dismissal, dismiss_issue, reopen_issue, resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import keep_promise, make_promise, move_promise
from bot.usecases.settle_likely import add_to_issue, set_apart, settle_held
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import Issue
from storage.unit_of_work import Storage
from tests.support.office import TEAM, Office

ROUNDS = 1000 if os.environ.get("EARSHOT_PROVE") else 20
SAM, MAYA, JO = "U0SAM", "U0MAYA", "U0JO"
SOON, LATER = date(2026, 9, 16), date(2026, 9, 18)
LOOKS = 4
"""As often as the gate looks again when something changed under a press."""

Step = Callable[[Books, Office, Issue, str], None]

STEPS: dict[str, Step] = {
    "acknowledge": lambda books, office, issue, by: acknowledge_issue(
        books, office.desk, issue, by
    ),
    "promise": lambda books, office, issue, by: make_promise(
        books, office.desk, issue, "Find out", SOON, by
    ),
    "move": lambda books, office, issue, by: move_promise(
        books, office.desk, issue, LATER, "It runs long", by
    ),
    "done": lambda books, office, issue, by: keep_promise(books, office.desk, issue, by),
    "resolve": lambda books, office, issue, by: resolve_issue(
        books, office.desk, issue, "It works.", by
    ),
    "dismiss": lambda books, office, issue, by: dismiss_issue(
        books, office.desk, issue, Dismissal(DismissReason.NOT_OURS, ""), by
    ),
    "reassign": lambda books, office, issue, by: reassign_issue(
        books, office.desk, issue, MAYA, "", by
    ),
    "not fixed": lambda books, office, issue, by: reopen_issue(
        books, office.desk, issue, "It still does", by
    ),
}
BEFORE = {
    "acknowledge": [],
    "promise": ["acknowledge"],
    "move": ["promise"],
    "done": ["promise"],
    "resolve": ["promise"],
    "dismiss": ["acknowledge"],
    "reassign": ["promise"],
    "not fixed": ["resolve"],
}
"""What must have happened before each of them."""


def together(*acts: Callable[[], object]) -> list[Refusal | None]:
    """Do them at the same moment; what each was told."""
    ready = Barrier(len(acts))

    def act(work: Callable[[], object]) -> Refusal | None:
        ready.wait(30)
        for look in range(LOOKS):
            try:
                work()
            except Refusal as refusal:
                if refusal.why is Why.CHANGED_MEANWHILE and look < LOOKS - 1:
                    continue
                return refusal
            return None
        raise AssertionError

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def steps_of(office: Office, issue_id: int) -> list[tuple[str | None, str | None]]:
    """(from, to) of every row of the history."""
    return office.ask(
        lambda books: [(row.from_state, row.to_state) for row in books.issues.history(issue_id)]
    )


@pytest.fixture
def copies(migrated_url: str) -> Iterator[list[Storage]]:
    """Two copies of the app on one database."""
    copies = [Storage(make_engine(parsed(migrated_url))) for _ in range(2)]
    yield copies
    for copy in copies:
        copy.close()


def pressed(office: Office, copy: Storage, issue_id: int, name: str, by: str) -> Callable[[], None]:
    def work(books: Books) -> None:
        issue = books.issues.get(issue_id)
        assert issue is not None
        STEPS[name](books, office, issue, by)

    return lambda: copy.write_now(TEAM, work)


@pytest.mark.timeout(3600)
def test_of_two_who_act_at_once_each_step_happens_once_and_the_second_reads_why(
    copies: list[Storage],
) -> None:
    office, dice = Office(copies[0]), Random(3)
    for _ in range(ROUNDS):
        one = dice.choice(list(STEPS))
        rivals = [name for name, before in BEFORE.items() if before == BEFORE[one]]
        other = dice.choice([one, one, *rivals])  # a double-click, or somebody else's idea
        office.log()
        issue_id = office.issue.id or 0
        for name in BEFORE[one]:
            pressed(office, copies[0], issue_id, name, SAM)()
        before = steps_of(office, issue_id)
        told = together(
            pressed(office, copies[0], issue_id, one, SAM),
            pressed(office, copies[1], issue_id, other, MAYA),
        )
        done = steps_of(office, issue_id)
        happened = [each for each in told if each is None]
        assert happened, (one, other)
        assert len(done) == len(before) + len(happened), (one, other, done)
        if one == other:
            assert len(happened) == 1, one
        for (_, came_to), (came_from, _) in pairwise(done):
            assert came_to == came_from, (one, other, done)
        for refusal in told:
            if refusal is not None:
                assert refusal.why in (Why.ALREADY, Why.NOT_A_PERSON), (one, other)
                assert sentence(refusal)
        promises = office.ask(lambda books, issue=issue_id: books.issues.promises(issue))  # type: ignore[misc]
        assert sum(row.state is PromiseState.STANDING for row in promises) <= 1


@pytest.mark.timeout(3600)
def test_what_waits_for_its_reporters_word_is_settled_once(copies: list[Storage]) -> None:
    """The press "Add to issue", the press "It's new" and the tick of the hour, at once."""
    office, dice = Office(copies[0]), Random(4)
    late = office.now + timedelta(hours=1)
    office.log("It ate the file and said nothing.")
    for _ in range(ROUNDS):
        row_id = office.log_again("It ate the file, said nothing.").observation.id or 0
        first = office.ask(lambda books, row=row_id: books.likely.held(row))  # type: ignore[misc]
        assert first is not None

        def say(books: Books, step: Callable[..., None], observation_id: int) -> None:
            row = books.observations.get(observation_id)
            assert row is not None
            step(books, office.desk, row, JO)

        acts = [
            partial(say, step=add_to_issue, observation_id=row_id),
            partial(say, step=set_apart, observation_id=row_id),
            partial(settle_held, observation_id=row_id, now=late),
        ]
        dice.shuffle(acts)
        issues = office.issue.number
        told = together(
            *(partial(copy.write_now, TEAM, act) for copy, act in zip(copies, acts, strict=False))
        )
        for refusal in told:
            assert refusal is None or refusal.why is Why.ALREADY
        row = office.ask(lambda books, row=row_id: books.observations.get(row))  # type: ignore[misc]
        assert row is not None
        assert row.issue_id is not None
        assert office.ask(lambda books, row=row_id: books.likely.held(row)) is None  # type: ignore[misc]
        opened = office.issue.number - issues
        assert opened == int(row.issue_id != first.issue_id), "one issue, or none"
