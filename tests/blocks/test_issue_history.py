"""A whole issue on its screen: every row of its history can be reached, whatever was noted, and
nothing that stands behind it goes unmentioned."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.blocks.facts import EventFacts, IssueFacts, LoopFacts, ObservationFacts
from bot.blocks.issue_history import issue_history
from bot.blocks.issue_screens import issue_whole
from bot.blocks.kit import Screen
from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from bot.domain.vocabulary import Severity
from bot.sandbox.blockkit import message_faults

AT = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("said", ["Call back and ask what they saw. ", "&", "🧾"])
def test_the_newest_rows_are_there_whole(said: str) -> None:
    history = [EventFacts(AT, "U0SAM", "promised", f"no {n}. {said * 40}") for n in range(25)]
    heard = [
        ObservationFacts(n, AT, "x" * 1500, Severity.HIGH, reporter="U0PRIYA") for n in range(20)
    ]
    loops = [LoopFacts(n, f"Customer {n}", LoopState.WAITING) for n in range(20)]
    for state in (IssueState.OPEN, IssueState.RESOLVED):
        facts = IssueFacts(
            1,
            1,
            state,
            Severity.HIGH,
            AT,
            owner="U0SAM",
            observations=heard,
            loops=loops,
            root_cause="Rushed",
            what_changed="Much",
            history=history,
        )
        screen = issue_whole(facts)
        assert not message_faults(screen.blocks)
        text = screen.blocks[-2]["text"]["text"]
        shown = [f"no {n}. " in text for n in range(25)]
        assert shown == sorted(shown), "no row is left out between two"
        assert sum(shown) > 3
        assert f"{25 - sum(shown)} earlier rows" in text
        assert button(screen, "Earlier rows") == f"{sum(shown)} 1"
        assert len(text.encode("utf-16-le")) < 2 * 3000, "nothing is cut off"


def button(screen: Screen, words: str) -> str | None:
    """The value of the button that says so; None without one."""
    found = [
        element["value"]
        for block in screen.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["text"]["text"] == words
    ]
    return found[0] if found else None


@pytest.mark.parametrize("note", ["", "Call back and ask what they saw. " * 40])
def test_every_row_stands_on_one_page(note: str) -> None:
    history = [EventFacts(AT, "U0SAM", f"step {n:03}", note) for n in range(95)]
    facts = IssueFacts(1, 1, IssueState.OPEN, Severity.HIGH, AT, history=history)
    screen, pages = issue_whole(facts), [issue_whole(facts)]
    while on := button(screen, "Earlier rows"):
        start, issue_id = on.split()
        assert issue_id == "1"
        screen = issue_history(facts, int(start))
        assert not message_faults(screen.blocks)
        assert button(screen, "Newest rows") == "0 1"
        pages.append(screen)
    found = [re.findall(r"step (\d{3})", str(page.blocks)) for page in pages]
    assert [int(row) for rows in reversed(found) for row in rows] == list(range(95))
    assert "Nothing is earlier." in str(issue_history(facts, 200).blocks)


def test_what_is_not_shown_whole_has_a_line_or_is_counted() -> None:
    heard = [
        ObservationFacts(n, AT, f"said {n:02}", Severity.HIGH, customer=f"Customer {n:02}")
        for n in range(1, 20)
    ]

    def shown(count: int) -> str:
        facts = IssueFacts(1, 1, IssueState.OPEN, Severity.HIGH, AT, observations=heard[:count])
        return str(issue_whole(facts).blocks)

    assert "more:" not in shown(5)
    assert "and 1 more:\\n• “said 06” Customer 06" in shown(6)
    assert "not shown here" not in shown(15)
    assert all(f"said {n:02}" in shown(16) for n in range(1, 16))
    assert "_1 of them is not shown here._" in shown(16)
    assert "and 14 more:" in shown(19)
    assert "_4 of them are not shown here._" in shown(19)
