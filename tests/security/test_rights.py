"""Rights follow the person who presses, and what they are at that moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.usecases.log_observation import NewObservation, log_observation
from handlers.inbound import Kind, from_event
from storage.books import Books
from storage.tables import CxLead
from storage.tables.delivery import CardKind
from tests.security.company import HERE, PEOPLE, WORDS, Company, Outcome
from tests.security.presses import presses
from tests.security.pressing import Press, inbound, modal, option, text, ticks

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def press(firm: Company, part: str, row: str, **body: Any) -> Outcome:
    """The press that the table calls `row`, and what it did stays done."""
    sent = next(each for each in presses(firm.ids) if each.row == row)
    sent = replace(sent, body=sent.body | body)
    return await firm.serve(inbound(firm, part, sent), keep=True)


async def set_person(firm: Company, part: str, **changes: Any) -> None:
    """As `user_change` would."""
    user = {"id": PEOPLE[part], "team_id": HERE, "real_name": part, **changes}
    event = {"event_id": f"Ev{firm.serial()}", "event": {"type": "user_change", "user": user}}
    await firm.serve(from_event(event, HERE), keep=True)


async def leads_are(firm: Company, *parts: str) -> None:
    def work(books: Books) -> None:
        for user_id in PEOPLE.values():
            if row := books.session.get(CxLead, (HERE, user_id)):
                books.session.delete(row)
        books.session.flush()
        for part in parts:
            books.people.add_lead(PEOPLE[part])
            books.session.flush()

    await firm.do(work)


# -- the person who presses -----------------------------------------------------------------------


async def card_of_the_owner(firm: Company) -> dict[str, Any]:
    """Olive's card stands in her DM; a payload that comes from it."""

    def sent(books: Books) -> str:
        card = books.cards.live(CardKind.ISSUE, firm.ids.open, PEOPLE["owner"])
        assert card is not None
        card.channel, card.ts = "D0OLIVE", "1757930000.000700"
        books.session.add(card)
        return card.ts

    ts = await firm.do(sent)
    place = {"type": "message", "message_ts": ts, "channel_id": "D0OLIVE"}
    return {"container": place, "channel": {"id": "D0OLIVE", "name": "directmessage"}}


async def test_a_card_gives_no_right_to_who_presses_in_another_ones_message(firm: Company) -> None:
    place = await card_of_the_owner(firm)
    stranger = await press(firm, "member", "action issue_acknowledge", **place)
    assert stranger.refusal == "Only its owner, the touchpoint's people or a CX lead can do that"
    assert not stranger.changed
    assert not any(word in stranger.said for word in WORDS)


async def test_who_stands_in_presses_under_their_own_name(firm: Company) -> None:
    place = await card_of_the_owner(firm)
    assert (await press(firm, "deputy", "action issue_acknowledge", **place)).changed
    history = await firm.do(lambda books: books.issues.history(firm.ids.open))
    assert (history[-1].what, history[-1].actor) == ("acknowledged", PEOPLE["deputy"])


async def test_a_role_card_counts_for_the_person_it_was_sent_to_only(firm: Company) -> None:
    def sent(books: Books) -> None:
        card = books.cards.live(CardKind.ROLE, firm.ids.touchpoint, PEOPLE["touchpoint owner"])
        assert card is not None
        card.channel, card.ts = "D0TOM", "1757930000.000800"
        books.session.add(card)

    await firm.do(sent)
    place = {
        "container": {"type": "message", "message_ts": "1757930000.000800"},
        "channel": {"id": "D0TOM", "name": "directmessage"},
    }
    for part in ("CX lead", "deputy"):
        assert not (await press(firm, part, "action role_not_me", **place)).changed
    assert (await press(firm, "touchpoint owner", "action role_not_me", **place)).changed


# -- what they are at that moment -----------------------------------------------------------------


async def test_a_lead_who_was_removed_loses_the_rights_at_once(firm: Company) -> None:
    assert (await press(firm, "CX lead", "action touchpoint_add")).opened
    assert (await press(firm, "CX lead", "submission settings leads")).changed
    assert (await press(firm, "CX lead", "action touchpoint_add")).refusal
    assert (await press(firm, "member", "action touchpoint_add")).opened


async def test_an_admin_has_a_leads_rights_until_somebody_leads(firm: Company) -> None:
    await leads_are(firm)
    assert (await press(firm, "admin", "action touchpoint_add")).opened
    assert (await press(firm, "member", "action touchpoint_add")).refusal
    await leads_are(firm, "member")
    assert (await press(firm, "admin", "action touchpoint_add")).refusal
    assert (await press(firm, "member", "action touchpoint_add")).opened


@pytest.mark.parametrize("part", ["guest", "deactivated", "bot", "Slack Connect"])
async def test_who_cannot_lead_any_more_locks_nobody_out(part: str, firm: Company) -> None:
    await leads_are(firm, part)
    assert (await press(firm, "admin", "action touchpoint_add")).opened
    assert (await press(firm, "admin", "action lead_claim")).changed
    assert (await press(firm, part, "action touchpoint_add")).refusal


async def test_who_leaves_the_company_may_nothing_from_then_on(firm: Company) -> None:
    assert (await press(firm, "owner", "action issue_snooze")).opened
    await set_person(firm, "owner", deleted=True)
    gone = await press(firm, "owner", "action issue_snooze")
    assert gone.refusal
    assert not gone.opened
    await set_person(firm, "touchpoint owner", deleted=True)
    assert not (await press(firm, "touchpoint owner", "action role_not_me")).changed


async def test_who_becomes_a_guest_keeps_no_right_of_before(firm: Company) -> None:
    await set_person(firm, "CX lead", is_restricted=True)
    for row in ("action touchpoint_add", "action issue_resolve", "command /cx issues"):
        assert "Guests can answer surveys here" in (await press(firm, "CX lead", row)).said


async def test_whose_touchpoint_was_given_away_answers_no_more(firm: Company) -> None:
    assert (await press(firm, "touchpoint owner", "action role_not_me")).changed
    assert (await press(firm, "touchpoint owner", "action issue_resolve")).refusal


# -- guests ---------------------------------------------------------------------------------------


async def guests_may_log(firm: Company, *, allowed: bool) -> None:
    await firm.do(
        lambda books: books.workspace.set(
            "guests_may_log", allowed, actor=PEOPLE["CX lead"], now=firm.app.clock.now()
        )
    )


LOGGING = (
    "command /cx log",
    "command /cx",
    "shortcut log_observation",
    "shortcut log_message",
    "action log_open",
    "submission log_observation",
    "event app_mention",
    "event message",
    "event reaction_added",
)


@pytest.mark.parametrize("row", LOGGING)
async def test_a_guest_logs_only_where_that_is_allowed(row: str, firm: Company) -> None:
    refused = await press(firm, "guest", row)
    assert (refused.changed, refused.opened) == (False, False)
    await guests_may_log(firm, allowed=True)
    allowed = await press(firm, "guest", row)
    assert allowed.changed or allowed.opened
    assert not allowed.refusal


async def test_a_guest_who_logged_may_edit_and_undo_that_and_nothing_else(firm: Company) -> None:
    await guests_may_log(firm, allowed=True)

    def log(books: Books) -> tuple[int, int]:
        new = NewObservation("It broke", follow_up=True)
        row = log_observation(books, firm.desk, PEOPLE["guest"], new).observation
        return row.id or 0, row.issue_id or 0

    own, issue = await firm.do(log)
    assert (await click(firm, "observation_edit", own)).opened
    edit = Press(
        Kind.SUBMISSION,
        "edit_observation",
        modal(
            "edit_observation",
            f"observation:{own}",
            words=text("It broke twice"),
            follow_up=ticks("yes"),
        ),
    )
    assert (await firm.serve(inbound(firm, "guest", edit), keep=True)).changed
    for name in ("issue_acknowledge", "issue_resolve", "issue_reassign", "issue_show"):
        refused = await click(firm, name, issue)
        assert (refused.changed, refused.opened) == (False, False)
        assert refused.refusal
    assert (await click(firm, "observation_undo", firm.ids.observation)).refusal
    assert (await click(firm, "observation_undo", own)).changed
    await guests_may_log(firm, allowed=False)
    assert "Guests can answer surveys" in (await click(firm, "observation_edit", own)).said


async def test_a_guest_who_may_log_is_offered_the_customers_they_named_themselves(
    firm: Company,
) -> None:
    await guests_may_log(firm, allowed=True)
    typing = Press(Kind.OPTIONS, "customer", {"action_id": "customer", "value": "q"})
    offered = await firm.serve(inbound(firm, "guest", typing))
    assert "Quorvex" not in offered.said
    forged = modal("log_observation", "", words=text("Hm"), customer=option(str(firm.ids.customer)))
    sent = Press(Kind.SUBMISSION, "log_observation", forged)
    assert "Quorvex" not in (await firm.serve(inbound(firm, "guest", sent), keep=True)).said
    new = NewObservation("It broke", customer="Quorvex")
    await firm.do(lambda books: log_observation(books, firm.desk, PEOPLE["guest"], new))
    assert "Quorvex" in (await firm.serve(inbound(firm, "guest", typing))).said


async def test_a_guest_who_may_log_reads_nothing_of_others(firm: Company) -> None:
    await guests_may_log(firm, allowed=True)
    for row in ROWS_THAT_READ:
        outcome = await press(firm, "guest", row)
        assert outcome.refusal, row
        assert WORDS[0] not in outcome.said
    assert "/cx log" in (await press(firm, "guest", "command /cx help")).said


ROWS_THAT_READ = (
    "command /cx issues",
    "command /cx issue",
    "command /cx customer",
    "command /cx search",
    "command /cx touchpoints",
    "command /cx touchpoint edit",
    "command /cx settings",
    "action issue_show",
    "action history_page_on",
    "action issues_page_on",
    "action customer_edit",
    "submission edit_customer",
    "submission settings",
)


async def click(firm: Company, name: str, value: int) -> Outcome:
    body = {"actions": [{"action_id": name, "value": str(value)}]}
    return await firm.serve(inbound(firm, "guest", Press(Kind.ACTION, name, body)), keep=True)
