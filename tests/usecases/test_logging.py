"""Words in, one named person asked: what is stored, whom it reaches, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.blocks.issue_screens import issue_whole
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor
from bot.domain.vocabulary import Area, Feeling, Severity, WhoseWords
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.edit_observation import (
    set_follow_up,
    set_touchpoint,
)
from bot.usecases.facts import issue_facts
from bot.usecases.logged_facts import logged_facts
from storage.books import Books
from storage.tables.delivery import CardKind
from tests.support.office import MONDAY, TEAM, Office
from tests.usecases.correcting import again, edit, undo

SAM, PRIYA, MAYA, LENA, JO = "U0SAM", "U0PRIYA", "U0MAYA", "U0LENA", "U0JO"


def no_issue(office: Office) -> bool:
    return office.ask(lambda books: books.issues.page(MONDAY)[1]) == 0


# -- what opens an issue --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("feeling", "severity", "opens"),
    [
        (Feeling.ANGRY, None, True),
        (Feeling.FRUSTRATED, Severity.LOW, True),
        (None, Severity.HIGH, True),
        (Feeling.HAPPY, Severity.CRITICAL, True),
        (Feeling.NEUTRAL, Severity.MEDIUM, False),
        (None, None, False),
    ],
)
def test_feeling_and_severity_call_for_a_follow_up(
    office: Office, feeling: Feeling | None, severity: Severity | None, opens: bool
) -> None:
    office.log(follow_up=None, feeling=feeling, severity=severity)
    assert no_issue(office) is not opens


def test_what_was_said_about_follow_up_overrules(office: Office) -> None:
    office.log(follow_up=False, feeling=Feeling.ANGRY)
    assert no_issue(office)


def test_a_guess_by_itself_opens_no_issue_but_one_press_does(office: Office) -> None:
    logged = office.log("I am furious, this is a disaster", follow_up=None)
    row = again(office, logged)
    assert row.feeling is not None
    assert row.feeling.negative
    assert row.feeling_guessed
    assert no_issue(office)

    def press(books: Books) -> None:
        seen = books.observations.get(row.id)
        assert seen is not None
        set_follow_up(books, office.desk, seen, PRIYA, wanted=True)

    office.do(press)
    assert office.issue.owner == SAM


def test_words_are_stored_to_the_letter_and_digits_masked(office: Office) -> None:
    text = "  <!channel> &amp; “quoted” \u202eabc\n\n 💥 *bold*  "
    assert again(office, office.log(text)).words == text
    logged = office.log(
        "my card 4111 1111 1111 1111 was refused", expected="4111111111111111 works"
    )
    row = again(office, logged)
    assert "1111 1111 1111" not in row.words
    assert logged.masked == ("card",)
    assert "4111111111111111" not in (row.expected or "")


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_nothing_but_white_space_is_no_observation(office: Office, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        office.log(words)
    assert refused.value.why is Why.NO_WORDS


def test_an_unknown_customer_is_added_once_whatever_the_case(office: Office) -> None:
    first, second = office.log(customer="Acme Corp"), office.log(customer="  ACME corp ")
    assert again(office, first).customer_id == again(office, second).customer_id
    customer = office.ask(lambda books: books.customers.named("acme corp"))
    assert customer is not None
    assert (customer.name, customer.is_new) == ("Acme Corp", True)


def test_who_adds_a_customer_is_asked_about_those_whose_names_begin_so(office: Office) -> None:
    for name in ("Kestrel Foods", "New Kestrel", "Kestrel Labs", "Kestrels of Bath", "Acme"):
        office.log(customer=name)
    logged = office.log(customer="kestrel")

    def asked(reader: Actor) -> list[str]:
        question = office.ask(
            lambda books: (
                logged_facts(books, office.desk, logged.observation, reader, logged=logged).question
            )
        )
        return [name for _, name in question.near] if question else []

    priya = Actor(PRIYA, TEAM)
    assert asked(priya) == ["Kestrel Foods", "Kestrel Labs", "Kestrels of Bath"]
    assert asked(replace(priya, is_guest=True)) == []


# -- whom it reaches, and when --------------------------------------------------------------------


def test_a_card_settles_for_two_minutes_in_the_owners_working_time(office: Office) -> None:
    office.card_delay = timedelta(seconds=120)
    office.log()
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.due(card) == MONDAY + timedelta(minutes=2)


def test_a_card_waits_for_the_owners_morning(office: Office) -> None:
    office.now = datetime(2026, 9, 18, 19, 0, tzinfo=UTC)  # Friday evening
    office.log()
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.due(card) == datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


def test_critical_waits_for_nothing(office: Office) -> None:
    office.card_delay = timedelta(seconds=120)
    office.now = datetime(2026, 9, 19, 3, 0, tzinfo=UTC)  # Saturday night
    office.log(severity=Severity.CRITICAL)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.due(card) == office.now


def test_a_guessed_touchpoint_waits_a_quarter_of_an_hour_or_until_confirmed(office: Office) -> None:
    office.card_delay = timedelta(seconds=120)
    logged = office.log("The csv stops at line 12", touchpoint_id=None)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.due(card) == MONDAY + timedelta(minutes=15)
    office.later(minutes=5)

    def confirm(books: Books) -> None:
        row = books.observations.get(logged.observation.id)
        assert row is not None
        set_touchpoint(books, office.desk, row, office.data_import, PRIYA)

    office.do(confirm)
    assert office.due(card) == MONDAY + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("gone", "answers"),
    [((), SAM), ((SAM,), MAYA), ((SAM, MAYA), JO), ((SAM, MAYA, JO), LENA)],
)
def test_the_next_who_can_answers(office: Office, gone: tuple[str, ...], answers: str) -> None:
    def leave(books: Books) -> None:
        journey = books.catalogue.journey(office.journey)
        assert journey is not None
        journey.owner = JO
        for user_id in gone:
            person = books.people.get(user_id)
            assert person is not None
            person.is_deleted = True

    office.do(leave)
    office.log()
    assert office.issue.owner == answers


def test_who_is_away_today_does_not_answer(office: Office) -> None:
    office.do(
        lambda books: books.people.add_away(SAM, date(2026, 9, 14), date(2026, 9, 18), SAM, MONDAY)
    )
    office.log()
    assert office.issue.owner == MAYA


def test_what_nobody_owns_waits_with_its_clocks_stopped(office: Office) -> None:
    def all_leave(books: Books) -> None:
        for person in books.people.known([SAM, MAYA, LENA]).values():
            person.is_deleted = True

    office.do(all_leave)
    office.log()
    issue = office.issue
    assert (issue.owner, issue.acknowledge_due, issue.resolve_due) == (None, None, None)


def test_after_three_cards_in_an_hour_the_rest_come_together(office: Office) -> None:
    sent = []
    for number in range(6):
        office.log(f"Number {number}")
        (card,) = office.cards(CardKind.ISSUE, SAM)
        sent.append(office.send(card))
        office.later(minutes=5)
    assert sent == [True, True, True, False, False, False]
    bundle = office.ask(lambda books: books.cards.bundle_since(SAM, MONDAY))
    assert bundle is not None
    text = str(office.shown(bundle)["blocks"])
    assert all(f"Number {number}" in text for number in (3, 4, 5))
    assert "Number 2" not in text
    office.later(hours=1)
    office.log("An hour later")
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.send(card)


def test_critical_is_never_gathered(office: Office) -> None:
    for number in range(5):
        office.log(f"Number {number}", severity=Severity.CRITICAL)
        (card,) = office.cards(CardKind.ISSUE, SAM)
        assert office.send(card)


# -- who reads what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "reads"), [(PRIYA, True), (SAM, True), (LENA, True), (JO, False), (MAYA, False)]
)
def test_private_words_are_read_by_logger_owner_and_leads(
    office: Office, reader: str, reads: bool
) -> None:
    office.log("A secret", private=True, channel="C0PRIVATE", message_ts="1.2")

    def seen(books: Books) -> tuple[str | None, str | None]:
        issue = books.issues.numbered(1)
        assert issue is not None
        first = issue_facts(books, issue, books.people.actor(reader), office.now).first
        assert first is not None
        return first.words, first.permalink

    words, permalink = office.ask(seen)
    assert (words == "A secret") is reads
    assert (permalink is not None) is (reader == PRIYA), "the place is its logger's alone"


def test_a_hidden_reporter_is_hidden_from_the_owner_everywhere(office: Office) -> None:
    logged = office.log()
    edit(office, logged, reporter_hidden=True)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert PRIYA not in str(office.shown(card))

    def whole(books: Books) -> str:
        issue = books.issues.numbered(1)
        assert issue is not None
        facts = issue_facts(books, issue, books.people.actor(SAM), office.now, history=True)
        return str(issue_whole(facts).blocks)

    assert PRIYA not in office.ask(whole)
    office.with_issue(acknowledge_issue)
    assert PRIYA not in office.ask(whole)


def test_a_hidden_reporter_stays_hidden_when_the_observation_is_taken_back(office: Office) -> None:
    logged = office.log()
    edit(office, logged, reporter_hidden=True)
    undo(office, logged)

    def whole(books: Books) -> str:
        issue = books.issues.numbered(1)
        assert issue is not None
        facts = issue_facts(books, issue, books.people.actor(SAM), office.now, history=True)
        return str(issue_whole(facts).blocks)

    assert PRIYA not in office.ask(whole)
    with pytest.raises(Refusal) as refused:
        office.with_issue(acknowledge_issue)
    assert refused.value.facts["person"] is None


def test_an_edit_to_a_touchpoint_that_is_not_ours_names_none(office: Office) -> None:
    logged = office.log()
    edit(office, logged, touchpoint_id=987_654)
    assert again(office, logged).touchpoint_id is None


def test_who_hides_their_name_while_unticking_the_box_is_hidden_in_what_they_left(
    office: Office,
) -> None:
    logged = office.log()
    edit(office, logged, follow_up=False, reporter_hidden=True)

    def whole(books: Books) -> str:
        issue = books.issues.numbered(1)
        assert issue is not None
        facts = issue_facts(books, issue, books.people.actor(SAM), office.now, history=True)
        return str(issue_whole(facts).blocks)

    assert PRIYA not in office.ask(whole)


def test_own_views_stay_apart(office: Office) -> None:
    assert again(office, office.log(whose=WhoseWords.OWN)).whose is WhoseWords.OWN


def test_a_guess_made_in_a_transaction_that_was_undone_misleads_nobody(office: Office) -> None:
    def add_and_fail(books: Books) -> None:
        books.catalogue.add_touchpoint("Zeppelin", Area.SUPPORT, office.now, keywords=["zeppelin"])
        assert office.guesses.touchpoints(books, "the zeppelin leaks", None, office.now)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        office.do(add_and_fail)
    logged = office.log("the zeppelin leaks", touchpoint_id=None)
    assert logged.observation.touchpoint_id is None


def test_what_is_beyond_the_kept_part_of_a_customers_name_is_said(office: Office) -> None:
    for added in (True, False):
        logged = office.log(customer="A" * 140 + " and Sons")
        assert logged.customer is not None
        assert (logged.customer.is_added, logged.customer.left_out) == (added, " and Sons")
