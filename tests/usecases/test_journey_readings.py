"""A journey is read once a day: what App Home, a picture and a digest compare with, on both
databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.digest.content import JourneyLine
from bot.domain.occurrence import WEEK, Period
from bot.usecases.digest_material import Wanted, journey_plans
from bot.usecases.read_journeys import journeys_read, read_journey
from storage.books import Books
from tests.support.office import Office

MIDNIGHT = datetime(2026, 9, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def keep_readings(office: Office) -> None:
    """Two weeks of them, half a minute after midnight as a tick comes: 50, 51, …, 64 today."""
    for days in range(15):
        at = MIDNIGHT - (14 - days) * DAY + timedelta(seconds=30 + days)
        read(office, at, 50 + days)


def read(office: Office, at: datetime, health: int | None) -> None:
    def work(books: Books) -> None:
        line = JourneyLine(office.journey, "Customer journey", 12, health)
        read_journey(books, line, at)

    office.do(work)


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_app_home_and_a_picture_compare_with_the_same_day(office: Office, hour: int) -> None:
    keep_readings(office)
    now = MIDNIGHT + timedelta(hours=hour, minutes=59)
    ([line], read_at) = office.ask(journeys_read)
    assert (line.health, line.change, read_at) == (64, 7, MIDNIGHT + timedelta(seconds=44))
    asked = Wanted("UTC"), Period(now - WEEK, now)
    [plan] = office.ask(lambda books: journey_plans(books, *asked))
    assert plan.was == 64 - 7


def test_app_home_says_the_last_value_and_its_date_where_there_is_too_little_now(
    office: Office,
) -> None:
    keep_readings(office)
    at = MIDNIGHT + 3 * DAY
    read(office, at, None)
    ([line], read_at) = office.ask(journeys_read)
    assert (line.health, line.change, read_at) == (None, None, at)
    assert (line.last, line.last_on) == (64, MIDNIGHT.date())


def test_a_digest_compares_with_the_day_on_which_its_period_began(office: Office) -> None:
    keep_readings(office)
    start = MIDNIGHT - 5 * DAY + timedelta(hours=9)
    asked = Wanted("UTC"), Period(start, MIDNIGHT + timedelta(hours=9))
    [plan] = office.ask(lambda books: journey_plans(books, *asked))
    assert (plan.was, plan.last) == (64 - 5, 64)
