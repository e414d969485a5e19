"""Every change of a setting, a right or a state leaves a row that says who did it."""

from __future__ import annotations

import pytest

from tests.security.company import PEOPLE, Company
from tests.security.presses import presses
from tests.security.pressing import inbound
from tests.security.tables import Change

WATCHED = {
    "setting",
    "cx_lead",
    "touchpoint",
    "journey",
    "stage",
    "customer",
    "reaction_rule",
    "person",
    "days_away",
    "issue",
    "promise",
    "customer_loop",
}
RECORDS = {"audit", "issue_event"}
PARTS = ("CX lead", "reporter", "touchpoint owner", "admin", "member")
"""Between them they may do everything."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_nothing_changes_without_a_record(firm: Company) -> None:
    recorded = set()
    for press in presses(firm.ids):
        for part in PARTS:
            async with firm.watched() as watch:
                await firm.app.gate.serve(inbound(firm, part, press))
            changed = {change.table for change in watch.changes if _counts(change)}
            assert not [
                change for change in watch.changes if change.table in RECORDS and not change.added
            ], "a record is never changed or removed"
            actors = {
                change.row["actor"]
                for change in watch.changes
                if change.table in RECORDS and change.added
            }
            if changed:
                assert PEOPLE[part] in actors, (press.row, part, changed)
                recorded.add(press.row)
    assert len(recorded) > 20, "most of what stores something was seen to do it"


def _counts(change: Change) -> bool:
    """Whether it is a change of setting, right or state. That somebody was heard of is none."""
    heard_of = change.added and change.table in ("customer", "person")
    return change.table in WATCHED and not heard_of
