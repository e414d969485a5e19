"""`/cx issues` as people type it."""

from __future__ import annotations

from tests.support.inside import Inside


async def test_pages_turn_however_many_spaces_were_typed(firm: Inside) -> None:
    for number in range(6):
        await firm.cx(firm.priya, f"log Hello {number} customer:Acme followup:yes")
    gap = " " * 2500  # more than a button's value holds
    first = await firm.cx(firm.priya, f"issues open{gap}customer:Acme")
    assert "1–5 of 6" in first.text
    second = await firm.press(firm.priya, first, "Next page")
    assert "of *Acme*: 6–6 of 6" in second.text
