"""The buttons that say whether it is a known issue, and the file of `/cx me`, as people press."""

from __future__ import annotations

from tests.support.inside import Inside

PLACE = 'touchpoint:"Data import" followup:yes'


async def test_what_looks_like_an_issue_is_asked_and_said_with_one_press(firm: Inside) -> None:
    await firm.press(
        firm.lena, await firm.cx(firm.lena, "touchpoints"), "Use the starter catalogue"
    )
    await firm.cx(firm.priya, f"log The import swallowed our file and said nothing {PLACE}")
    answer = await firm.cx(firm.sam, f"log Import swallowed the file, said nothing {PLACE}")
    assert "Add to issue #1?" in answer.text
    await firm.press(firm.sam, answer, "Add to issue #1")
    assert "observation added" in (await firm.cx(firm.sam, "issue 1")).text
    again = await firm.cx(firm.lena, f"log Import swallowed the file and said nothing {PLACE}")
    await firm.press(firm.lena, again, "It's new")
    assert "Import swallowed the file and" in (await firm.cx(firm.lena, "issue 2")).text


async def test_all_that_is_held_about_someone_comes_into_their_dm(firm: Inside) -> None:
    await firm.cx(firm.priya, "log It ate the file")
    await firm.press(firm.priya, await firm.cx(firm.priya, "me"), "Download")
    await firm.send()
    conversations = firm.sandbox.space.world.channels.values()
    names = {
        conversation.kind: file["name"]
        for conversation in conversations
        if firm.priya.id in conversation.members
        for message in firm.sandbox.messages(conversation)
        for file in message.get("files", ())
    }
    assert names == {"im": "earshot-me-2026-09-14.zip"}
