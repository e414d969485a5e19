"""Whom to tell: whoever still waits can always be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.blocks.facts import LoopFacts
from bot.blocks.loops import copy_ready, told_rows
from bot.domain.loop import LoopState
from tests.blocks.test_issue_goldens import RESOLVED


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (0, "and 3 more wait to hear, once these are settled"),
        (15, "and 3 more, who are settled"),
        (17, "and 3 more, who are settled"),
    ],
)
def test_of_many_customers_those_still_waiting_come_first(told: int, left: str) -> None:
    loops = [
        LoopFacts(n, f"C{n}", LoopState.TOLD if n <= told else LoopState.WAITING)
        for n in range(1, 19)
    ]
    rows = told_rows(replace(RESOLVED, loops=loops))
    asked = [row["elements"][0]["value"] for row in rows if row["type"] == "actions"]
    assert asked == [str(n) for n in range(told + 1, 19)][:15]
    assert rows[-1]["elements"][0]["text"] == left


@pytest.mark.parametrize(
    ("changed", "copied"),
    [
        ("Dates are read.", "What changed: Dates are read. Thank you"),
        ("Dates are read", "What changed: Dates are read. Thank you"),
        ("It works now!", "What changed: It works now! Thank you"),
        ("日付が読めます。", "What changed: 日付が読めます。 Thank you"),
    ],
)
def test_the_line_to_copy_ends_the_sentence_once(changed: str, copied: str) -> None:
    assert copied in copy_ready(replace(RESOLVED, what_changed=changed))
