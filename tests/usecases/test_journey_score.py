"""The one score that counts in a journey's health: of customers, of the last wave, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.domain.errors import Refusal, Why
from bot.domain.wave import Given, WaveState
from bot.usecases.journey_score import journey_score, score_surveys
from bot.usecases.journeys import JourneyEntry, add_journey
from storage.books import Books
from tests.support.office import Office
from tests.support.surveys import NPS, WORDS, begin

LATER = timedelta(days=1)


def closed(
    books: Books,
    now: datetime,
    scores: Sequence[int],
    *,
    given: Given = Given.SELF,
    customers: bool = True,
    survey: int | None = None,
) -> int:
    """A wave that closed now with these answers; its survey's id."""
    wave = begin(books, now)
    if survey is not None:
        wave.survey_id, wave.nth = survey, 2
    for nth, score in enumerate(scores):
        row = books.responses.by(wave, f"{given}{nth}", now, is_customer=customers)
        row.given = given
        books.responses.put(row, 0, str(score))
    wave.state, wave.closed_at = WaveState.CLOSED, now
    books.session.add(wave)
    books.session.flush()
    return wave.survey_id


def choose(office: Office, survey: int, name: str = "Getting started") -> int:
    """The id of a journey that has chosen this survey's score."""
    entry = JourneyEntry(name, "Buy\nUse", score=survey)
    row = office.do(lambda books: add_journey(books, office.desk, entry, "U0LENA"))
    assert row.id
    return row.id


def test_nps_is_moved_to_a_scale_from_nought_to_one(office: Office) -> None:
    survey = office.do(lambda books: closed(books, office.now, [10] * 8 + [8] * 3 + [0] * 4))
    chosen = choose(office, survey)
    end = office.now + LATER
    found = office.ask(lambda books: journey_score(books, chosen, end))
    assert found is not None
    assert found[0] == pytest.approx((100 * (8 - 4) / 15 + 100) / 200)
    assert found[1] == 15


def test_the_last_wave_of_the_28_days_counts(office: Office) -> None:
    def work(books: Books) -> int:
        survey = closed(books, office.now - timedelta(days=20), [0] * 12)
        return closed(books, office.now - timedelta(days=2), [10] * 12, survey=survey)

    chosen = choose(office, office.do(work))

    def score(end: datetime) -> tuple[float, int] | None:
        return office.ask(lambda books: journey_score(books, chosen, end))

    assert score(office.now) == (1.0, 12)
    assert score(office.now - timedelta(days=3)) == (0.0, 12)
    assert score(office.now + timedelta(days=27)) is None


def test_anonymous_answers_that_are_all_alike_are_told_by_no_journey(office: Office) -> None:
    def work(books: Books, low: int) -> int:
        wave = begin(books, office.now, anonymous=True)
        for nth in range(12):
            score = "0" if nth < low else "10"
            books.ballots.vote(wave, 0, f"{wave.id}-{nth}", score, is_customer=True)
        wave.state, wave.closed_at = WaveState.CLOSED, office.now
        books.session.add(wave)
        books.session.flush()
        return wave.survey_id

    end = office.now + LATER
    for low, score in ((0, None), (6, (0.5, 12))):
        journey = choose(office, office.do(partial(work, low=low)), f"With {low}")
        found = office.ask(partial(journey_score, journey_id=journey, end=end))
        assert found == score


@pytest.mark.parametrize("recorded", [3, 30])
def test_own_and_recorded_answers_are_never_added_up_and_staff_never_count(
    office: Office, recorded: int
) -> None:
    def work(books: Books) -> int:
        wave = begin(books, office.now)
        groups = [(Given.SELF, True, 10, 11), (Given.RECORDED, True, 0, recorded)]
        for given, customers, score, count in [*groups, (Given.SELF, False, 0, 50)]:
            for nth in range(count):
                voter = f"{given}{customers}{nth}"
                row = books.responses.by(wave, voter, office.now, is_customer=customers)
                row.given = given
                books.responses.put(row, 0, str(score))
        wave.state, wave.closed_at = WaveState.CLOSED, office.now
        books.session.add(wave)
        return wave.survey_id

    chosen = choose(office, office.do(work))
    found = office.ask(lambda books: journey_score(books, chosen, office.now + LATER))
    assert found == ((1.0, 11) if recorded == 3 else (0.0, 30))


def test_a_journey_may_choose_any_survey_that_has_a_score(office: Office) -> None:
    def work(books: Books) -> tuple[int, int]:
        scored = begin(books, office.now, WORDS, NPS)
        return scored.survey_id, begin(books, office.now, WORDS).survey_id

    scored, unscored = office.do(work)
    offered = office.ask(score_surveys)
    assert offered[scored].startswith("NPS · How likely")
    assert unscored not in offered
    chosen = choose(office, scored)
    assert office.ask(lambda books: books.surveys.score_of(chosen)) == scored
    unknown = JourneyEntry("Renewing", "Renew", score=scored + 999)
    with pytest.raises(Refusal) as refused:
        office.do(lambda books: add_journey(books, office.desk, unknown, "U0LENA"))
    assert refused.value.why is Why.NOT_FOUND
