"""Every way in which words reach Earshot: mention, DM, reaction, shortcuts, the modal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from bot.sandbox import Channel
from bot.sandbox.answers import all_text
from handlers.inbound import Kind, from_event, from_interaction
from storage.tables import Draft, ReactionRule
from tests.support.inside import TEAM, Inside, heard, inside, modal_text, whispered
from tests.support.office import MONDAY

LONG = "It stopped again. " * 300


@pytest.fixture
async def reading(tmp_path: Path) -> AsyncIterator[Inside]:
    """A company whose Earshot may read channels (EARSHOT_HISTORY=all)."""
    async with inside(f"sqlite:///{tmp_path}/earshot.db", history="all") as firm:
        yield firm


async def drafts(firm: Inside) -> int:
    return await firm.app.storage.read(
        TEAM, lambda books: len(books.session.exec(select(Draft)).all())
    )


async def switch_on(firm: Inside, channel: Channel) -> None:
    await firm.app.storage.write(
        TEAM,
        lambda books: books.observations.set_reaction_rule(
            ReactionRule(
                team_id=TEAM, channel=channel.id, emoji="ear", set_by="U0LENA", set_at=MONDAY
            )
        ),
    )


# -- mention --------------------------------------------------------------------------------------


async def test_a_mention_logs_at_once_and_only_its_author_sees_the_answer(firm: Inside) -> None:
    firm.general.members.add(firm.priya.id)
    await firm.priya.mention(firm.general, 'log It ate <the> file & said nothing customer:"Acme"')
    (row,) = await heard(firm)
    assert row.words == "It ate <the> file & said nothing"
    answer = await whispered(firm, firm.priya, firm.general)
    assert "Got it." in answer["text"]
    await firm.press(firm.priya, answer, "Undo")
    assert await heard(firm) == []


async def test_a_mention_without_words_or_verb_gets_a_sentence(firm: Inside) -> None:
    firm.general.members.add(firm.priya.id)
    for text in ("log", "hello"):
        await firm.priya.mention(firm.general, text)
        assert (await whispered(firm, firm.priya, firm.general))["text"]
    assert await heard(firm) == []


async def test_a_mention_in_private_stores_nothing_until_the_form_is_submitted(
    firm: Inside,
) -> None:
    secret = firm.sandbox.add_channel("secret", private=True, members=[firm.priya, firm.sam])
    await firm.priya.mention(secret, "log A secret")
    assert await heard(firm) == []
    await firm.press(firm.priya, await whispered(firm, firm.priya, secret), "Log an observation")
    assert "said in private" in modal_text(firm.priya)
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert (row.words, row.private, row.channel) == ("A secret", True, None)


# -- a plain DM -----------------------------------------------------------------------------------


async def test_a_plain_dm_is_answered_with_a_button_that_carries_the_words(firm: Inside) -> None:
    await firm.priya.say(None, LONG)
    await firm.send()
    (reply,) = [m for m in firm.priya.dm if m.get("bot_id")]
    assert await heard(firm) == []
    await firm.press(firm.priya, reply, "Log an observation")
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.words == LONG, "longer text is stored whole"
    assert not row.private, "what is said to Earshot is said to Earshot"


async def test_the_same_dm_delivered_twice_is_answered_once(firm: Inside) -> None:
    await firm.priya.say(None, "It ate the file")
    await firm.sandbox.redeliver(firm.sandbox.deliveries[-1])
    await firm.send()
    assert len([m for m in firm.priya.dm if m.get("bot_id")]) == 1


async def test_words_that_come_with_a_file_are_carried_too(firm: Inside) -> None:
    await firm.priya.say(None, "It ate the file")
    payload = json.loads(json.dumps(firm.sandbox.deliveries[-1].payload))
    payload["event"] |= {"subtype": "file_share", "text": "It ate this picture"}
    await firm.app.gate.serve(from_event(payload | {"event_id": "Ev0FILE"}, TEAM))
    payload["event"] |= {"subtype": "message_changed", "text": "It ate nothing"}
    await firm.app.gate.serve(from_event(payload | {"event_id": "Ev0EDIT"}, TEAM))
    await firm.send()
    replies = [all_text(m) for m in firm.priya.dm if m.get("bot_id")]
    assert len(replies) == 2
    assert "It ate this picture" in replies[-1]


# -- reactions ------------------------------------------------------------------------------------


async def test_a_reaction_logs_a_message_once_however_many_add_it(reading: Inside) -> None:
    firm = reading
    firm.general.members.update({firm.priya.id, firm.sam.id})
    await switch_on(firm, firm.general)
    message = await firm.sam.say(firm.general, "Acme says: it ate the file")
    await firm.priya.react(firm.general, message, "ear::skin-tone-3")
    await firm.sam.react(firm.general, message, "ear")
    await firm.priya.react(firm.general, message, "eyes")
    (row,) = await heard(firm)
    assert (row.words, row.reporter) == ("Acme says: it ate the file", firm.priya.id)
    assert "Got it." in (await whispered(firm, firm.priya, firm.general))["text"]


async def test_without_a_way_to_read_a_reaction_answers_the_first_with_a_button(
    firm: Inside,
) -> None:
    firm.general.members.update({firm.priya.id, firm.sam.id})
    await switch_on(firm, firm.general)
    message = await firm.sam.say(firm.general, "it ate the file")
    await firm.priya.react(firm.general, message, "ear")
    await firm.sam.react(firm.general, message, "ear")
    await firm.app.gate.drain()
    assert await heard(firm) == []
    (answer,) = firm.priya.ephemerals(firm.general)
    assert firm.sam.ephemerals(firm.general) == []
    await firm.press(firm.priya, answer, "Log an observation")
    await firm.priya.fill("What did the customer say or do?", "It ate the file")
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.message_ts == message["ts"]


async def test_a_form_that_a_button_opened_can_be_closed_and_opened_again(firm: Inside) -> None:
    firm.general.members.update({firm.priya.id, firm.sam.id})
    await switch_on(firm, firm.general)
    message = await firm.sam.say(firm.general, "It ate the file")
    await firm.priya.react(firm.general, message, "ear")
    await firm.app.gate.drain()
    (asked,) = firm.priya.ephemerals(firm.general)
    await firm.press(firm.priya, asked, "Log an observation")
    await firm.priya.close(whole_stack=True)
    await firm.app.gate.drain()
    await firm.press(firm.priya, asked, "Log an observation")
    await firm.priya.fill("What did the customer say or do?", "It ate the file")
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.message_ts == message["ts"]
    assert await drafts(firm) == 0


async def test_a_reaction_where_nobody_switched_it_on_does_nothing(reading: Inside) -> None:
    firm = reading
    firm.general.members.add(firm.priya.id)
    message = await firm.priya.say(firm.general, "it ate the file")
    await firm.priya.react(firm.general, message, "ear")
    assert await heard(firm) == []
    assert firm.priya.ephemerals(firm.general) == []


# -- shortcuts and the modal ----------------------------------------------------------------------


async def test_a_message_becomes_an_observation_with_its_place(firm: Inside) -> None:
    firm.general.members.update({firm.priya.id, firm.sam.id})
    message = await firm.sam.say(firm.general, "See <acme> & co: it ate the file")
    await firm.priya.message_shortcut("log_message", message, firm.general)
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.words == "See <acme> & co: it ate the file"
    assert (row.channel, row.message_ts) == (firm.general.id, message["ts"])
    assert await drafts(firm) == 0


async def test_what_stands_in_ones_own_dm_with_earshot_is_logged_as_private(firm: Inside) -> None:
    dm = firm.priya.dm_channel
    message = await firm.priya.say(dm, "It ate the file, between us")
    await firm.app.gate.drain()
    await firm.priya.message_shortcut("log_message", message, dm)
    assert "private" in modal_text(firm.priya)
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.private
    answer = await firm.cx(firm.sam, "search between us")
    assert "Nothing found" in answer.text


async def test_what_was_said_in_private_says_who_reads_it_and_whether_its_place_is_kept(
    firm: Inside,
) -> None:
    secret = firm.sandbox.add_channel("secret", private=True, members=[firm.priya, firm.sam])
    message = await firm.sam.say(secret, "It ate the file")
    await firm.priya.message_shortcut("log_message", message, secret)
    readers = "only you, the owner, whoever an escalation reaches and CX leads"
    assert readers in modal_text(firm.priya)
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.message_ts, "its logger finds it again"
    assert f"the link stays with you, and {readers}" in modal_text(firm.priya)
    answer = await firm.priya.slash("/cx", "log It ate another file", channel=secret)
    assert f"no place is kept, and {readers}" in answer.text


async def test_a_long_message_is_stored_whole_and_its_draft_goes_with_the_form(
    firm: Inside,
) -> None:
    firm.general.members.update({firm.priya.id, firm.sam.id})
    message = await firm.sam.say(firm.general, LONG)
    await firm.priya.message_shortcut("log_message", message, firm.general)
    await firm.priya.close()
    assert await drafts(firm) == 0, "closed: nothing was said to us"
    await firm.priya.message_shortcut("log_message", message, firm.general)
    await firm.priya.submit()
    (row,) = await heard(firm)
    assert row.words == LONG
    assert await drafts(firm) == 0


async def test_an_outsiders_message_names_their_company(firm: Inside) -> None:
    firm.sandbox.add_team("T0ACME", "Acme")
    stranger = firm.sandbox.add_person("Ada", team_id="T0ACME")
    shared = firm.sandbox.add_channel("acme", ext_shared=True, members=[firm.priya, stranger])
    message = await stranger.say(shared, "It ate the file")
    await firm.priya.message_shortcut("log_message", message, shared)
    assert "Acme" in modal_text(firm.priya)


async def test_a_new_customer_is_offered_first_and_added(firm: Inside) -> None:
    await firm.cx(firm.priya, 'log Hello customer:"Acme Corp"')
    await firm.cx(firm.priya, "")
    assert await firm.priya.suggest(firm.priya.modal or {}, "Customer", "acme") == [
        "Add “acme”",
        "Acme Corp",
    ]
    assert await firm.priya.suggest(firm.priya.modal or {}, "Customer", "ACME corp") == [
        "Acme Corp"
    ]
    await firm.priya.fill("What did the customer say or do?", "It ate the file")
    await firm.priya.fill("Customer", "Add “Bolt Ltd”", typed="Bolt Ltd")
    await firm.priya.submit()
    answer = await firm.cx(firm.priya, "customer Bolt Ltd")
    assert "It ate the file" in all_text(answer.message or {})


async def test_an_empty_form_keeps_the_modal_and_says_what_is_missing(firm: Inside) -> None:
    await firm.cx(firm.priya, "")
    await firm.priya.fill("What did the customer say or do?", " \n ")
    answer = await firm.priya.submit()
    assert "no words" in str(answer.errors)
    assert firm.priya.modal is not None


# -- submitted again, or with more than is kept ----------------------------------------------------


async def test_a_form_submitted_again_for_want_of_an_answer_is_stored_once(firm: Inside) -> None:
    await firm.cx(firm.priya, "")
    await firm.priya.fill("What did the customer say or do?", "It ate the file")
    await firm.priya.submit()
    payload = firm.sandbox.deliveries[-1].payload
    for words, stored in (("It ate the file", 1), ("It ate the file twice", 2)):
        again = json.loads(json.dumps(payload).replace("It ate the file", words))
        answer = await firm.app.gate.serve(
            from_interaction(Kind.SUBMISSION, again | {"trigger_id": f"again.{words}"}, TEAM)
        )
        assert len(await heard(firm)) == stored, "only what is the same is told once"
        assert ("it is stored" in str(answer)) == (stored == 1)


async def test_a_key_typed_twice_says_which_value_counted(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log it broke severity:low severity:high customer:Acme")
    assert "“low” counted, the first" in answer.text
    (row,) = await heard(firm)
    assert (row.severity, row.words) == ("low", "it broke severity:high")


async def test_a_name_too_long_to_keep_is_given_back(firm: Inside) -> None:
    name = "Very " * 30 + "Long & Sons"
    answer = await firm.cx(firm.priya, f'log it broke customer:"{name}"')
    assert "Left out: " in answer.text
    assert "Long &amp; Sons" in str(answer.message)
