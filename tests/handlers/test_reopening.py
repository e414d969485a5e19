"""Who is offered "Not fixed" and "It still holds", and where."""

from __future__ import annotations

from tests.support.inside import Inside, modal_text


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


async def test_its_owner_keeps_what_we_chose_from_where_it_is_due(firm: Inside) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    await firm.cx(firm.lena, "touchpoint edit data import")
    await firm.fill_in(firm.lena, Owner=firm.sam)
    await firm.cx(firm.priya, "log It ate the file touchpoint:import followup:yes")
    await firm.press(firm.sam, await firm.cx(firm.sam, "issue 1"), "Dismiss")
    chosen = {"Why": "We chose this", "In words": "Too dear", "Review on": "2030-01-07"}
    await firm.fill_in(firm.sam, **chosen)
    assert "It still holds" not in (await firm.cx(firm.priya, "issue 1")).text, "its reporter"
    await firm.press(firm.sam, await firm.cx(firm.sam, "issue 1"), "It still holds")
    assert "Too dear" in modal_text(firm.sam)
    await firm.fill_in(firm.sam, **{"Review on": "2031-01-06"})
    whole = (await firm.cx(firm.sam, "issue 1")).text
    assert "still holds: until Mon 6 Jan 2031: Too dear" in whole
    assert "To be looked at again on *Mon 6 Jan* 2031." in whole
