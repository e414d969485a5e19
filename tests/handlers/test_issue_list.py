"""`/cx issues` as people type it."""

from __future__ import annotations

from bot.domain.issue import Step
from storage.books import Books
from tests.support.inside import Inside, modal_text
from tests.support.office import MONDAY

TEAM = "T0EARSHOT"


async def test_pages_turn_however_many_spaces_were_typed(firm: Inside) -> None:
    for number in range(6):
        await firm.cx(firm.priya, f"log Hello {number} customer:Acme followup:yes")
    gap = " " * 2500  # more than a button's value holds
    first = await firm.cx(firm.priya, f"issues open{gap}customer:Acme")
    assert "1–5 of 6" in first.text
    second = await firm.press(firm.priya, first, "Next page")
    assert "of *Acme*: 6–6 of 6" in second.text


async def test_every_row_of_a_long_history_is_reached_in_the_answer_and_in_the_modal(
    firm: Inside,
) -> None:
    await firm.cx(firm.priya, "log It broke customer:Acme followup:yes")
    await firm.app.storage.write(TEAM, _thirty_rows)
    whole = await firm.cx(firm.priya, "issue 1")
    earlier = await firm.press(firm.priya, whole, "Earlier rows")
    assert "note 29" in whole.text
    assert "note 29" not in earlier.text
    assert "note 0" in earlier.text
    assert "note 29" in (await firm.press(firm.priya, earlier, "Newest rows")).text
    listed = await firm.cx(firm.priya, "issues")
    await firm.press(firm.priya, listed, "History")
    assert "note 29" in modal_text(firm.priya)
    assert firm.priya.modal
    await firm.press(firm.priya, firm.priya.modal, "Earlier rows")
    assert "note 0" in modal_text(firm.priya)


def _thirty_rows(books: Books) -> None:
    issue = books.issues.numbered(1)
    assert issue is not None
    for number in range(30):
        note = f"note {number}"
        books.issues.record(issue, Step.EDIT, "U0SAM", MONDAY, came_from=issue.state, note=note)
