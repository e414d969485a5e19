"""What somebody reads about themselves, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.blocks.about_me import MeFacts, about_me
from bot.domain.vocabulary import Severity
from bot.usecases.about_me import FIGURES_OF, me_facts
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import keep_promise, make_promise
from storage.books import Books
from storage.tables.delivery import CardKind
from tests.support.office import Office

SAM, MAYA, LENA, PRIYA = "U0SAM", "U0MAYA", "U0LENA", "U0PRIYA"


def me(office: Office, person: str = SAM) -> MeFacts:
    return office.ask(lambda books: me_facts(books, office.desk, person))


def test_parts_observations_and_issues_are_named(office: Office) -> None:
    office.log()
    sam, priya, lena = (me(office, person) for person in (SAM, PRIYA, LENA))
    assert (list(sam.parts), sam.owned, sam.logged) == ([("owner of", "Data import")], 1, 0)
    assert (list(priya.parts), priya.owned, priya.logged) == ([], 0, 1)
    assert list(lena.parts) == [("CX lead", "")]
    assert list(me(office, MAYA).parts) == [("deputy of", "Data import")]


def test_a_hidden_name_is_counted_for_whoever_hid_it(office: Office) -> None:
    logged = office.log()

    def hide(books: Books) -> None:
        row = books.observations.get(logged.observation.id)
        assert row is not None
        row.reporter_hidden = True
        books.session.add(row)

    office.do(hide)
    assert (me(office, PRIYA).logged, me(office, PRIYA).hidden) == (1, 1)


def test_promises_are_counted_by_what_became_of_them(office: Office) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    office.with_issue(keep_promise)
    office.with_issue(make_promise, "Ask again", date(2026, 9, 17))
    office.with_issue(reassign_issue, MAYA, "")
    figures = me(office).figures
    assert (figures.kept, figures.void, figures.standing, figures.broken) == (1, 1, 0, 0)
    assert me(office, MAYA).figures.kept == 0


def test_a_time_to_acknowledge_is_working_time_since_it_was_asked_for(office: Office) -> None:
    office.log("Two hours.")
    office.later(hours=2)
    office.with_issue(acknowledge_issue)
    assert me(office).figures.half_within == timedelta(hours=2)
    office.log("Overnight.")
    office.later(hours=24)  # 12:00 to 12:00: eight of them worked
    office.with_issue(make_promise, "At once", date(2026, 9, 16))
    figures = me(office).figures
    assert (figures.acknowledged, figures.half_within) == (2, timedelta(hours=8))
    office.later(days=FIGURES_OF.days + 1)
    assert me(office).figures.acknowledged == 0


def test_after_a_hand_over_the_time_is_the_new_owners(office: Office) -> None:
    office.log()
    office.later(hours=5)
    office.with_issue(reassign_issue, MAYA, "")
    office.later(hours=1)
    office.with_issue(acknowledge_issue, by=MAYA)
    assert me(office).figures.acknowledged == 0
    assert me(office, MAYA).figures.half_within == timedelta(hours=1)


def test_every_message_says_why_it_came(office: Office) -> None:
    office.log(severity=Severity.CRITICAL)
    office.send_all(CardKind.ISSUE, SAM)
    office.with_issue(acknowledge_issue)
    office.with_issue(resolve_issue, "Fixed.")
    [sent] = me(office).sent
    assert (sent.what, sent.about, sent.state) == ("issue", 1, "sent")
    assert me(office).sent_total == 1
    assert [(each.what, each.about) for each in me(office, PRIYA).sent] == [("receipt", 1)]
    assert me(office, MAYA).sent == []


def test_what_was_sent_to_the_dm_counts_too(office: Office) -> None:
    def post(books: Books) -> None:
        person = books.people.get(SAM)
        assert person is not None
        person.dm_channel = "D0SAM"
        books.session.add(person)
        books.outbox.post("dm:1", "D0SAM", {"text": "Hello"}, now=office.now)

    office.do(post)
    assert [each.what for each in me(office).sent] == ["dm"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("errand:1", "what you asked for: a report, an export, a preview or a picture"),
        ("me:U0SAM:1", "what is held about you"),
        ("results:1", "how a survey came out"),
        ("help:1:0", "asked you for help"),
        ("digest-paused:1:now", "a digest you set up has to rest"),
    ],
)
def test_what_is_no_card_says_why_it_came_by_the_kind_of_its_key(
    office: Office, key: str, said: str
) -> None:
    office.do(lambda books: books.outbox.post(key, SAM, {"text": "Hello"}, now=office.now))
    assert said in str(about_me(me(office)).blocks)


def test_what_was_asked_for_is_so_in_its_thread_too(office: Office) -> None:
    office.log(severity=Severity.CRITICAL)

    def post(books: Books) -> None:
        [card] = books.cards.of(CardKind.ISSUE, 1)
        books.outbox.post("errand:1:thread", SAM, {"text": "And"}, now=office.now, thread=card)
        books.outbox.post("said:1:U0SAM", SAM, {"text": "News"}, now=office.now, thread=card)

    office.do(post)
    assert [each.what for each in me(office).sent][:2] == ["thread", "errand"]
