"""How often a contact at a customer may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.surveys.contact import rests_until, voter

NOW = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "nps_days", "is_nps", "may"),
    [
        (None, None, True, True),
        (29, None, False, False),
        (30, None, False, True),
        (31, 89, False, True),
        (31, 89, True, False),
        (31, 90, True, True),
        (29, 91, True, False),
    ],
)
def test_one_survey_in_30_days_and_one_nps_in_90(
    days: int | None, nps_days: int | None, is_nps: bool, may: bool
) -> None:
    last = NOW - timedelta(days) if days else None
    last_nps = NOW - timedelta(nps_days) if nps_days else None
    rests = rests_until(last, last_nps, is_nps=is_nps)
    assert (rests is None or rests <= NOW) == may


def test_a_person_at_a_customer_is_one_voter_however_the_name_is_written() -> None:
    assert voter(7, " ann  LEE") == voter(7, "Ann Lee")
    assert len({voter(7, None), voter(7, "Ann"), voter(8, "Ann"), voter(8, "")}) == 4
