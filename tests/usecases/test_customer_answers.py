"""What customers answer, recorded by colleagues or given by themselves, and what low scores do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.customer_screens import CustomerFacts
from bot.blocks.observation import heard
from bot.domain.errors import Refusal, Why
from bot.domain.surveys.contact import browser, voter
from bot.domain.vocabulary import Severity, WhoseWords
from bot.domain.wave import REASON_PART, Audience, Given, WaveState
from bot.usecases.customer_answers import Voter, store_answers
from bot.usecases.customers import customer_facts
from bot.usecases.facts import observation_facts
from bot.usecases.follow_low_score import follow_low_score
from bot.usecases.make_link import Rests, make_link
from bot.usecases.record_answer import Recorded, record_answer
from storage.books import Books
from storage.tables import Response, SurveyLink, Wave
from tests.support.office import Office
from tests.support.surveys import CHOICE, NPS, WORDS, begin

PRIYA = "U0PRIYA"


@pytest.fixture
def wave(office: Office) -> int:
    """An NPS on Data import, for customers."""
    return _begin(office, touchpoint_id=office.data_import)


def _begin(office: Office, *questions: dict[str, Any], **more: Any) -> int:
    return office.do(lambda books: begin(books, office.now, *questions, **more).id or 0)


def _record(office: Office, wave: int, score: str = "9", **more: Any) -> Recorded:
    fields = {"customer": "Acme", **more}
    return office.do(
        lambda books: record_answer(
            books, office.desk, _wave(books, wave), PRIYA, score=score, **fields
        )
    )


def _answer(
    office: Office,
    wave: int,
    score: str,
    why: str = "",
    customer: str = "Acme",
    words: str | None = None,
) -> None:
    """The customer's own answer: to the first question, or to the second after `words`."""

    def work(books: Books) -> None:
        row = books.customers.known_or_added(customer, office.now)
        given = {0: score} if words is None else {0: words, 1: score}
        answers = given | ({REASON_PART: why} if why else {})
        who = Voter(voter(row.id, None), row.id)
        store_answers(books, office.desk, _wave(books, wave), who, answers)

    office.do(work)


def _wave(books: Books, wave: int) -> Wave:
    row = books.surveys.wave(wave)
    assert row is not None
    return row


def _responses(office: Office, wave: int) -> list[tuple[Given, dict[int, str]]]:
    return office.ask(
        lambda books: [
            (row.given, books.responses.answers(row))
            for row in books.responses.in_wave(_wave(books, wave))
        ]
    )


def test_a_spoken_answer_is_stored_with_who_recorded_it(office: Office, wave: int) -> None:
    told = _record(office, wave, " 9/10 ", why="The import is quick now.")
    assert (told.number, told.customer, told.is_added, told.shown) == (1, "Acme", True, "9")
    assert _responses(office, wave) == [
        (Given.RECORDED, {0: "9", REASON_PART: "The import is quick now."})
    ]
    row = office.ask(lambda books: books.responses.in_wave(_wave(books, wave))[0])
    assert (row.recorded_by, row.is_customer) == (PRIYA, True)


def test_the_last_recorded_answer_of_a_contact_counts(office: Office, wave: int) -> None:
    _record(office, wave, "7", why="Fine.")
    told = _record(office, wave, "9", customer=" acme ")
    assert told.replaced == "7"
    assert _responses(office, wave) == [(Given.RECORDED, {0: "9"})]
    _record(office, wave, "3", contact="Ann Lee")
    assert len(_responses(office, wave)) == 2


def test_a_recorded_answer_never_replaces_a_self_given_one(office: Office, wave: int) -> None:
    _answer(office, wave, "4", "Slow.")
    with pytest.raises(Refusal) as refused:
        _record(office, wave, "10", why="They love it now.")
    assert refused.value.why is Why.SELF_GIVEN
    assert refused.value.typed == "They love it now."
    assert _responses(office, wave) == [(Given.SELF, {0: "4", REASON_PART: "Slow."})]


def test_a_later_self_given_answer_replaces_a_recorded_one(office: Office, wave: int) -> None:
    _record(office, wave, "9", why="Said on the phone.")
    _answer(office, wave, "5")
    assert _responses(office, wave) == [(Given.SELF, {0: "5"})]
    row = office.ask(lambda books: books.responses.in_wave(_wave(books, wave))[0])
    assert row.recorded_by is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"score": "11"}, Why.NOT_AN_ANSWER),
        ({"score": ""}, Why.NOT_AN_ANSWER),
        ({"customer": " "}, Why.MISSING),
    ],
)
def test_what_is_no_answer_is_refused_and_the_words_come_back(
    office: Office, wave: int, fields: dict[str, str], why: Why
) -> None:
    with pytest.raises(Refusal) as refused:
        _record(office, wave, **{"score": "9", "why": "Because.", **fields})
    assert (refused.value.why, refused.value.typed) == (why, "Because.")
    assert _responses(office, wave) == []


@pytest.mark.parametrize("over", ["closed", "time"])
def test_nothing_is_recorded_after_the_close(office: Office, wave: int, over: str) -> None:
    if over == "closed":
        _set(office, wave, state=WaveState.CLOSED)
    else:
        office.later(days=5)
    with pytest.raises(Refusal) as refused:
        _record(office, wave)
    assert refused.value.why is Why.CLOSED_ALREADY


def _set(office: Office, wave: int, **values: Any) -> None:
    def work(books: Books) -> None:
        row = _wave(books, wave)
        for name, value in values.items():
            setattr(row, name, value)
        books.session.add(row)

    office.do(work)


def test_a_wave_that_asks_in_slack_takes_no_recorded_answers(office: Office) -> None:
    asked = _begin(office, audience=Audience.PEOPLE)
    with pytest.raises(Refusal) as refused:
        _record(office, asked)
    assert refused.value.why is Why.NOT_FOR_CUSTOMERS


# -- the loop --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("score", "severity"), [("3", Severity.HIGH), ("6", Severity.MEDIUM)])
def test_a_low_score_that_names_a_customer_opens_an_issue_at_the_survey_s_touchpoint(
    office: Office, wave: int, score: str, severity: Severity
) -> None:
    told = _record(office, wave, score, why="It ate the file.")
    issue = office.issue
    assert told.issue_id == issue.id
    assert (issue.severity, issue.touchpoint_id) == (severity, office.data_import)
    assert (issue.owner, issue.touchpoint_guessed) == ("U0SAM", False)
    heard = office.ask(lambda books: books.observations.behind(issue.id or 0))[0]
    assert (heard.words, heard.reporter) == ("It ate the file.", PRIYA)
    assert heard.whose is WhoseWords.CUSTOMER
    assert heard.customer_id is not None


def test_a_low_score_that_the_customer_gave_names_the_survey_and_guesses_nothing(
    office: Office,
) -> None:
    asked = _begin(office, {"kind": "csat", "text": "How was the Data import?"})
    _answer(office, asked, "1")
    issue = office.issue
    assert (issue.touchpoint_id, issue.touchpoint_guessed) == (None, False), "the words are ours"
    assert _said_of(office) == "Answered in survey 1"
    _record(office, asked, "1", customer="Borealis", why="The csv import fails.")
    assert office.issue.touchpoint_id == office.data_import, "these are somebody's words"
    assert _said_of(office) == "Heard by <@U0PRIYA>"


def _said_of(office: Office) -> str:
    def work(books: Books) -> str:
        lena = books.people.actor("U0LENA")
        row = books.observations.behind(office.issue.id or 0)[0]
        return heard(observation_facts(books, row, lena, office.now)).split(",")[0]

    return office.ask(work)


def test_a_good_score_opens_none(office: Office, wave: int) -> None:
    assert _record(office, wave, "7").issue_id is None


def test_one_response_opens_one_issue_and_a_later_reason_becomes_its_words(
    office: Office, wave: int
) -> None:
    _answer(office, wave, "2")
    issue = office.issue
    assert _words(office) == [
        "Answered 2 of 10 to: How likely are you to recommend Northlight to a friend?"
    ]
    _answer(office, wave, "1", "Support never wrote back.")
    assert office.issue.id == issue.id
    assert _words(office) == ["Support never wrote back."]
    _answer(office, wave, "9", "All good now.")
    assert _words(office) == ["Support never wrote back."]


def _words(office: Office) -> list[str]:
    return office.ask(
        lambda books: [row.words for row in books.observations.behind(office.issue.id or 0)]
    )


def _respond(office: Office, wave: int, answers: dict[int, str], **fields: Any) -> Response:
    """A response from Slack, as a person's press stores it."""

    def work(books: Books) -> Response:
        row = _wave(books, wave)
        response = books.responses.by(row, "U0JO", office.now, **fields.pop("by", {}))
        for name, value in fields.items():
            setattr(response, name, value)
        for part, answer in answers.items():
            books.responses.put(response, part, answer)
        follow_low_score(books, office.desk, books.surveys.of(row), response)
        return response

    return office.do(work)


def test_a_person_without_a_customer_is_followed_up_only_when_they_say_yes(office: Office) -> None:
    asked = _begin(
        office, {"kind": "csat", "text": "How was it?"}, touchpoint_id=office.data_import
    )
    assert _respond(office, asked, {0: "1"}).issue_id is None
    assert _respond(office, asked, {0: "1"}, may_follow_up=False).issue_id is None
    assert _respond(office, asked, {0: "1"}, may_follow_up=True).issue_id is not None
    heard = office.ask(lambda books: books.observations.behind(office.issue.id or 0))[0]
    assert heard.whose is WhoseWords.OWN  # of a colleague: it is nobody's pain


def test_enps_never_opens_an_issue(office: Office) -> None:
    asked = _begin(office, touchpoint_id=office.data_import)
    assert _respond(office, asked, {0: "0"}, may_follow_up=True).issue_id is None


def test_the_gravest_of_several_scores_counts_and_words_beside_them_are_kept(
    office: Office,
) -> None:
    asked = _begin(office, NPS, {"kind": "csat", "text": "How was it?"}, WORDS)
    _respond(
        office,
        asked,
        {0: "6", 1: "1", 2: "No."},
        by={"is_customer": True},
        contact="Ann",
        may_follow_up=True,
    )
    assert office.issue.severity is Severity.HIGH
    assert _words(office) == ["No."]


# -- links and how often --------------------------------------------------------------------------


def _link(office: Office, wave: int, customer: str = "Acme", contact: str = "") -> Any:
    return office.do(
        lambda books: make_link(
            books, office.desk, _wave(books, wave), PRIYA, customer=customer, contact=contact
        )
    )


def test_a_contact_has_one_link_in_a_wave(office: Office, wave: int) -> None:
    first = _link(office, wave)
    assert isinstance(first, SurveyLink)
    assert _link(office, wave, " ACME ").id == first.id
    assert _link(office, wave, contact="Ann").id != first.id
    opened = _link(office, wave, "")
    assert opened.customer_id is None
    assert _link(office, wave, "").id == opened.id
    assert office.ask(lambda books: books.survey_links.asked(_wave(books, wave))) == 2


def test_two_who_make_the_same_link_at_once_have_one(office: Office, wave: int) -> None:
    first = _link(office, wave)

    def make(books: Books) -> str:
        row = _wave(books, wave)
        return books.survey_links.add(row, first.customer_id, None, "U0JO", office.now).id

    assert office.do(make) == first.id


def test_nobody_at_a_customer_is_asked_more_than_once_in_30_days(office: Office, wave: int) -> None:
    _link(office, wave)
    other = _begin(office, CHOICE)
    rests = _link(office, other)
    assert isinstance(rests, Rests)
    assert (rests.who, rests.until) == ("Acme", office.now + timedelta(days=30))
    assert office.ask(lambda books: _wave(books, other).kept_out) == 1
    assert isinstance(_link(office, other, contact="Ann"), SurveyLink)  # another person
    office.later(days=30)
    _set(office, other, closes_at=office.now + timedelta(days=1))
    assert isinstance(_link(office, other), SurveyLink)


def test_nobody_at_a_customer_is_asked_for_an_nps_more_than_once_in_90_days(
    office: Office, wave: int
) -> None:
    _record(office, wave)  # asked by a colleague, who wrote it down
    office.later(days=89)
    assert isinstance(_link(office, _begin(office, NPS)), Rests)
    assert isinstance(_link(office, _begin(office, CHOICE)), SurveyLink)
    office.later(days=30)
    assert isinstance(_link(office, _begin(office, NPS)), SurveyLink)


def test_no_link_leads_into_a_wave_for_slack_or_one_that_is_over(office: Office, wave: int) -> None:
    for asked, why in (
        (_begin(office, audience=Audience.CHANNEL), Why.NOT_FOR_CUSTOMERS),
        (wave, Why.CLOSED_ALREADY),
    ):
        if asked == wave:
            _set(office, wave, state=WaveState.CANCELLED)
        with pytest.raises(Refusal) as refused:
            _link(office, asked)
        assert refused.value.why is why


def test_browsers_and_contacts_are_never_the_same_voter() -> None:
    made: list[Callable[[str], str]] = [browser, lambda name: voter(1, name)]
    assert len({make(name) for make in made for name in ("", "a", "customer:1:a")}) == 6


def test_a_customers_screen_has_what_they_answered_newest_first(office: Office, wave: int) -> None:
    _record(office, wave, "9", why="For the survey's author alone")
    _record(office, wave, "3", customer="Blue")
    for nth in range(5):
        office.later(hours=1)
        two = _begin(office, WORDS, {"kind": "csat", "text": "And?"})
        _answer(office, two, f"{nth % 2 + 1}", words="Speed")
    hidden = _begin(office, results_hidden=True)
    _record(office, hidden, "2")

    facts = _of(office, "Acme")
    assert [(each.what, each.shown, each.survey) for each in facts.scores] == [
        ("CSAT", "1", 6), ("CSAT", "2", 5), ("CSAT", "1", 4), ("CSAT", "2", 3), ("CSAT", "1", 2),
    ]  # fmt: skip
    assert {each.recorded_by for each in facts.scores} == {None}
    assert facts.scored == 6, "neither words, nor what is hidden until the close"

    def close(books: Books) -> None:
        _wave(books, hidden).state = WaveState.CLOSED

    office.do(close)
    newest = _of(office, "Acme").scores[0]
    assert (newest.what, newest.shown, newest.recorded_by) == ("NPS", "2", PRIYA)


def _of(office: Office, name: str) -> CustomerFacts:
    return office.ask(
        lambda books: customer_facts(
            books, office.desk, books.customers.find(name), books.people.actor(PRIYA)
        )
    )
