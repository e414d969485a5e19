"""The loop, played by pressing what people press."""

from __future__ import annotations

import html
from datetime import date

import pytest

from bot.blocks.mrkdwn import day
from bot.sandbox.answers import all_text
from tests.acceptance.company import (
    PLACE,
    Company,
    company,
    labels,
    set_up_by_hand,
    shown,
)
from tests.support.live import until

pytestmark = [pytest.mark.xdist_group("acceptance_loop"), pytest.mark.timeout(240)]


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_the_whole_loop_from_the_first_words_to_the_customer_who_was_told(
    mode: str, database_url: str
) -> None:
    if mode == "socket" and database_url.startswith("postgresql"):
        pytest.skip("the transport knows nothing of the database")
    async with company(mode, database_url) as firm:
        await set_up_by_hand(firm)
        await _answered_and_not_fixed_and_answered_again(firm)
        await _logged_in_the_form_and_waived(firm)
        await _logged_from_a_message_edited_and_dismissed(firm)
        await _read_row_by_row(firm)
        await _see_each_message_once_and_up_to_date(firm)


async def _answered_and_not_fixed_and_answered_again(firm: Company) -> None:
    priya, sam = firm.priya, firm.sam
    answer = await priya.slash(
        "/cx",
        "log It ate the file & said nothing. customer:“Acme Corp” touchpoint:import"
        " severity:critical",
        channel=firm.general,
    )
    assert answer.text.startswith("Got it. *Acme Corp · Data import*. Sam will answer")
    assert labels(answer.message or {}) == ["Edit", "Undo"]

    card = await shown(sam, "It ate the file & said nothing.", button="Acknowledge")
    assert labels(card) == ["Acknowledge", "Reassign", "Snooze", "Resolve", "Dismiss"]
    assert (await sam.press(card, "Acknowledge")).ok
    await shown(priya, "What you logged (Acme Corp)", "has it now")
    card = await shown(sam, "Thanks, it's yours.", button="Make a promise")
    await sam.press(card, "Make a promise")
    await sam.fill("Next step", "Find out why")
    assert (await sam.submit()).errors == {}
    await shown(priya, "promised: “Find out why”")
    await sam.press(await shown(sam, button="Done"), "Done")
    card = await shown(sam, "“Find out why”: kept", button="Resolve")
    await sam.press(card, "Resolve")
    await sam.fill("What changed?", "Dates are read in any format.")
    await sam.fill("Root cause", "A parser of our own")
    assert (await sam.submit()).errors == {}

    outcome = await shown(priya, "Dates are read in any format.", button="Not fixed")
    assert outcome["thread_ts"] == priya.dm[0]["ts"]
    assert labels(outcome) == ["I told the customer", "No need to tell", "Not fixed"]
    await priya.press(outcome, "Not fixed")
    await priya.fill("What is still wrong?", "Still eats it")
    assert (await priya.submit()).errors == {}
    await shown(priya, "This is open again.")

    # a reopening gets a new card; the old one is a line without buttons
    card = await shown(sam, "It ate the file", button="Acknowledge")
    assert card["ts"] != sam.dm[1]["ts"]
    await until(lambda: labels(sam.dm[1]) == [])
    await sam.press(card, "Acknowledge")
    await shown(sam, "Thanks, it's yours.", button="Resolve")
    await sam.press(card, "Resolve")
    await sam.fill("What changed?", "Now it reads every format.")
    assert (await sam.submit()).errors == {}
    outcome = await shown(priya, "Now it reads every format.", button="I told the customer")
    assert (await priya.press(outcome, "I told the customer")).ok


async def _logged_in_the_form_and_waived(firm: Company) -> None:
    lena, sam = firm.lena, firm.sam
    await lena.slash("/cx", channel=firm.general)
    await lena.fill("What did the customer say or do?", "The <b>seats</b> were full")
    await lena.fill("Customer", "Add “Beta GmbH”", typed="Beta GmbH")
    await lena.fill("Touchpoint", PLACE, typed="import")
    await lena.choose(lena.modal or {}, "Severity", "Critical")
    await until(lambda: "follow_up_1" in str(lena.modal))  # the box ticked itself
    answer = await lena.submit()
    assert answer.errors == {}
    assert "Beta GmbH" in all_text(lena.modal or {})
    assert "Sam will answer" in all_text(lena.modal or {})

    card = await shown(sam, "The <b>seats</b> were full", button="Resolve")
    await sam.press(card, "Resolve")
    await sam.fill("What changed?", "The invite screen says so.")
    assert (await sam.submit()).errors == {}
    # who hears for the first time that it is resolved gets one message with everything
    outcome = await shown(lena, "The invite screen says so.", button="No need to tell")
    assert "thread_ts" not in outcome
    assert (await lena.press(outcome, "No need to tell")).ok


async def _logged_from_a_message_edited_and_dismissed(firm: Company) -> None:
    lena, sam, priya = firm.lena, firm.sam, firm.priya
    message = await lena.say(firm.general, "Gamma asks for bank transfer <3")
    await priya.message_shortcut("log_message", message, firm.general)
    await until(lambda: priya.modal)
    assert "Gamma asks for bank transfer <3" in all_text(priya.modal or {})
    await priya.fill("Touchpoint", PLACE, typed="import")
    await priya.choose(priya.modal or {}, "How did they feel?", "Angry")
    await until(lambda: "follow_up_1" in str(priya.modal))
    await priya.fill("Severity", "Critical")
    assert (await priya.submit()).errors == {}
    await priya.press(priya.modal or {}, "Edit")
    await until(lambda: "What had they expected?" in str(priya.modal))
    await priya.fill("What had they expected?", "To pay as at home")
    await priya.fill("Customer", "Add “Gamma”", typed="Gamma")
    assert (await priya.submit()).errors == {}

    card = await shown(sam, "Gamma asks for bank transfer <3", button="Dismiss")
    await sam.press(card, "Dismiss")
    await sam.fill("Why", "Not ours")
    await sam.fill("In words", "The bank's to offer.")
    assert (await sam.submit()).errors == {}
    await shown(priya, "The bank's to offer.")


async def _read_row_by_row(firm: Company) -> None:
    lena, sam, priya = firm.lena.id, firm.sam.id, firm.priya.id
    due = day(date.fromisoformat(str(firm.rows("SELECT due_on FROM promise")[0][0])))
    first = [
        (priya, "opened", None, "open", ""),
        (sam, "acknowledged", "open", "acknowledged", ""),
        (sam, "promised", "acknowledged", "acknowledged", f"“Find out why” by {due}"),
        (sam, "promise kept", "acknowledged", "acknowledged", "“Find out why”"),
        (sam, "resolved", "acknowledged", "resolved", "Dates are read in any format."),
        (priya, "reopened", "resolved", "open", "Still eats it"),
        (sam, "acknowledged", "open", "acknowledged", ""),
        (sam, "resolved", "acknowledged", "resolved", "Now it reads every format."),
        (priya, "customer told", "resolved", "resolved", "Acme Corp"),
        (None, "closed", "resolved", "closed", ""),
    ]
    assert firm.history(1) == first
    assert firm.history(2) == [
        (lena, "opened", None, "open", ""),
        (sam, "resolved", "open", "resolved", "The invite screen says so."),
        (lena, "no need to tell", "resolved", "resolved", "Beta GmbH"),
        (None, "closed", "resolved", "closed", ""),
    ]
    assert firm.history(3) == [
        (priya, "opened", None, "open", ""),
        (sam, "dismissed", "open", "dismissed", "Not ours: The bank's to offer."),
    ]
    screen = (await firm.lena.slash("/cx", "issue 1", channel=firm.general)).text
    at = 0
    for actor, what, _, _, note in first:
        row = f" · {f'<@{actor}>' if actor else 'Earshot'} · {what}{f': {note}' if note else ''}"
        at = screen.index(row, at) + len(row)
    assert screen.startswith("Issue #1 · closed · Critical")


async def _see_each_message_once_and_up_to_date(firm: Company) -> None:
    """The messages that stay: Sam's cards, one a round, and what each reporter heard."""
    await shown(firm.sam, "It ate the file", "Closed: “Now it reads every format.”")
    await shown(firm.sam, "Closed: “The invite screen says so.” Nobody is left to tell.")
    await shown(firm.sam, "Gamma · ", "Dismissed (Not ours): “The bank's to offer.”")
    role, folded, *cards = firm.sam.dm
    assert PLACE in all_text(role)
    assert "see the newer card below" in all_text(folded)
    assert [labels(card) for card in cards] == [[], [], []]
    receipt, dismissal = firm.priya.dm
    assert "“It ate the file & said nothing.”" in html.unescape(all_text(receipt))
    assert "Gamma asks for bank transfer" in all_text(dismissal)
    said = [all_text(reply).splitlines()[0] for reply in firm.priya.threads(receipt["ts"])]
    assert len(said) == 3
    assert "is fixed: “Now it reads every format.”" in said[2]
    assert len(firm.lena.dm) == 1
