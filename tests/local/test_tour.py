"""The tour has a way on from every turn that somebody may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.clock import StandingClock
from bot.domain.vocabulary import DismissReason
from bot.local.tour import Tour
from bot.sandbox import Sandbox
from bot.sandbox.page import Step
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.edit_observation import undo_observation
from bot.usecases.end_issue import Dismissal, dismiss_issue, end_watch, reopen_issue, resolve_issue
from bot.usecases.promises import keep_promise, make_promise
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork
from tests.support.databases import migrated_sqlite
from tests.support.office import MONDAY, TEAM

LOG, OWN, PROMISE, BREAK, RESOLVE, TELL, DIGEST = range(7)
NOBODY_HAS_READ = ""
EVERYBODY_HAS_READ = "9"


class Guided(Clockwork):
    """An office with somebody on the tour, whose names are not those of the company at first."""

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self.read = NOBODY_HAS_READ
        self._tour = self._begin()

    def begin(self) -> None:
        """The tour, from here on."""
        self.later(minutes=1)
        self._tour = self._begin()

    def _begin(self) -> Tour:
        sandbox = Sandbox(clock=StandingClock(self.now))
        return Tour(self.storage, sandbox, TEAM, self.now, owner="Olga", reporter="Rosa")

    @property
    def steps(self) -> list[Step]:
        return asyncio.run(self._tour.steps(lambda who, channel: self.read))

    @property
    def done(self) -> list[int]:
        return [number for number, step in enumerate(self.steps) if step.done]


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[Guided]:
    """On the database that a local workspace has."""
    storage = Storage(make_engine(parsed(migrated_sqlite(tmp_path))))
    yield Guided(storage)
    storage.close()


def test_before_anything_was_logged_the_names_are_the_company_s(tour: Guided) -> None:
    steps = tour.steps
    assert tour.done == []
    assert steps[LOG].line.startswith("/cx log ")
    assert "become Olga" in steps[OWN].how
    assert "Become Rosa" in steps[TELL].how
    assert steps[DIGEST].line == "/cx digest"


def test_words_that_nobody_is_to_answer_tick_nothing_and_say_how_to_go_on(tour: Guided) -> None:
    tour.log("Nice <!channel> colours", follow_up=False)
    step = tour.steps[LOG]
    assert not step.done
    assert "“Nice &lt;!channel&gt; colours” is stored" in step.how
    assert "*Needs a follow-up*" in step.how
    assert step.line


def test_words_that_look_like_an_older_issue_ask_for_a_word(tour: Guided) -> None:
    tour.log("It ate the file and said nothing.", customer="Acme")
    tour.begin()
    tour.log_again("It ate the file and said nothing.", customer="Acme")
    step = tour.steps[LOG]
    assert (step.done, step.line) == (False, "")
    assert "looks like issue #1" in step.how
    assert "*It's new*" in step.how


def test_whoever_owns_and_reported_it_is_named(tour: Guided) -> None:
    tour.log(by="U0JO")
    steps = tour.steps
    assert tour.done == [LOG]
    assert "become Sam, who answers for Data import" in steps[OWN].how
    assert "Become Jo" in steps[TELL].how
    assert "Still" not in steps[TELL].how


def test_an_owner_who_reported_it_is_told_where_the_button_is(tour: Guided) -> None:
    tour.log(by="U0SAM")
    assert "Still as Sam" in tour.steps[TELL].how


def test_a_card_that_waits_for_the_morning_says_when_it_comes(tour: Guided) -> None:
    tour.now = MONDAY + timedelta(hours=11)
    tour.begin()
    tour.log()
    assert "|15 Sep 2026 09:00 UTC>" in tour.steps[OWN].how
    tour.until(MONDAY + timedelta(days=1))
    tour.send_all(CardKind.ISSUE, "U0SAM")
    assert "UTC>" not in tour.steps[OWN].how
    tour.read = EVERYBODY_HAS_READ
    assert tour.done == [LOG, OWN]


@pytest.mark.parametrize("go_away", [undo_observation, None])
def test_what_was_taken_back_or_dismissed_is_to_be_logged_once_more(
    tour: Guided, go_away: Callable[..., None] | None
) -> None:
    logged = tour.log()
    assert tour.done == [LOG]
    if go_away:
        row = logged.observation.id
        tour.do(lambda b: go_away(b, tour.desk, b.observations.get(row), "U0PRIYA"))
    else:
        tour.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, "No"))
    steps = tour.steps
    assert steps[LOG].done
    assert all(steps[n].line.startswith("/cx log ") for n in range(OWN, DIGEST))
    tour.log("The dates are wrong.")
    assert "Become Priya" in tour.steps[TELL].how


def test_what_was_resolved_at_once_leaves_nothing_to_promise_and_says_so(tour: Guided) -> None:
    tour.log()
    tour.with_issue(resolve_issue, "Done.")
    steps = tour.steps
    assert tour.done == [LOG, OWN, RESOLVE]
    for number in (PROMISE, BREAK):
        assert "Issue #1 is resolved: nothing is left" in steps[number].how
        assert steps[number].line.startswith("/cx log ")
    assert "I told the customer" in steps[TELL].how


def test_a_promise_that_was_kept_can_break_no_more(tour: Guided) -> None:
    tour.log()
    tour.with_issue(acknowledge_issue)
    assert "First something has to be promised" in tour.steps[BREAK].how
    tour.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    assert "past Tue 15 Sep" in tour.steps[BREAK].how
    tour.with_issue(keep_promise)
    assert "First something has to be promised" in tour.steps[BREAK].how


def test_what_is_not_fixed_is_to_be_resolved_again(tour: Guided) -> None:
    tour.log()
    tour.with_issue(resolve_issue, "Done.")
    assert RESOLVE in tour.done
    tour.with_issue(reopen_issue, "It is back", by="U0PRIYA")
    steps = tour.steps
    assert steps[RESOLVE].done
    assert "It is open again: as Sam, *Resolve* it once more." in steps[TELL].how


def test_where_the_time_to_tell_is_over_it_begins_again(tour: Guided) -> None:
    tour.log()
    tour.with_issue(resolve_issue, "Done.")
    issue_id = tour.issue.id or 0
    tour.later(days=31)
    tour.do(lambda books: end_watch(books, issue_id, tour.now))
    step = tour.steps[TELL]
    assert "is over" in step.how
    assert step.line.startswith("/cx log ")


def test_of_several_issues_each_step_is_about_the_one_it_can_be_done_with(tour: Guided) -> None:
    tour.log()
    tour.with_issue(acknowledge_issue)
    tour.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    tour.log("Nobody answers the phone.", by="U0JO", customer="Bluebird")
    steps = tour.steps
    assert "become Sam" in steps[OWN].how
    assert "past Tue 15 Sep" in steps[BREAK].how
    tour.with_issue(resolve_issue, "We answer now.")
    steps = tour.steps
    assert "Become Jo" in steps[TELL].how
    assert "past Tue 15 Sep" in steps[BREAK].how


def test_of_several_issues_each_step_names_its_own_by_its_words(tour: Guided) -> None:
    tour.log()
    assert not any("Issue #1" in step.how for step in tour.steps)
    tour.log("Nobody <!channel> answers.", by="U0JO", customer="Bluebird")
    tour.with_issue(acknowledge_issue)
    steps = tour.steps
    own = "Issue #2 · “Nobody &lt;!channel&gt; answers.”\n"
    assert all(steps[number].how.startswith(own) for number in (OWN, PROMISE, BREAK, RESOLVE))
    assert steps[TELL].how.startswith(own)
    assert not any("Issue #" in steps[number].how for number in (LOG, DIGEST))
