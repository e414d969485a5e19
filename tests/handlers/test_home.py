"""App Home as people press it."""

from __future__ import annotations

from bot.sandbox import Person
from bot.sandbox.answers import all_text
from storage.books import Books
from storage.tables.delivery import CardKind, OutboxState
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
    """Every word on the person's Home tab."""
    assert person.home is not None
    return all_text(person.home)


async def given_up(firm: Inside, error: str) -> None:
    """A card for Sam that did not arrive."""

    def work(books: Books) -> None:
        card = books.cards.open(
            CardKind.ROLE, 1, firm.sam.id, now=firm.app.clock.now(), due_at=firm.app.clock.now()
        )
        row = books.outbox.of_card(card)
        assert row is not None
        row.state, row.error = OutboxState.PARKED, error
        books.session.add(row)

    await firm.app.storage.write(TEAM, work)


async def leads(firm: Inside) -> list[str]:
    return await firm.app.storage.read(TEAM, lambda books: books.people.leads())


# -- everyone -------------------------------------------------------------------------------------


async def test_the_home_tab_is_published_when_it_opens(firm: Inside) -> None:
    assert "Nothing. That's all for now." in await home(firm, firm.priya)


async def test_the_messages_tab_publishes_nothing(firm: Inside) -> None:
    await firm.priya.open_home("messages")
    await firm.app.gate.drain()
    assert firm.priya.home is None


async def test_an_issue_is_acknowledged_in_the_home_tab(firm: Inside) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    await firm.cx(firm.lena, "touchpoint edit data import")
    await firm.fill_in(firm.lena, Owner=firm.sam)
    await firm.cx(firm.priya, "log It ate the file touchpoint:import followup:yes")
    assert "Waits for you: 1" in await home(firm, firm.sam)
    assert "Thanks, it's yours." in await press(firm, firm.sam, "Acknowledge")
    assert "Issue #1:" in await home(firm, firm.priya)


async def test_an_observation_is_logged_and_undone_in_the_home_tab(firm: Inside) -> None:
    await home(firm, firm.priya)
    await press(firm, firm.priya, "Log an observation")
    await firm.priya.fill("What did the customer say or do?", "Seats were full")
    await firm.priya.submit()
    await firm.app.gate.drain()
    assert "Seats were full" in shown(firm.priya)
    assert "Seats were full" not in await press(firm, firm.priya, "Undo")


# -- who leads ------------------------------------------------------------------------------------


async def test_an_admin_becomes_cx_lead_and_the_offer_goes(firm: Inside) -> None:
    assert "Become CX lead" in await home(firm, firm.lena)
    assert "Become CX lead" not in await press(firm, firm.lena, "Become CX lead")
    assert await leads(firm) == [firm.lena.id]


async def test_the_slower_admin_learns_who_was_quicker_and_sees_it(firm: Inside) -> None:
    maya = firm.sandbox.add_person("Maya", tz="UTC", admin=True)
    await home(firm, firm.lena)
    await home(firm, maya)
    await press(firm, maya, "Become CX lead")
    page = await press(firm, firm.lena, "Become CX lead")
    assert f"<@{maya.id}> was quicker" in modal_text(firm.lena)
    assert "Become CX lead" not in page
    assert await leads(firm) == [maya.id]


async def test_who_was_an_admin_can_claim_it_no_more(firm: Inside) -> None:
    await home(firm, firm.lena)

    def demote(books: Books) -> None:
        person = books.people.get(firm.lena.id)
        assert person is not None
        person.is_admin = False

    await firm.app.storage.write(TEAM, demote)
    await press(firm, firm.lena, "Become CX lead")
    assert "Only a workspace admin can do that." in modal_text(firm.lena)
    assert await leads(firm) == []


async def test_an_admin_is_pointed_there_by_every_answer_until_somebody_leads(
    firm: Inside,
) -> None:
    line = "Nobody leads customer experience here yet"
    assert line in (await firm.cx(firm.lena, "help")).text
    await firm.cx(firm.lena, "")
    assert line in modal_text(firm.lena)
    await firm.lena.close()
    assert line not in (await firm.cx(firm.priya, "help")).text
    await home(firm, firm.lena)
    await press(firm, firm.lena, "Become CX lead")
    assert line not in (await firm.cx(firm.lena, "help")).text
    assert firm.lena.dm == []


async def test_the_starter_catalogue_is_one_press_away(firm: Inside) -> None:
    await home(firm, firm.lena)
    page = await press(firm, firm.lena, "Use the starter catalogue")
    assert "Owners named: 0 of" in page
    assert "Use the starter catalogue" not in page


# -- what did not arrive --------------------------------------------------------------------------


async def test_a_lead_tries_again_and_it_arrives(firm: Inside) -> None:
    await given_up(firm, "user_disabled")
    assert f"<@{firm.sam.id}> is deactivated." in await home(firm, firm.lena)
    assert "Did not arrive" not in await press(firm, firm.lena, "Try again")
    await firm.send()
    assert len(firm.sam.dm) == 1


async def test_a_lead_says_that_it_is_there(firm: Inside) -> None:
    await given_up(firm, "uncertain")
    assert f"Did it reach <@{firm.sam.id}>?" in await home(firm, firm.lena)
    assert "Did not arrive" not in await press(firm, firm.lena, "It's there")
    await firm.send()
    assert firm.sam.dm == []


async def test_a_page_that_grew_old_says_so_and_is_renewed(firm: Inside) -> None:
    maya = firm.sandbox.add_person("Maya", tz="UTC", admin=True)
    await given_up(firm, "user_disabled")
    await home(firm, firm.lena)
    await home(firm, maya)
    await press(firm, maya, "Forget it")
    page = await press(firm, firm.lena, "Try again")
    assert "This was settled already." in modal_text(firm.lena)
    assert "Did not arrive" not in page
    await firm.send()
    assert firm.sam.dm == []


async def test_problems_are_for_leads(firm: Inside) -> None:
    await given_up(firm, "user_disabled")
    assert "Did not arrive" not in await home(firm, firm.priya)
