"""A number that no column holds is one that there is not, on both databases."""

from __future__ import annotations

from tests.support.inside import inside

BEYOND = 2**31


async def test_a_number_that_no_column_holds_is_answered_like_any_other(migrated_url: str) -> None:
    async with inside(migrated_url) as firm:
        for typed in (BEYOND, 10**14):
            answer = await firm.cx(firm.sam, f"issue {typed}")
            assert f"I can't find an issue “{typed}”" in answer.text
            answer = await firm.sam.slash("/survey", f"results {typed}")
            assert f"There is no micro-survey #{typed}." in answer.text
