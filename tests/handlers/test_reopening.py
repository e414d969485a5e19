"""Who is offered "Not fixed", and where."""

from __future__ import annotations

from tests.support.inside import Inside


async def test_a_lead_opens_an_ended_issue_again_from_where_they_meet_it(firm: Inside) -> None:
    await firm.cx(firm.priya, "log It ate the file customer:Acme followup:yes")
    for typed in ("issue 1", "issues"):
        for end, fields in (
            ("Resolve", {"What changed?": "It reads it"}),
            ("Dismiss", {"Why": "Not ours"}),
        ):
            assert "Not fixed" not in (await firm.cx(firm.lena, typed)).text
            await firm.press(firm.lena, await firm.cx(firm.lena, typed), end)
            await firm.fill_in(firm.lena, **fields)
            assert "Not fixed" not in (await firm.cx(firm.sam, typed)).text, "a member"
            ended = await firm.cx(firm.lena, typed)
            await firm.press(firm.lena, ended, "Not fixed")
            await firm.fill_in(firm.lena, **{"What is still wrong?": "Acme says it does not"})
    whole = await firm.cx(firm.sam, "issue 1")
    assert whole.text.count(f"<@{firm.lena.id}> · reopened: Acme says it does not") == 4
