"""Micro-surveys of customers: one a month, its answers written down by colleagues, each low score
followed up. All of it is played by the app's own use cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from bot.domain.likely import WAITS
from bot.domain.loop import LoopState
from bot.domain.survey_form import Question, SurveyForm
from bot.domain.wave import Audience, Repeat, WaveState, nth_begins, response_of
from bot.domain.workcal import add_working_time, next_working_moment, nth_working_day
from bot.simulate import words
from bot.simulate.furnish import Company
from bot.simulate.played import CARD_DELAY, Do, Step, desk
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.close_wave import close_in_time
from bot.usecases.end_issue import resolve_issue, settle_loop
from bot.usecases.promises import make_promise
from bot.usecases.record_answer import record_answer
from bot.usecases.send_survey import next_wave, send_survey
from bot.usecases.settle_likely import set_apart
from storage.books import Books
from storage.tables import Issue, Wave

_OPEN_FOR: Final = timedelta(days=8)
_LAST: Final = timedelta(days=18)
"""How long before the end the last wave begins, or up to a day or two more."""
_SCORES: Final = (10, 10, 10, 9, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 6, 4)
_QUESTION: Final = "How likely are you to recommend {} to a friend or colleague?"

_LOW: Final = 6
"""Up to which a score opens an issue."""


def waves(
    company: Company, rng: Random, until: datetime, days: int, name: str, answers: int
) -> Iterator[list[Step]]:
    """Up to four waves of one survey, closed by `until`: their beginnings, ends and answers, each
    with what follows from it. `days`: how far back there are any. `answers`: of how many customers
    each at most; nobody is asked twice."""
    count = 1 + min(3, max(0, days - 24) // 31)
    calendar = company.roles.lead.calendar
    first = next_working_moment(calendar, until - _LAST - timedelta(days=31) * (count - 1))
    customers = list(company.customers.values())
    rng.shuffle(customers)
    share = min(answers, len(customers) // count)
    for nth in range(count):
        at = first and nth_begins(first, Repeat.MONTHLY, nth, calendar.zone)
        if at is None:
            return
        yield [Step(at, _next if nth else _first(company.roles.lead.user_id, name))]
        for customer in customers[nth * share : (nth + 1) * share]:
            yield _answer(company, rng, at, customer)
        yield [Step(at + _OPEN_FOR, _close)]


def _first(author: str, name: str) -> Do:
    form = SurveyForm(
        (Question("nps", _QUESTION.format(name)),),
        audience=Audience.CUSTOMERS,
        open_for=int(_OPEN_FOR / timedelta(minutes=1)),
        repeat=Repeat.MONTHLY,
    )

    def begin(books: Books, now: datetime) -> None:
        send_survey(books, desk(now), form, author)

    return begin


def _next(books: Books, now: datetime) -> None:
    for survey_id in books.surveys.repeating(now):
        next_wave(None, books, survey_id, now)


def _close(books: Books, now: datetime) -> None:
    for wave_id in books.surveys.closing(now):
        close_in_time(books, wave_id, now)
    for wave in books.surveys.to_tell():  # nobody is there to whom pictures could be drawn
        wave.results_wait = False


def _answer(company: Company, rng: Random, begun: datetime, customer: str) -> list[Step]:
    """A colleague asks a customer; a low score is taken up by the CX lead, and set right."""
    score = rng.choice(_SCORES)
    place = rng.choice(company.spots).place
    problem = rng.choice(place.problems)
    why = ""
    low = score <= _LOW
    if low or rng.random() < 0.5:
        why = words.complaint(problem, rng) if low else words.praise(place, rng)
    by = rng.choice(company.roles.reporters).user_id
    opened: list[int] = []

    def record(books: Books, now: datetime) -> None:
        stored = record_answer(
            books, desk(now), _open(books), by, customer=customer, score=str(score), why=why
        )
        issue_id = stored.issue_id or _apart(books, now)
        opened.extend([issue_id] if issue_id else [])

    at = begun + _OPEN_FOR * rng.uniform(0.03, 0.6)
    if not low:
        return [Step(at, record)]
    lead = company.roles.lead
    calendar = lead.calendar

    def later(start: datetime, hours: float) -> datetime:
        return add_working_time(calendar, start, timedelta(hours=hours)) or start

    def take(books: Books, now: datetime) -> None:
        by = _issue(books, opened).owner or lead.user_id
        acknowledge_issue(books, desk(now), _issue(books, opened), by)
        due = nth_working_day(calendar, now, 2) or now.date()
        issue = _issue(books, opened)
        make_promise(books, desk(now), issue, f"Call {customer} and listen", due, by)

    def resolve(books: Books, now: datetime) -> None:
        said, issue = rng.choice(problem.fixes), _issue(books, opened)
        resolve_issue(books, desk(now), issue, said, issue.owner or lead.user_id)

    def tell(books: Books, now: datetime) -> None:
        for loop in books.issues.loops(opened[0]):
            settle_loop(books, desk(now), _issue(books, opened), loop, LoopState.TOLD, by)

    taken = later(next_working_moment(calendar, at + CARD_DELAY) or at, rng.uniform(0.3, 3))
    resolved = later(taken, rng.uniform(2, 9))
    told = later(resolved, rng.uniform(1, 9))
    return [Step(at, record, 1), Step(taken, take), Step(resolved, resolve), Step(told, tell)]


def _apart(books: Books, now: datetime) -> int | None:
    """Where the reason sounds like a known issue it waits to be set apart: so it is, at once."""
    for observation_id in books.likely.due(now + WAITS):
        row = books.observations.get(observation_id)
        if row and response_of(row.origin):
            set_apart(books, desk(now), row, row.reporter)
            return row.issue_id
    return None


def _open(books: Books) -> Wave:
    running: Sequence[Wave] = books.surveys.in_state(WaveState.OPEN)
    return running[0]


def _issue(books: Books, opened: list[int]) -> Issue:
    issue = books.issues.get(opened[0])
    assert issue is not None, "a low score opens one"
    return issue
