"""Days away, screen by screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.blocks.away import AwayFacts, away_modal
from bot.blocks.facts import LeftFacts
from bot.blocks.handed_over import after_leaving, back_again, while_away
from bot.blocks.home import HomeFacts, home
from bot.blocks.issue_card import bundle
from tests.blocks.test_home import HOSTILE, NOW, OPEN, PROMISED, READY, texts
from tests.support.golden import check_golden

MONDAY, FRIDAY = date(2026, 9, 14), date(2026, 9, 18)


def test_i_am_away() -> None:
    check_golden("away_modal", away_modal(MONDAY))


def test_days_away_of_a_colleague() -> None:
    check_golden("away_modal_of_others", away_modal(MONDAY, of_others=True))


def test_home_says_until_when_and_who_answers() -> None:
    days = [
        AwayFacts(1, MONDAY, FRIDAY, begun=True, stand_in="U0JO", entered_by="U0LENA"),
        AwayFacts(2, date(2026, 12, 24), date(2026, 12, 24)),
        AwayFacts(3, date(2026, 12, 28), date(2026, 12, 31), stand_in="U0JO"),
    ]
    check_golden("home_away", home(HomeFacts(away=days)))


def test_only_who_is_away_comes_back() -> None:
    planned = [AwayFacts(2, MONDAY, FRIDAY)]
    assert "away_back" not in texts(home(HomeFacts(away=planned)))
    assert "away_open" in texts(home(HomeFacts()))


def test_a_full_calendar_is_cut_short() -> None:
    many = [AwayFacts(n, MONDAY, FRIDAY) for n in range(40)]
    assert texts(home(HomeFacts(away=many))).count("away_cancel") == 5


def test_leads_see_what_became_of_a_leavers_part() -> None:
    left = [
        LeftFacts("U0SAM", NOW, [("U0MAYA", 5), (None, 2)], [("Data import", "owner")]),
        LeftFacts("U0OLD", NOW, [("U0MAYA", 1)], [(HOSTILE, "deputy"), ("The journey", "sponsor")]),
        LeftFacts("U0TOM", NOW, [], [(f"Touchpoint {n}", "owner") for n in range(12)]),
    ]
    lead = replace(READY, left=left)
    check_golden("home_left", home(HomeFacts(lead=lead)))


def test_why_issues_came_together_stands_above_them() -> None:
    together = [(OPEN, False), (PROMISED, False)]
    check_golden("bundle_away", bundle(together, while_away("U0SAM", FRIDAY)))
    check_golden("bundle_left", bundle(together, after_leaving("U0SAM")))
    check_golden("bundle_back", bundle([(OPEN, False), (PROMISED, True)], back_again()))
