"""What a wave says equals a recount of the rows, group by group; pictures say the same."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.blocks.results_card import ResultsFacts, results_card
from bot.domain.score import Change, NetPromoters
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Side, Told, find
from bot.domain.wave import REASON_PART, Audience, Given, WaveState
from bot.sandbox.blockkit import message_faults
from bot.usecases.close_wave import close_in_time
from bot.usecases.make_link import make_link
from bot.usecases.survey_pictures import draw
from bot.usecases.survey_results import COMMENTS, survey_results
from bot.usecases.tell_results import results_to_tell, tell_results
from storage.books import Books
from storage.tables import OutboxFile, OutboxRow, Person, Response, ResponseAnswer, Wave
from tests.support.office import TEAM, Office
from tests.support.surveys import CHOICE, NPS, WORDS, begin

DICE = random.Random(7)


def _fill(books: Books, wave: Wave, people: int) -> None:
    """Answers of all groups, by dice."""
    for n in range(people):
        is_customer = DICE.random() < 0.6
        given = Given.RECORDED if is_customer and DICE.random() < 0.3 else Given.SELF
        row = books.responses.by(wave, f"U{n}", wave.begun_at, is_customer=is_customer)
        row.given = given
        books.responses.put(row, 0, str(DICE.randint(0, 10)))
        if DICE.random() < 0.5:
            books.responses.put(row, 1, DICE.choice(["1", "1 2", "3"]))
        if DICE.random() < 0.5:
            books.responses.put(row, REASON_PART, f"Because {n}.")


def _results(office: Office, wave: int) -> ResultsFacts:
    return office.ask(lambda books: survey_results(books, _wave(books, wave), office.now))


def _wave(books: Books, wave: int) -> Wave:
    row = books.surveys.wave(wave)
    assert row is not None
    return row


def _close(office: Office, wave: int) -> None:
    def work(books: Books) -> None:
        row = _wave(books, wave)
        row.state, row.closed_at = WaveState.CLOSED, office.now
        books.session.add(row)

    office.do(work)


def test_every_figure_of_a_named_wave_is_a_recount_of_its_own_group(office: Office) -> None:
    def work(books: Books) -> int:
        row = begin(books, office.now, NPS, CHOICE, audience=Audience.PEOPLE)
        _fill(books, row, 200)
        _fill(books, begin(books, office.now, NPS, CHOICE, audience=Audience.PEOPLE), 50)
        return row.id or 0

    wave = office.do(work)
    _close(office, wave)
    facts = _results(office, wave)
    rows = office.ask(lambda books: _rows(books, wave))
    assert facts.answered == 200
    for at, part in enumerate(facts.parts):
        assert len(part.groups) == 3
        for group in part.groups:
            counts = Counter(
                answer
                for is_customer, given, which, answer in rows
                if which == at
                and given is group.given
                and is_customer == (group.side is Side.CUSTOMERS)
            )
            options = CHOICE["options"] if at else ()
            assert group.finding == find(KINDS[part.kind], counts, options)
    reasons = [answer for *_, which, answer in rows if which == REASON_PART]
    assert facts.parts[0].comment_count == len(reasons)
    assert set(facts.parts[0].comments) <= set(reasons)
    assert len(facts.parts[0].comments) == COMMENTS
    assert message_faults(results_card(facts).blocks) == []


def _rows(books: Books, wave: int) -> list[tuple[bool, Given, int, str]]:
    return [
        (response.is_customer, response.given, answer.part, answer.answer)
        for response, answer in books.session.exec(
            select(Response, ResponseAnswer)
            .join(ResponseAnswer, col(ResponseAnswer.response_id) == col(Response.id))
            .where(col(Response.wave_id) == wave)
        )
    ]


def test_a_wave_is_compared_with_the_closed_one_before(office: Office) -> None:
    def wave_of(books: Books, scores: dict[str, int], of: int | None = None) -> Wave:
        if of is None:
            row = begin(books, office.now, audience=Audience.PEOPLE)
        else:
            survey = books.surveys.get(of)
            assert survey is not None
            row = books.surveys.begin(survey, office.now, office.now + timedelta(days=5))
            row.state = WaveState.OPEN
        n = 0
        for score, count in scores.items():
            for _ in range(count):
                n += 1
                books.responses.put(books.responses.by(row, f"U{n}", office.now), 0, score)
        return row

    first = office.do(lambda books: wave_of(books, {"9": 10, "3": 40}))
    _close(office, first.id or 0)
    office.later(days=30)
    second = office.do(lambda books: wave_of(books, {"9": 45, "3": 5}, first.survey_id))
    office.later(days=6)
    _close(office, second.id or 0)
    [part] = _results(office, second.id or 0).parts
    assert [(past.n, past.figure.value) for past in part.past] == [(50, -60), (50, 80)]
    files, pictures = draw(_results(office, second.id or 0))
    assert [file.name for file in files] == ["answers-2-1.png", "waves-2-1.png"]
    assert "real rise" in pictures[0][1][1]
    [group] = part.groups
    assert group.finding.change is Change.RISE
    assert group.finding.was
    assert group.finding.was.value == NetPromoters(10, 40, 50).value
    assert _results(office, first.id or 0).parts[0].groups[0].finding.change is None


def test_the_rate_is_of_those_of_the_same_side_who_were_asked(office: Office) -> None:
    def work(books: Books) -> int:
        books.people.save(
            Person(team_id=TEAM, user_id="UX", name="Xu", home_team_id="T9", seen_at=office.now)
        )
        row = begin(books, office.now, audience=Audience.CHANNEL)
        books.surveys.invite(row, ["U0SAM", "U0JO", "UX"], office.now, by_dm=False)
        row.invited = 3
        for voter, is_customer in (("U0SAM", False), ("UX", True)):
            given = books.responses.by(row, voter, office.now, is_customer=is_customer)
            books.responses.put(given, 0, "9")
        return row.id or 0

    facts = _results(office, office.do(work))
    assert [(group.side, group.asked) for group in facts.parts[0].groups] == [
        (Side.STAFF, 2),
        (Side.CUSTOMERS, 1),
    ]
    assert (facts.answered, facts.asked) == (2, 3)


def test_links_are_what_customers_answers_are_a_rate_of_unless_one_is_open(office: Office) -> None:
    def work(books: Books) -> int:
        row = begin(books, office.now)
        for name in ("Acme", "Blue", "Cyan"):
            make_link(books, office.desk, row, "U0JO", customer=name)
        books.responses.put(
            books.responses.by(row, "customer:1:", office.now, is_customer=True), 0, "9"
        )
        return row.id or 0

    wave = office.do(work)
    assert _results(office, wave).parts[0].groups[0].asked == 3
    office.do(lambda books: make_link(books, office.desk, _wave(books, wave), "U0JO"))
    assert _results(office, wave).parts[0].groups[0].asked is None


@pytest.mark.parametrize(
    ("votes", "told"), [(4, Told.TOO_FEW), (9, Told.NO_SPREAD), (12, Told.ALL)]
)
def test_an_anonymous_wave_tells_by_its_count_after_the_close(
    office: Office, votes: int, told: Told
) -> None:
    def work(books: Books) -> int:
        row = begin(books, office.now, anonymous=True, audience=Audience.PEOPLE)
        for n in range(votes):
            books.ballots.first(row, f"hash{n}")
            books.ballots.vote(row, 0, f"hash{n}", str(n % 11))
            books.ballots.vote(row, REASON_PART, f"hash{n}r", f"Because {n}.")
        return row.id or 0

    wave = office.do(work)
    running = _results(office, wave)
    assert running.answered == votes // 5 * 5
    assert running.parts[0].groups[0].finding.told is Told.AT_THE_CLOSE
    assert not running.parts[0].comments
    _close(office, wave)
    part = _results(office, wave).parts[0]
    assert part.groups[0].finding.told is told
    assert bool(part.comments) == (told is Told.ALL)


def test_results_hidden_until_the_close_are_hidden(office: Office) -> None:
    def work(books: Books) -> int:
        row = begin(books, office.now, NPS, WORDS, audience=Audience.PEOPLE, results_hidden=True)
        for n in range(40):
            given = books.responses.by(row, f"U{n}", office.now)
            books.responses.put(given, 0, "9")
            books.responses.put(given, 1, "Secret.")
        return row.id or 0

    wave = office.do(work)
    said = str(results_card(_results(office, wave)).message())
    assert "Secret." not in said
    assert "+100" not in said
    _close(office, wave)
    assert "Secret." in str(results_card(_results(office, wave)).message())


def test_pictures_go_with_the_results_in_one_message(office: Office) -> None:
    def work(books: Books) -> int:
        row = begin(books, office.now, NPS, CHOICE, WORDS, audience=Audience.PEOPLE)
        _fill(books, row, 60)
        return row.id or 0

    wave = office.do(work)
    facts = _results(office, wave)
    files, pictures = draw(facts)
    assert [file.name for file in files] == ["answers-1-1.png"]  # ticks are not stacked
    assert files[0].content.startswith(b"\x89PNG")
    assert "Detractors" in pictures[0][0][1]
    office.later(days=9)
    office.do(lambda books: close_in_time(books, wave, office.now))
    [(ready,)] = office.ask(lambda books: results_to_tell(books, office.now))
    for _ in range(2):  # another copy of the app has drawn them too
        office.do(lambda books: tell_results(books, ready, office.now))
    rows, kept = office.ask(
        lambda books: (
            books.session.exec(select(OutboxRow)).all(),
            books.session.exec(select(OutboxFile)).all(),
        )
    )
    assert [row.key for row in rows if row.key.startswith("results:")] == [f"results:{wave}"]
    assert [file.name for file in kept] == ["answers-1-1.png"]
