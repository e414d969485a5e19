"""The picture in a digest's thread names weeks and counts as the words beside it do."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.digest.material import Material
from bot.domain.heard import Heard
from bot.domain.occurrence import Period
from bot.domain.vocabulary import Feeling, Severity
from bot.usecases.digest_chart import week_chart


def at(day: int, hour: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def heard(number: int, when: datetime) -> Heard:
    return Heard(number, when, "U0PRIYA", number, None, Feeling.ANGRY, Severity.MEDIUM)


def test_a_week_is_named_by_its_first_day_where_the_digest_is_and_ends_where_it_ends() -> None:
    """Berlin leaves summer time within the last week: Monday 0:00 is 22:00 UTC before, 23:00
    after it."""
    berlin = Material(
        period=Period(at(18, 22), at(25, 23)),
        zone="Europe/Berlin",
        installed=at(1, 0),
        heard=[heard(1, at(18, 21)), heard(2, at(18, 22)), heard(3, at(25, 22))],
        cases=(),
        pledges=(),
        loops=(),
        places={},
        journeys=(),
        spoken={},
    )
    assert week_chart(berlin, "Whole company").alt_text == (
        "Whole company. The week from 19 Oct: 2 customers heard, 2 of them frustrated or angry. "
        "The 4 weeks before: 0 on average, 0 of them."
    )
