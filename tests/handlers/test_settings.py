"""`/cx settings` as people fill it in."""

from __future__ import annotations

from datetime import time

from bot.domain.workcal import WorkCalendar
from bot.sandbox import Person
from storage.books import Books
from storage.repositories.leads import Leads
from storage.tables import ReactionRule
from tests.support.inside import Inside, modal_text

TEAM = "T0EARSHOT"


async def rule(firm: Inside) -> ReactionRule | None:
    channel = firm.general.id
    return await firm.app.storage.read(
        TEAM, lambda books: books.observations.reaction_rule(channel)
    )


async def hours(firm: Inside, person: Person) -> WorkCalendar:
    return await firm.app.storage.read(TEAM, lambda books: books.people.calendar(person.id))


async def lead(firm: Inside, *people: Person) -> None:
    def work(books: Books) -> None:
        for person in people:
            books.people.add_lead(person.id)
            books.session.flush()

    await firm.app.storage.write(TEAM, work)


# -- one's own time -------------------------------------------------------------------------------


async def test_a_member_sets_their_own_hours(firm: Inside) -> None:
    await firm.cx(firm.priya, "settings")
    answer = await firm.fill_in(
        firm.priya,
        Working_days=["Monday", "Sunday"],
        From="08:15",
        To="12:00",
        Country_of_your_public_holidays="de",
    )
    assert answer.errors == {}
    assert firm.priya.modal is None
    calendar = await hours(firm, firm.priya)
    assert sorted(calendar.workdays) == [0, 6]
    assert (calendar.start, calendar.end) == (time(8, 15), time(12))
    assert calendar.country == "DE"


async def test_what_is_set_is_filled_in(firm: Inside) -> None:
    await firm.cx(firm.priya, "settings")
    await firm.fill_in(firm.priya, From="08:15", Working_days=["Tuesday"])
    await firm.cx(firm.priya, "settings")
    await firm.fill_in(firm.priya)
    calendar = await hours(firm, firm.priya)
    assert (sorted(calendar.workdays), calendar.start) == ([1], time(8, 15))


async def test_hours_that_cant_be_are_refused_and_nothing_is_lost(firm: Inside) -> None:
    await firm.cx(firm.priya, "settings")
    answer = await firm.fill_in(firm.priya, From="17:00", To="17:00")
    assert list(answer.errors.values()) == ["Work can't begin and end at the same minute."]
    answer = await firm.fill_in(firm.priya, To="18:00", Country_of_your_public_holidays="ZZ")
    assert list(answer.errors.values()) == ["I don't know the country “ZZ”."]
    assert firm.priya.modal is not None
    assert (await hours(firm, firm.priya)).start == time(9)


# -- the channel ----------------------------------------------------------------------------------


async def test_a_member_switches_the_channels_reaction_on_and_off(firm: Inside) -> None:
    await firm.cx(firm.priya, "settings")
    switch = "Whoever adds the emoji to a message logs it, once"
    await firm.fill_in(firm.priya, In_this_channel=[switch], Emoji=":eyes:")
    on = await rule(firm)
    assert on is not None
    assert (on.emoji, on.set_by) == ("eyes", firm.priya.id)
    await firm.cx(firm.sam, "settings")
    await firm.fill_in(firm.sam, In_this_channel=[])
    assert await rule(firm) is None


async def test_who_left_the_channel_meanwhile_switches_nothing_in_it(firm: Inside) -> None:
    switch = "Whoever adds the emoji to a message logs it, once"
    await firm.cx(firm.priya, "settings")
    firm.general.members.discard(firm.priya.id)
    answer = await firm.fill_in(firm.priya, In_this_channel=[switch])
    assert list(answer.errors.values()) == ["Only who is in the channel can do that."]
    assert await rule(firm) is None
    firm.general.members.add(firm.priya.id)
    firm.sandbox.faults.add("conversations.members", "http_500")
    answer = await firm.fill_in(firm.priya, In_this_channel=[switch])
    assert "Slack didn't answer" in str(answer.errors)
    await firm.fill_in(firm.priya, In_this_channel=[switch])
    assert await rule(firm) is not None


async def test_who_only_changes_their_hours_leaves_the_channel_alone(firm: Inside) -> None:
    await firm.cx(firm.priya, "settings")
    switch = "Whoever adds the emoji to a message logs it, once"
    await firm.fill_in(firm.priya, In_this_channel=[switch])
    before = await rule(firm)
    await firm.cx(firm.sam, "settings")
    await firm.fill_in(firm.sam, To="16:00")
    assert await rule(firm) == before
    assert before is not None
    assert before.emoji == "ear"


async def test_a_private_channel_offers_no_reaction(firm: Inside) -> None:
    den = firm.sandbox.add_channel("den", private=True, members=[firm.priya])
    await firm.priya.slash("/cx", "settings", channel=den)
    await firm.app.gate.drain()
    assert "Emoji" not in modal_text(firm.priya)
    assert (await firm.fill_in(firm.priya)).errors == {}


async def test_a_channel_shared_with_another_company_is_refused(firm: Inside) -> None:
    bridge = firm.sandbox.add_channel("bridge", members=[firm.priya], ext_shared=True)
    await firm.priya.slash("/cx", "settings", channel=bridge)
    await firm.app.gate.drain()
    switch = "Whoever adds the emoji to a message logs it, once"
    answer = await firm.fill_in(firm.priya, In_this_channel=[switch])
    assert [text[:39] for text in answer.errors.values()] == [
        "Reactions log only in public channels o"
    ]
    assert (await firm.fill_in(firm.priya, In_this_channel=[])).errors == {}


# -- the workspace --------------------------------------------------------------------------------


async def test_a_member_does_not_see_the_workspaces_settings(firm: Inside) -> None:
    await lead(firm, firm.lena)
    await firm.cx(firm.priya, "settings")
    assert "CX leads" not in modal_text(firm.priya)


async def test_a_lead_names_leads_in_order_and_sets_the_workspace(firm: Inside) -> None:
    await lead(firm, firm.lena)
    await firm.cx(firm.lena, "settings")
    # Sam has never met Earshot: who is chosen is asked of Slack before it is stored
    answer = await firm.fill_in(
        firm.lena,
        CX_leads=[firm.sam, firm.lena],
        Guests=["Guests may log"],
        Company_name="Northlight",
    )
    assert answer.errors == {}

    def read(books: Books) -> tuple[list[str], object, object]:
        settings = books.workspace
        return books.people.leads(), settings.setting("guests_may_log"), settings.setting("company")

    found = await firm.app.storage.read(TEAM, read)
    assert found == ([firm.sam.id, firm.lena.id], True, "Northlight")
    assert [await _name(firm, person) for person in (firm.sam, firm.lena)] == ["Sam", "Lena"]


async def test_a_guest_cant_lead(firm: Inside) -> None:
    guest = firm.sandbox.add_person("Gus", guest=True)
    await lead(firm, firm.lena)
    await firm.cx(firm.lena, "settings")
    answer = await firm.fill_in(firm.lena, CX_leads=[guest])
    assert [text.partition(" can't")[0] for text in answer.errors.values()] == ["That person"]


async def test_who_leads_no_more_can_store_nothing(firm: Inside) -> None:
    await firm.cx(firm.lena, "help")
    await lead(firm, firm.sam, firm.lena)
    await firm.cx(firm.sam, "settings")

    def dismiss(books: Books) -> None:
        Leads(books).replace([firm.lena.id])

    await firm.app.storage.write(TEAM, dismiss)
    answer = await firm.fill_in(firm.sam, CX_leads=[firm.sam], From="06:00")
    assert "Only a CX lead can do that." in answer.errors.values()
    leads = await firm.app.storage.read(TEAM, lambda books: books.people.leads())
    assert leads == [firm.lena.id]
    assert (await hours(firm, firm.sam)).start == time(9)


async def _name(firm: Inside, person: Person) -> str:
    return await firm.app.storage.read(TEAM, lambda books: books.people.name(person.id))
