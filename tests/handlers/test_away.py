"""Days away, leaving and due times as people press them, in the whole app."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox import Person
from bot.sandbox.answers import all_text
from storage.tables import DaysAway, Issue
from tests.support.inside import Inside, modal_text

TEAM = "T0EARSHOT"


async def home(firm: Inside, person: Person) -> str:
    """Open the Home tab; every word on it."""
    await person.open_home()
    await firm.app.gate.drain()
    return shown(person)


async def press(firm: Inside, person: Person, label: str) -> str:
    """Press on the Home tab; every word on it afterwards."""
    assert person.home is not None
    await firm.press(person, person.home, label)
    return shown(person)


def shown(person: Person) -> str:
    assert person.home is not None
    return all_text(person.home)


async def in_modal(firm: Inside, person: Person, label: str) -> None:
    """Press a button in the modal on the person's screen."""
    assert person.modal is not None
    await firm.press(person, person.modal, label)


async def sams_issue(firm: Inside) -> None:
    """Lena leads; Sam owns Data import with Priya as deputy, and an issue there."""
    await home(firm, firm.lena)
    await press(firm, firm.lena, "Become CX lead")
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    await firm.cx(firm.lena, "touchpoint edit data import")
    assert (await firm.fill_in(firm.lena, Owner=firm.sam, Deputy=firm.priya)).errors == {}
    await firm.lena.close()
    await firm.cx(firm.lena, "log It ate the file touchpoint:import followup:yes")


async def issue(firm: Inside) -> Issue:
    row = await firm.app.storage.read(TEAM, lambda books: books.issues.numbered(1))
    assert row is not None
    return row


async def days_of(firm: Inside, person: Person) -> list[DaysAway]:
    return await firm.app.storage.read(TEAM, lambda books: books.people.away(person.id))


# -- one's own ------------------------------------------------------------------------------------


async def test_somebody_goes_away_and_comes_back(firm: Inside) -> None:
    await sams_issue(firm)
    await home(firm, firm.sam)
    await press(firm, firm.sam, "I'm away")
    answer = await firm.fill_in(firm.sam, To="2026-09-18")
    assert answer.errors == {}
    assert "You are away until *Fri 18 Sep*." in shown(firm.sam)
    assert (await issue(firm)).owner == firm.priya.id
    await firm.send()
    assert "It ate the file" in all_text(firm.priya.dm[-1])
    assert "You are away" not in await press(firm, firm.sam, "I'm back")
    assert (await issue(firm)).owner == firm.sam.id


async def test_wrong_days_are_told_under_the_field(firm: Inside) -> None:
    await home(firm, firm.sam)
    await press(firm, firm.sam, "I'm away")
    answer = await firm.fill_in(firm.sam, From="2026-09-18", To="2026-09-16")
    assert answer.errors == {"To": "That is before the first day."}
    assert (await firm.fill_in(firm.sam, To="2026-09-18")).errors == {}
    assert "Away *Fri 18 Sep*." in shown(firm.sam)
    assert "Away" not in await press(firm, firm.sam, "Cancel these days")
    assert await days_of(firm, firm.sam) == []


async def test_one_person_may_answer_for_everything(firm: Inside) -> None:
    await sams_issue(firm)
    await home(firm, firm.sam)
    await press(firm, firm.sam, "I'm away")
    answer = await firm.fill_in(firm.sam, **{"Who_answers_meanwhile?": firm.lena})
    assert answer.errors == {}
    assert (await issue(firm)).owner == firm.lena.id


# -- a colleague's --------------------------------------------------------------------------------


async def test_a_lead_enters_a_colleagues_days(firm: Inside) -> None:
    await sams_issue(firm)
    await firm.cx(firm.lena, "settings")
    await in_modal(firm, firm.lena, "Days away of a colleague")
    answer = await firm.fill_in(firm.lena, Days_away_of=firm.sam, From="2026-09-10")
    assert answer.errors == {}
    [row] = await days_of(firm, firm.sam)
    assert (row.entered_by, row.first.isoformat()) == (firm.lena.id, "2026-09-10")
    assert "Entered by" in await home(firm, firm.sam)


async def test_a_deputy_enters_the_days_of_whom_they_stand_in_for_and_of_nobody_else(
    firm: Inside,
) -> None:
    await sams_issue(firm)
    await firm.cx(firm.priya, "settings")
    await in_modal(firm, firm.priya, "Days away of a colleague")
    refused = await firm.fill_in(firm.priya, Days_away_of=firm.lena)
    assert "Only a CX lead or their deputy can do that." in str(refused.errors)
    assert (await firm.fill_in(firm.priya, Days_away_of=firm.sam)).errors == {}
    assert (await issue(firm)).owner == firm.priya.id


async def test_a_member_is_offered_neither(firm: Inside) -> None:
    await sams_issue(firm)
    await firm.cx(firm.sam, "settings")
    assert "Days away of a colleague" not in modal_text(firm.sam)
    assert "Due times" not in modal_text(firm.sam)


# -- leaving --------------------------------------------------------------------------------------


async def test_when_slack_says_that_somebody_left_their_issues_move(firm: Inside) -> None:
    await sams_issue(firm)
    await firm.sandbox.user_change(firm.sam, deleted=True)
    await firm.app.gate.drain()
    assert (await issue(firm)).owner == firm.priya.id
    page = await home(firm, firm.lena)
    assert "Can't answer any more" in page
    assert f"1 open issue, 1 to <@{firm.priya.id}>" in page
    assert "*Data import* has no owner." in page


# -- due times ------------------------------------------------------------------------------------


async def test_a_lead_sets_the_workspaces_due_times(firm: Inside) -> None:
    await sams_issue(firm)
    await firm.cx(firm.lena, "settings")
    await in_modal(firm, firm.lena, "Due times")
    wrong = await firm.fill_in(firm.lena, **{"Medium:_resolve_within": "soon"})
    assert list(wrong.errors) == ["Medium: resolve within"]
    assert "Write 4h for working hours or 3d for working days" in str(wrong.errors)
    await firm.fill_in(firm.lena, **{"Medium:_resolve_within": "5d"})
    assert "1 open issue is due at another time now" in modal_text(firm.lena)
    assert (await issue(firm)).resolve_due == datetime(2026, 9, 21, 17, tzinfo=UTC)


async def test_a_touchpoint_gets_times_of_its_own(firm: Inside) -> None:
    await sams_issue(firm)
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "Due times")
    assert firm.lena.modal is not None
    await firm.lena.fill("Medium: resolve within", "7d")
    await firm.lena.choose(firm.lena.modal, "Touchpoint", "Data import")
    await firm.app.gate.drain()
    await firm.fill_in(firm.lena, **{"Medium:_resolve_within": "2d"})
    assert "Saved at *Data import*. 1 open issue" in modal_text(firm.lena)
    own = await firm.app.storage.read(TEAM, lambda books: books.policies.own(None))
    assert own.resolve == {}, "what was typed for the workspace was not stored for it"
    assert (await issue(firm)).resolve_due == datetime(2026, 9, 16, 17, tzinfo=UTC)


# -- /cx me ---------------------------------------------------------------------------------------


async def test_everybody_sees_what_is_held_about_them_and_nobody_else_does(firm: Inside) -> None:
    await sams_issue(firm)
    await firm.send()
    mine = (await firm.cx(firm.sam, "me")).text
    assert "owner of *Data import*" in mine
    assert "you own issue #1" in mine
    assert "Promises: none yet" in mine
    hers = (await firm.cx(firm.lena, "me")).text
    assert "You are CX lead" in hers
    assert "You logged 1 observation" in hers
