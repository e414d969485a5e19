"""Every figure of a report equals a naive recount over the raw rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.domain.errors import Refusal, Why
from bot.domain.report import Report
from bot.domain.report_period import Covered, covered
from bot.domain.vocabulary import Area, Feeling, WhoseWords
from bot.domain.wave import Given, WaveState
from bot.simulate import Plan
from bot.simulate.simulate import simulate
from bot.usecases.report import ask_report, report_file, report_of
from storage.books import Books
from storage.tables import Errand
from storage.unit_of_work import Storage
from tests.support.office import Office
from tests.support.surveys import begin

COMPANY = "T0NORTHLIGHT"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"


def rows(storage: Storage, query: str) -> list[dict[str, Any]]:
    with storage.engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.text(query))]


def at(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def within(value: Any, period: Any) -> bool:
    return value is not None and period.start <= at(value) < period.end


Read = Callable[[str], list[dict[str, Any]]]
CASES: list[tuple[str, Area | None, bool]] = [
    ("7d", None, False),
    ("30d", None, False),
    ("90d", None, False),
    ("2026-Q4", None, False),
    ("30d", Area.TECHNOLOGY, False),
    ("30d", None, True),
    ("90d", Area.SUPPORT, True),
]


def test_its_figures_are_those_of_a_recount(storage: Storage) -> None:
    simulate(storage, Plan(COMPANY, NOW, 300, seed=3, days=60), lambda _: None)
    read = cache(partial(rows, storage))
    for asked, area, segment in CASES:
        recount(storage, read, asked, area, segment)


def recount(simulated: Storage, read: Read, asked: str, area: Area | None, segment: bool) -> None:
    named = simulated.read_now(COMPANY, lambda books: books.customers.segments())
    wanted = named[0] if segment else None
    span = covered(asked, NOW, ZONE)
    found = simulated.read_now(
        COMPANY, lambda books: report_of(books, span, ZONE, NOW, area=area, segment=wanted)
    )
    places = {row["id"]: row["area"] for row in read("select * from touchpoint")}
    theirs = {
        row["id"]
        for row in read("select * from customer")
        if wanted is None or (row["segment"] or "").casefold() == wanted.casefold()
    }

    def here(touchpoint: int | None) -> bool:
        return area is None or places.get(touchpoint or 0) == area.value

    def ours(customer: int | None) -> bool:
        return wanted is None or customer in theirs

    said = [
        row
        for row in read("select * from observation")
        if row["undone_at"] is None and row["whose"] != "own" and ours(row["customer_id"])
    ]
    heard = [row for row in said if here(row["touchpoint_id"])]

    def people(among: list[dict[str, Any]]) -> int:
        return len({row["customer_id"] or -row["id"] for row in among})

    def hurt(among: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in among if row["feeling"] in ("frustrated", "angry")]

    now_heard = [row for row in heard if within(row["at"], span.period)]
    before = [row for row in heard if within(row["at"], span.before)]
    assert (found.customers.now, found.customers.before) == (people(now_heard), people(before))
    assert (found.hurt.now, found.hurt.before) == (people(hurt(now_heard)), people(hurt(before)))
    assert (found.observations.now, found.observations.before) == (len(now_heard), len(before))
    assert found.colleagues == len({row["reporter"] for row in now_heard})

    behind = {row["issue_id"] for row in said}
    issues = {
        row["id"]: row
        for row in read("select * from issue")
        if here(row["touchpoint_id"]) and (wanted is None or row["id"] in behind)
    }
    assert found.opened.now == sum(within(row["opened_at"], span.period) for row in issues.values())
    done = {
        row["id"]
        for row in issues.values()
        if row["state"] in ("resolved", "closed") and within(row["resolved_at"], span.period)
    }
    assert found.resolved.now == len(done)
    assert found.unresolved == sum(
        row["state"] in ("open", "acknowledged") for row in issues.values()
    )
    loops = [
        row["state"]
        for row in read("select * from customer_loop")
        if row["issue_id"] in done and row["state"] != "waived" and ours(row["customer_id"])
    ]
    assert (found.told, found.to_tell) == (loops.count("told"), len(loops))
    due = [
        row["state"]
        for row in read("select * from promise")
        if row["issue_id"] in issues and within(row["due_at"], span.period)
    ]
    assert found.promises.kept == due.count("kept")
    assert found.promises.broken == due.count("broken")
    if asked == "7d":
        assert sum(bar.customers for bar in found.bars) >= found.customers.now
        assert len(found.bars) == 7
    for line in found.places:
        place = next(row for row in read("select * from touchpoint") if row["name"] == line.name)
        there = [row for row in hurt(now_heard) if row["touchpoint_id"] == place["id"]]
        assert line.customers.now == people(there)
    for name, records in found.behind.items():
        assert sum(part.records for part in records.parts) in (0, len(records)), name
    assert counts(found, "heard") == (found.customers.now, found.customers.before)
    assert counts(found, "hurt") == (found.hurt.now, found.hurt.before)
    assert set(found.behind["hurt"].observations) == {row["id"] for row in hurt(now_heard + before)}
    assert len(found.behind["opened"]) == found.opened.now
    assert len(found.behind["unresolved"]) == found.unresolved
    for at, line in enumerate(found.places):
        assert counts(found, f"place{at}") == (line.customers.now, line.customers.before)
    for at, theme in enumerate(found.themes):
        assert counts(found, f"theme{at}") == (theme.customers.now, theme.customers.before)
    recount_scores(read, found, span, theirs if segment else None, area)
    assert (not found.journeys) == (area is not None)


def counts(found: Report, name: str) -> tuple[int, ...]:
    return tuple(part.count for part in found.behind[name].parts)


def recount_scores(
    read: Read, found: Report, span: Covered, theirs: set[int] | None, area: Area | None
) -> None:
    """The simulated company has one survey: an NPS, of no touchpoint, recorded by colleagues."""
    answers = [
        row
        for row in read(
            "select wave.closed_at, response.customer_id, answer from response_answer "
            "join response on response.id = response_id join wave on wave.id = wave_id "
            "where wave.state = 'closed' and part = 0 and is_customer",
        )
        if area is None and (theirs is None or row["customer_id"] in theirs)
    ]
    now = [int(row["answer"]) for row in answers if within(row["closed_at"], span.period)]
    assert len(found.scores) == bool(now)
    for part in found.scores:
        [group] = part.groups
        assert (group.given, group.finding.n, group.asked) == (Given.RECORDED, len(now), None)
        assert group.finding.classes[:1] in ((), (("promoters", sum(each > 8 for each in now)),))


def test_anonymous_answers_and_those_of_staff_stay_out_of_what_would_tell_them(
    office: Office,
) -> None:
    def ask(books: Books, customers: str, staff: str = "", *, anonymous: bool = False) -> None:
        wave = begin(books, office.now, anonymous=anonymous)
        for at, (answer, is_customer) in enumerate(
            [(each, True) for each in customers] + [(each, False) for each in staff]
        ):
            if anonymous:
                books.ballots.vote(wave, 0, f"hash {at}", answer, is_customer=is_customer)
            else:
                row = books.responses.by(wave, f"U{at}", office.now, is_customer=is_customer)
                books.responses.put(row, 0, answer)
        wave.state, wave.closed_at = WaveState.CLOSED, office.now
        books.session.add(wave)

    def furnish(books: Books) -> None:
        ask(books, "9" * 8 + "3" * 4, staff="0" * 30)
        ask(books, "9" * 6 + "5" * 5, anonymous=True)
        ask(books, "1" * 7, anonymous=True)

    office.do(furnish)
    office.later(minutes=1)
    span = covered("7d", office.now, ZONE)
    found = office.ask(lambda books: report_of(books, span, ZONE, office.now))
    [part] = found.scores
    [group] = part.groups
    assert (group.finding.n, dict(group.finding.classes)["promoters"]) == (23, 14)
    assert part.waves == (3, 2, 1)


def test_nothing_private_and_no_own_view_is_quoted(office: Office) -> None:
    office.log("Secret in private", private=True, feeling=Feeling.ANGRY)
    office.log("My own opinion", whose=WhoseWords.OWN, feeling=Feeling.ANGRY)
    office.log("It ate the file", feeling=Feeling.ANGRY, customer="Acme")
    office.later(minutes=1)
    ask(office, "7d")
    errand = office.do(lambda books: books.errands.claim(office.now, timedelta(hours=1)))
    assert errand is not None
    html = office.ask(lambda books: report_file(books, errand))[0].content.decode()
    assert "It ate the file" in html
    assert "Secret" not in html
    assert "opinion" not in html


@pytest.mark.parametrize("typed", ["14d", "area:Suport", "segment:Enterprise", "7d area:"])
def test_an_unknown_value_is_answered_and_nothing_is_asked_for(office: Office, typed: str) -> None:
    with pytest.raises(Refusal) as raised:
        ask(office, typed)
    assert raised.value.why is Why.UNKNOWN_VALUE
    assert raised.value.typed is not None
    assert office.ask(lambda books: books.errands.due(office.now)) is False


def test_who_asks_twice_for_the_same_gets_one(office: Office) -> None:
    ask(office, "7d")
    with pytest.raises(Refusal) as refused:
        ask(office, " 7D")
    assert refused.value.why is Why.ALREADY
    ask(office, "30d area:support")
    asked = office.ask(lambda books: books.session.execute(sa.select(Errand)).scalars().all())
    assert [row.wanted["period"] for row in asked] == ["7d", "30d"]
    assert asked[1].wanted["area"] == "support"


def ask(office: Office, typed: str) -> None:
    office.do(lambda books: ask_report(books, office.desk, "U0JO", typed))
