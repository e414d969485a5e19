"""`/cx touchpoints import` as a CX lead does it, file, preview and all, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.sandbox.answers import all_text
from bot.schedule.tick import tick
from storage.tables import AuditEntry, OutboxRow, Touchpoint
from storage.tables.delivery import OutboxState
from tests.support.inside import Inside, inside, modal_text
from tests.support.office import MONDAY

TEAM = "T0EARSHOT"
FILE = """name;area;stage;owner e-mail;deputy;channel;keywords
Order form;Sales;;sam@north.example;@Priya;#import;"seat, plan"
Status page;Support;;@Sam;;;
Trial;Tech;;;;;
"""


@pytest.fixture
async def firm(database_url: str) -> AsyncIterator[Inside]:
    async with inside(database_url) as firm:
        firm.sam.user.email = "sam@north.example"
        yield firm


async def preview(firm: Inside, content: str | bytes, name: str = "catalogue.csv") -> str:
    """Attach a file and press "Preview"; what the modal then says."""
    await firm.cx(firm.lena, "touchpoints import")
    await firm.lena.attach("File", name, content.encode() if isinstance(content, str) else content)
    await firm.lena.submit()
    await firm.app.gate.drain()
    return modal_text(firm.lena)


async def store(firm: Inside) -> str:
    """Press "Import"; what the modal then says."""
    await firm.lena.submit()
    await firm.app.gate.drain()
    return modal_text(firm.lena)


async def stored(firm: Inside) -> dict[str, Touchpoint]:
    rows = await firm.app.storage.read(TEAM, lambda books: list(books.catalogue.touchpoints()))
    return {row.name: row for row in rows}


async def audited(firm: Inside, what: str) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.what == what)
    return list(await firm.app.storage.read(TEAM, lambda books: books.session.exec(query).all()))


async def test_a_preview_comes_before_anything_is_stored(firm: Inside) -> None:
    said = await preview(firm, FILE)
    assert "2 new, 1 row needs a look:" in said
    assert "row 4: I don't know the area “Tech”. Did you mean *Technology*?" in said
    assert "New: *Order form*, *Status page*" in said
    assert await stored(firm) == {}
    assert "Imported: 2 new." in await store(firm)
    rows = await stored(firm)
    assert set(rows) == {"Order form", "Status page"}
    form = rows["Order form"]
    assert (form.area.label, form.owner, form.deputy, form.home_channel, form.keywords) == (
        "Sales",
        firm.sam.id,
        firm.priya.id,
        "C0IMPORT",
        ["seat", "plan"],
    )
    (entry,) = await audited(firm, "touchpoint import")
    assert (entry.actor, entry.after) == (firm.lena.id, {"new": 2, "changed": 0})
    assert len(await audited(firm, "touchpoint")) == 2


async def test_the_same_file_again_changes_nothing(firm: Inside) -> None:
    await preview(firm, FILE)
    await store(firm)
    said = await preview(firm, FILE)
    assert "2 as they are, 1 row needs a look:" in said
    assert (firm.lena.modal or {})["submit"] is None
    assert len(await audited(firm, "touchpoint import")) == 1


async def test_what_is_there_is_changed_by_name_and_never_removed(firm: Inside) -> None:
    await preview(firm, FILE)
    await store(firm)
    said = await preview(firm, "Name,Keywords,Owner\nORDER FORM,seat,\n")
    assert "1 changed." in said
    assert "Changed: *Order form*" in said
    await store(firm)
    rows = await stored(firm)
    assert set(rows) == {"Order form", "Status page"}
    assert (rows["Order form"].keywords, rows["Order form"].owner) == (["seat"], firm.sam.id)


async def test_who_owns_several_now_is_told_in_one_message(firm: Inside) -> None:
    await preview(firm, FILE.replace(";Tech;", ";Sales;") + "Demo;Sales;;@Priya\n")
    await store(firm)
    await firm.send()
    (told,) = firm.sandbox.messages(firm.sam.dm_channel)
    assert "You now own 2 touchpoints. When a customer trips there" in told["text"]
    assert all(name in all_text(told) for name in ("Order form", "Status page"))
    (alone,) = firm.sandbox.messages(firm.priya.dm_channel)
    assert "You now own *Demo*." in alone["text"]
    await firm.press(firm.sam, told, "role_not_me")
    rows = await stored(firm)
    assert sorted(str(row.owner) for row in rows.values()).count(firm.sam.id) == 1
    (shown,) = firm.sandbox.messages(firm.sam.dm_channel)
    assert "You now own 1 touchpoint." in shown["text"]
    await firm.press(firm.sam, shown, "Fine")
    (folded,) = firm.sandbox.messages(firm.sam.dm_channel)
    assert "You own 1 touchpoint. What is logged there comes to you." in folded["text"]
    query = select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)
    assert not await firm.app.storage.read(TEAM, lambda books: books.session.exec(query).all())


async def test_a_file_waits_for_an_hour_and_no_longer(firm: Inside) -> None:
    await preview(firm, FILE)
    await tick(firm.app.storage, [TEAM], MONDAY + timedelta(minutes=59))
    await tick(firm.app.storage, [TEAM], MONDAY + timedelta(minutes=61))
    assert "I can't find the file that was read." in await store(firm)
    assert await stored(firm) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name\nCaf\xe9", "I can't read this as a table. Save it as “CSV UTF-8”"),
        (b"place,who\nTrial,Sam\n", "I need a column “name”; I see “place” or “who”."),
        (b"name,area\n", "There is nothing below the first row"),
        (b"name\n" + b"x\n" * 501, "At most 500 rows, please."),
        (b"name\n" + b"x" * 1_000_001, "At most 1 MB, please."),
    ],
)
async def test_a_file_that_is_none_is_answered_with_a_sentence(
    content: bytes, said: str, firm: Inside
) -> None:
    assert said in await preview(firm, content)
    assert (firm.lena.modal or {})["submit"] is None


async def test_each_row_says_what_is_wrong_with_it(firm: Inside) -> None:
    firm.sandbox.add_person("Gustav", guest=True)
    firm.sandbox.add_person("Sam", tz="UTC")
    rows = [
        "name,area,stage,owner,channel",
        ",Sales",
        "Demo,",
        "Demo,Sales",
        "Trial,Sales,Onbord",
        "Quote,Sales,,nobody@north.example",
        "Form,Sales,,@Sam",
        "Page,Sales,,@Gustav",
        "Call,Sales,,,#importt",
        f"{'x' * 76},Sales",
    ]
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    said = await preview(firm, "\n".join(rows).replace("Demo", "Tour").replace("Trial", "Test"))
    for line in (
        "row 2: the name is missing.",
        "row 3: the area is missing.",
        "row 4: “Tour” stands in row 3 too.",
        "row 5: I don't know the stage “Onbord”. Did you mean *Onboard*?",
        "row 6: I don't know the person “nobody@north.example”.",
        "row 7: I don't know the person “@Sam”. Did you mean *@sam* or *@sam*?",
        "row 8: <@U0GUSTAV> can't answer for it",
        "row 9: I don't know the channel “#importt”. Did you mean *import*?",
        "row 10: At most 75 characters, please.",
    ):
        assert line in said
    assert "9 rows need a look:" in said


async def test_a_file_of_somebody_else_is_not_read(firm: Inside) -> None:
    other = firm.sandbox.space.files.add("theirs.csv", b"name\nSecret place\n", firm.sam.id)
    await firm.cx(firm.lena, "touchpoints import")
    await firm.lena.attach("File", "mine.csv", b"name\nx\n")
    view = firm.sandbox.space.views.top(firm.lena.id)
    assert view is not None
    for held in view.held.values():
        held["files"][0]["id"] = other.id
    await firm.lena.submit()
    await firm.app.gate.drain()
    assert "I can't find that file." in modal_text(firm.lena)
    assert "Secret place" not in modal_text(firm.lena)


async def test_only_a_lead_imports(firm: Inside) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    answer = await firm.cx(firm.sam, "touchpoints import")
    assert "Only a CX lead can do that." in answer.text
    assert firm.sam.modal is None


async def test_an_address_and_a_file_need_their_permissions(firm: Inside) -> None:
    scopes = firm.sandbox.space.manifest.scopes
    assert scopes is not None
    for scope, said in (
        ("users:read.email", "row 2: I may not look up e-mail addresses here."),
        ("files:read", "I may not read files here."),
    ):
        manifest = firm.sandbox.space.manifest
        object.__setattr__(manifest, "scopes", frozenset(scopes) - {scope})
        assert said in await preview(firm, FILE)
    firm.sandbox.refusals.clear()
