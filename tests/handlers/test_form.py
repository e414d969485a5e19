"""The modal "Log an observation": its box that ticks itself, editing, digits nobody may keep."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.clock import StandingClock
from bot.sandbox.answers import all_text
from storage.books import Books
from storage.tables import Draft, OutboxRow
from tests.support.inside import TEAM, Inside, heard, modal_text, whispered
from tests.support.office import MONDAY


async def test_the_box_ticks_itself_and_what_stands_at_submit_counts(firm: Inside) -> None:
    await firm.priya.shortcut("log_observation")
    await firm.priya.fill("What did the customer say or do?", "It ate the file")
    await firm.priya.choose(firm.priya.modal or {}, "How did they feel?", "Angry")
    await firm.app.gate.drain()
    box = next(
        b for b in (firm.priya.modal or {})["blocks"] if b["block_id"].startswith("follow_up")
    )
    assert box["element"]["initial_options"]
    await firm.priya.fill("Needs a follow-up", [])
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert (row.follow_up, row.issue_id) == (False, None)
    assert "Got it." in modal_text(firm.priya), "the modal itself becomes the answer"


ASKED = ["Someone should answer, and tell me what came of it"]


async def choose(firm: Inside, label: str, option: str) -> None:
    await firm.priya.choose(firm.priya.modal or {}, label, option)
    await firm.app.gate.drain()


async def test_the_box_unticks_itself_only_where_it_ticked_itself(firm: Inside) -> None:
    for by_hand in (False, True):
        await firm.priya.shortcut("log_observation")
        await firm.priya.fill("What did the customer say or do?", "It ate the file")
        if by_hand:
            await firm.priya.fill("Needs a follow-up", ASKED)
        await choose(firm, "How did they feel?", "Angry")
        await choose(firm, "How did they feel?", "Neutral")
        await choose(firm, "Severity", "Low")
        await firm.priya.submit()
        assert (await heard(firm))[0].follow_up == by_hand


@pytest.mark.parametrize(("typed", "stays"), [("followup:yes", True), ("feeling:angry", False)])
async def test_an_edit_unticks_the_box_only_where_the_choices_had_ticked_it(
    firm: Inside, typed: str, stays: bool
) -> None:
    logged = await firm.cx(firm.priya, f"log They are furious that it broke {typed}")
    await firm.press(firm.priya, logged, "Edit")
    await choose(firm, "How did they feel?", "Neutral")
    await firm.priya.submit()
    assert (await heard(firm))[0].follow_up == stays


async def test_an_own_view_is_not_said_to_count(firm: Inside) -> None:
    await firm.cx(firm.priya, "")
    await firm.priya.fill("What did the customer say or do?", "I would name it otherwise")
    await firm.priya.fill("Whose words?", "My own view")
    await firm.priya.submit()
    assert "Kept apart as your own view: it enters no counts." in modal_text(firm.priya)
    await firm.priya.open_home()
    await firm.app.gate.drain()
    page = all_text(firm.priya.home or {})
    assert "Kept apart as your own view; nobody is asked to answer." in page
    assert "It counts" not in modal_text(firm.priya) + page
    found = await firm.cx(firm.sam, "search otherwise")
    assert f"Own view of <@{firm.priya.id}>" in found.text


# -- editing --------------------------------------------------------------------------------------


async def test_an_edit_starts_from_what_is_stored(firm: Inside) -> None:
    logged = await firm.cx(firm.priya, 'log It ate the file customer:"Acme" feeling:happy')
    await firm.press(firm.priya, logged, "Edit")
    await firm.priya.fill("Severity", "High")
    await firm.priya.fill("What had they expected?", "That it works")
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert (row.severity.value, row.expected) == ("high", "That it works")
    assert not row.follow_up, "what stands at submit counts"


async def test_undo_is_gone_after_a_quarter_of_an_hour_but_edit_stays(firm: Inside) -> None:
    logged = await firm.cx(firm.priya, "log It ate the file")
    firm.app.gate._clock = StandingClock(MONDAY.replace(hour=11))
    await firm.press(firm.priya, logged, "Undo")
    (row,) = await heard(firm)
    assert row.undone_at is None
    assert "15 minutes" in (await whispered(firm, firm.priya, firm.general))["text"]


# -- digits that nobody may keep -------------------------------------------------------------------


async def test_card_digits_are_masked_in_what_waits_for_a_press_too(firm: Inside) -> None:
    await firm.priya.say(None, "Her card 4111 1111 1111 1111 was refused")
    await firm.send()
    (reply,) = [m for m in firm.priya.dm if m.get("bot_id")]
    assert "I stored the card number masked" in all_text(reply)

    def kept(books: Books) -> str:
        rows = [draft.words for draft in books.session.exec(select(Draft))]
        return str([*rows, *(row.message for row in books.session.exec(select(OutboxRow)))])

    everything = await firm.app.storage.read(TEAM, kept)
    assert "refused" in everything
    assert "4111" not in everything
    await firm.press(firm.priya, reply, "Log an observation")
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.words == "Her card •••• •••• •••• 1111 was refused"


async def test_an_edit_says_what_it_masked(firm: Inside) -> None:
    logged = await firm.cx(firm.priya, "log Her card was refused")
    await firm.press(firm.priya, logged, "Edit")
    await firm.priya.fill("What did the customer say or do?", "4111 1111 1111 1111 was refused")
    await firm.priya.fill("What had they expected?", "Money on DE89 3704 0044 0532 0130 00")
    await firm.priya.submit()
    assert "I stored the card number and the IBAN masked" in modal_text(firm.priya)
    (row,) = await heard(firm)
    assert row.words == "•••• •••• •••• 1111 was refused"
    assert row.expected == "Money on DE•• •••• •••• •••• ••30 00"


async def test_a_form_that_comes_with_masked_digits_says_so(firm: Inside) -> None:
    said = "log Her card 4111 1111 1111 1111 was refused"
    firm.general.members.update({firm.priya.id, firm.sam.id})
    message = await firm.sam.say(firm.general, said)
    await firm.priya.message_shortcut("log_message", message, firm.general)
    assert "I masked the card number, but for the last digits." in modal_text(firm.priya)
    secret = firm.sandbox.add_channel("secret", private=True, members=[firm.priya])
    await firm.priya.mention(secret, said)
    answer = await whispered(firm, firm.priya, secret)
    assert "I masked the card number, but for the last digits." in answer["text"]
