"""The modal "Due times" and its answer."""

from __future__ import annotations

import pytest

from bot.blocks.due_times import DueTimesForm, due_times_modal, due_times_saved
from bot.domain.due import DEFAULT_POLICY, Policy, Term
from bot.domain.vocabulary import Severity
from tests.blocks.test_home import HOSTILE
from tests.support.golden import check_golden

OWN = Policy({Severity.HIGH: Term(hours=2)}, {Severity.LOW: Term(days=40)})


def test_the_workspaces_terms() -> None:
    check_golden("due_times", due_times_modal(DueTimesForm(OWN, DEFAULT_POLICY)))


def test_a_touchpoints_terms_show_what_holds_otherwise() -> None:
    form = DueTimesForm(Policy(), DEFAULT_POLICY.overridden_by(OWN), (3, HOSTILE))
    check_golden("due_times_touchpoint", due_times_modal(form))


def test_another_touchpoint_has_other_block_ids_so_that_slack_forgets_what_was_typed() -> None:
    def blocks(touchpoint: tuple[int, str] | None) -> set[str]:
        view = due_times_modal(DueTimesForm(Policy(), DEFAULT_POLICY, touchpoint))
        return {block["block_id"] for block in view["blocks"] if "_" in block.get("block_id", "")}

    shared = blocks(None) & blocks((3, "Data import"))
    assert shared == {"policy_touchpoint"}


@pytest.mark.parametrize(
    ("touchpoint", "moved", "said"),
    [
        (None, 0, "Saved. No open issue is due at another time for it."),
        (None, 1, "Saved. 1 open issue is due at another time now; each history says so."),
        ("A & B", 12, "Saved at *A &amp; B*. 12 open issues are due at another time now; each"),
    ],
)
def test_the_answer_says_what_moved(touchpoint: str | None, moved: int, said: str) -> None:
    assert due_times_saved(touchpoint, moved).text.startswith(said)
