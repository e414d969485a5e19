"""The catalogue as people press it: who sees which button, who may change what."""

from __future__ import annotations

from typing import Any

from bot.sandbox.answers import all_text
from storage.tables import Touchpoint
from tests.support.inside import Inside, modal_text

TEAM = "T0EARSHOT"


async def stored(firm: Inside, name: str) -> Touchpoint:
    row = await firm.app.storage.read(TEAM, lambda books: books.catalogue.touchpoint_named(name))
    assert row is not None
    return row


async def with_import_of(firm: Inside, owner: str) -> None:
    """The starter catalogue, in which `owner` owns Data import."""
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    await firm.cx(firm.lena, "touchpoint edit data import")
    assert (await firm.fill_in(firm.lena, Owner=owner)).errors == {}


def labels(surface: dict[str, Any] | None) -> list[str]:
    """The labels of a modal's inputs, in order."""
    blocks = (surface or {}).get("blocks", [])
    return [block["label"]["text"] for block in blocks if block["type"] == "input"]


async def test_a_lead_starts_the_catalogue_with_one_press(firm: Inside) -> None:
    empty = await firm.cx(firm.lena, "touchpoints")
    await firm.press(firm.lena, empty, "Use the starter catalogue")
    again = await firm.press(firm.lena, empty, "Use the starter catalogue")
    assert "Touchpoints 1–12 of 22. *22 without an owner*" in again.text
    assert "Website &amp; pricing" in again.text
    second = await firm.press(firm.lena, again, "Next page")
    assert "Touchpoints 13–22 of 22" in second.text
    assert "Cancellation" in second.text
    first = await firm.press(firm.lena, second, "Earlier page")
    assert "Touchpoints 1–12 of 22" in first.text


async def test_a_member_sees_the_catalogue_and_changes_nothing(firm: Inside) -> None:
    assert "A CX lead adds them" in (await firm.cx(firm.priya, "touchpoints")).text
    await with_import_of(firm, firm.sam.id)
    shown = await firm.cx(firm.priya, "touchpoints")
    assert "touchpoint_edit" not in str(shown.message)
    assert "touchpoint_add" not in str(shown.message)
    assert "Only a CX lead can do that." in (await firm.cx(firm.priya, "touchpoint add")).text
    answer = await firm.cx(firm.priya, "touchpoint edit trial")
    assert "Only its owner, its deputy or a CX lead can do that." in answer.text
    assert "Only a CX lead can do that." in (await firm.cx(firm.priya, "journey edit")).text
    assert firm.priya.modal is None


async def test_a_lead_adds_a_touchpoint(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    await firm.cx(firm.lena, "touchpoint add")
    assert labels(firm.lena.modal) == [
        "Name",
        "Area",
        "Owner",
        "Deputy",
        "Journey stage",
        "Home channel",
        "Keywords",
    ]
    offered = await firm.lena.suggest(firm.lena.modal or {}, "Journey stage", "")
    assert offered == ["Discover", "Evaluate", "Buy", "Onboard", "Use", "Get help", "Renew"]
    taken = await firm.fill_in(
        firm.lena,
        Name="trial",
        Area="Sales",
        Deputy=firm.priya.id,
        Journey_stage="Buy",
        Home_channel="C0IMPORT",
        Keywords="seat, “said it, twice”",
    )
    assert taken.errors == {"Name": "“Trial” is there already."}
    assert (await firm.fill_in(firm.lena, Name="Order form")).errors == {}
    assert "Added. *Order form* · Buy · *nobody yet*, deputy" in modal_text(firm.lena)
    row = await stored(firm, "order form")
    assert (row.area.label, row.deputy, row.home_channel, row.keywords) == (
        "Sales",
        firm.priya.id,
        "C0IMPORT",
        ["seat", "said it, twice"],
    )


async def test_who_cannot_answer_is_refused_under_the_field(firm: Inside) -> None:
    guest = firm.sandbox.add_person("Gustav", guest=True)
    await with_import_of(firm, firm.sam.id)
    await firm.cx(firm.lena, "touchpoint edit trial")
    answer = await firm.fill_in(firm.lena, Owner=guest.id, Deputy=firm.sam.id)
    assert list(answer.errors) == ["Owner"]
    assert "can't answer for it" in answer.errors["Owner"]
    assert (await stored(firm, "Trial")).deputy is None


async def test_an_owner_changes_keywords_and_channel_and_nothing_else(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    shown = await firm.cx(firm.sam, "touchpoints")
    assert str(shown.message).count("touchpoint_edit") == 1
    await firm.press(firm.sam, shown, "touchpoint_edit")
    assert labels(firm.sam.modal) == ["Home channel", "Keywords"]
    await firm.fill_in(firm.sam, Home_channel="C0IMPORT", Keywords="csv, dates")
    row = await stored(firm, "Data import")
    assert (row.home_channel, row.keywords) == ("C0IMPORT", ["csv", "dates"])


async def test_a_forged_submission_changes_no_more_than_its_sender_may(firm: Inside) -> None:
    """Sam sends back the modal that a lead would see: only his part of it counts."""
    await with_import_of(firm, firm.sam.id)
    await firm.cx(firm.lena, "touchpoint edit data import")
    lead_view = dict(firm.lena.modal or {})
    await firm.press(firm.sam, await firm.cx(firm.sam, "touchpoints"), "touchpoint_edit")
    own = firm.sandbox.space.views.top(firm.sam.id)
    assert own is not None
    own.body = {**own.body, "blocks": lead_view["blocks"]}
    await firm.fill_in(
        firm.sam, Name="Mine", Area="Policies", Owner=firm.priya.id, Keywords="dates"
    )
    row = await stored(firm, "Data import")
    assert (row.area.label, row.owner, row.keywords) == ("Technology", firm.sam.id, ["dates"])


async def test_a_stranger_to_the_touchpoint_cannot_submit_it(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    await firm.press(firm.sam, await firm.cx(firm.sam, "touchpoints"), "touchpoint_edit")
    await firm.cx(firm.lena, "touchpoint edit data import")
    await firm.fill_in(firm.lena, Owner=firm.priya.id)
    answer = await firm.fill_in(firm.sam, Keywords="mine")
    assert "Only its owner, its deputy or a CX lead" in str(answer.errors)
    assert (await stored(firm, "Data import")).keywords == ["import", "csv", "migration"]


async def test_an_unknown_name_is_answered_with_the_nearest(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    answer = await firm.cx(firm.lena, "touchpoint edit bilings")
    assert "I don't know the touchpoint “bilings”" in answer.text
    assert "*Billing &amp; invoices*" in answer.text
    assert "Nothing is lost" not in answer.text, "the one word stands in the sentence"
    assert answer.views == []
    whole = await firm.cx(firm.lena, "touchpoint edit")
    assert "Touchpoints 1–12 of 22" in whole.text


# -- who becomes an owner -------------------------------------------------------------------------


async def test_a_new_owner_is_told_once_and_says_fine(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    await firm.send()
    (card,) = firm.sam.dm
    assert "You now own *Data import*" in all_text(card)
    await firm.press(firm.sam, card, "Fine")
    await firm.send()
    (card,) = firm.sam.dm
    assert all_text(card) == "You own *Data import*. What is logged there comes to you."
    await firm.cx(firm.lena, "touchpoint edit data import")
    await firm.fill_in(firm.lena, Keywords="import")
    await firm.send()
    assert len(firm.sam.dm) == 1


async def test_who_says_not_me_is_taken_off(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    await firm.send()
    (card,) = firm.sam.dm
    await firm.press(firm.sam, card, "Not me")
    await firm.send()
    assert "You don't own *Data import* any more" in all_text(firm.sam.dm[0])
    assert (await stored(firm, "Data import")).owner is None
    shown = await firm.cx(firm.lena, "touchpoints")
    assert "*22 without an owner*" in shown.text


async def test_a_card_of_somebody_else_takes_nobody_off(firm: Inside) -> None:
    """The button's id is known to whoever saw one; the card must be theirs."""
    await with_import_of(firm, firm.sam.id)
    await firm.send()
    await firm.cx(firm.lena, "touchpoint edit trial")
    await firm.fill_in(firm.lena, Owner=firm.priya.id)
    await firm.send()
    (card,) = firm.priya.dm
    for block in firm.priya.dm_channel.messages[card["ts"]]["blocks"]:
        for element in block.get("elements", []):
            element["value"] = str((await stored(firm, "Data import")).id)
    answer = await firm.press(firm.priya, card, "Not me")
    assert "I can't find that touchpoint" in answer.text
    assert (await stored(firm, "Data import")).owner == firm.sam.id


async def test_a_change_of_owner_says_how_many_issues_stay(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    await firm.cx(firm.priya, "log It ate the file touchpoint:import severity:high")
    await firm.cx(firm.lena, "touchpoint edit data import")
    await firm.fill_in(firm.lena, Owner=firm.priya.id)
    assert "1 open issue here stays with who has it" in modal_text(firm.lena)


# -- journeys -------------------------------------------------------------------------------------


async def test_a_lead_edits_the_only_journey_without_its_name(firm: Inside) -> None:
    await with_import_of(firm, firm.sam.id)
    await firm.cx(firm.lena, "journey edit")
    assert labels(firm.lena.modal) == ["Name", "Stages", "Owner", "Sponsor", "Goal"]
    await firm.fill_in(firm.lena, Stages="Discover\nEvaluate\nBuy\nOnboard\nUse", Owner=firm.sam.id)
    text = modal_text(firm.lena)
    assert "Without a stage now: *Help centre*, *Incident notices*, *Tickets*, *Billing" in text
    assert f"owner <@{firm.sam.id}>" in text


async def test_a_first_and_a_second_journey_can_be_added(firm: Inside) -> None:
    await firm.cx(firm.lena, "journey edit")
    assert (await firm.fill_in(firm.lena, Name="Getting started", Stages="Buy")).errors == {}
    unknown = await firm.cx(firm.lena, "journey edit Partners")
    await firm.press(firm.lena, unknown, "Add a journey")
    assert (await firm.fill_in(firm.lena, Stages="Sign\nSign")).errors == {
        "Stages": "“Sign” is there already."
    }
    assert (await firm.fill_in(firm.lena, Stages="Sign")).errors == {}
    several = await firm.cx(firm.lena, "journey edit")
    assert "*Getting started*: Buy" in several.text
    assert "*Partners*: Sign" in several.text
    await firm.press(firm.lena, several, "Edit")
    assert "Getting started" in modal_text(firm.lena)
    await firm.lena.close()
    await firm.cx(firm.lena, "journey edit partners")
    assert "Partners" in modal_text(firm.lena)
    offered = await firm.cx(firm.lena, "touchpoint add")
    assert offered.ok
    stages = await firm.lena.suggest(firm.lena.modal or {}, "Journey stage", "sig")
    assert stages == ["Sign (Partners)"]
