"""People can do what Slack's client offers, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import NotOffered, Person, Sandbox, all_text
from tests.sandbox.blockkit.examples import (
    actions,
    button,
    card,
    container,
    modal,
    option,
    plain,
    section,
    with_element,
    without,
)


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    sandbox.deliver_by_http("http://127.0.0.1:9/")
    sandbox.dispatch.retry_delays = ()
    return sandbox.add_person("Priya")


def test_ids_are_readable_and_stable(sandbox: Sandbox) -> None:
    people = [sandbox.add_person(name) for name in ("Priya", "Priya", "Mary Ann", "李")]
    assert [p.id for p in people] == ["U0PRIYA", "U0PRIYA2", "U0MARYANN", "U0X"]
    assert sandbox.add_channel("cx-feedback").id == "C0CXFEEDBACK"


async def test_only_members_speak_and_command(sandbox: Sandbox, priya: Person) -> None:
    elsewhere = sandbox.add_channel("elsewhere", members=[])
    for act in (priya.say(elsewhere, "x"), priya.slash("/cx", channel=elsewhere)):
        with pytest.raises(NotOffered):
            await act


async def test_only_the_addressee_sees_an_ephemeral_message(
    sandbox: Sandbox, priya: Person, client: AsyncWebClient
) -> None:
    tom = sandbox.add_person("Tom")
    general = sandbox.add_channel("general")
    await client.chat_postEphemeral(
        channel=general.id, user=priya.id, text="x", blocks=[actions(button())]
    )
    message = priya.ephemerals(general)[0]
    with pytest.raises(NotOffered):
        await tom.press(message, "Press")


async def test_what_is_not_there_cannot_be_pressed(
    sandbox: Sandbox, priya: Person, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(
        channel=priya.id,
        text="x",
        blocks=[actions(button(1)), actions(button(2)), section("Press")],
    )
    message = priya.dm[0]
    with pytest.raises(NotOffered, match="Undo"):
        await priya.press(message, "Undo")
    with pytest.raises(NotOffered):
        await priya.press(message, "Press", nth=2)
    second = await priya.press(message, "Press", nth=1)
    assert second.problem == "dispatch_failed"
    assert sandbox.deliveries[-1].payload["actions"][0]["action_id"] == "button-2"
    await client.chat_delete(channel=priya.dm_channel.id, ts=message["ts"])
    with pytest.raises(NotOffered, match="gone"):
        await priya.press(message, "Press")


@pytest.mark.parametrize(
    ("kind", "more", "value", "held"),
    [
        ("datepicker", {}, date(2026, 11, 30), {"selected_date": "2026-11-30"}),
        ("datepicker", {}, None, {"selected_date": None}),
        ("timepicker", {}, time(9, 5), {"selected_time": "09:05"}),
        ("timepicker", {}, "17:45", {"selected_time": "17:45"}),
        (
            "datetimepicker",
            {},
            datetime(2026, 11, 30, tzinfo=UTC),
            {"selected_date_time": 1_795_996_800},
        ),
        ("multi_users_select", {}, ["U0PRIYA"], {"selected_users": ["U0PRIYA"]}),
        ("conversations_select", {}, "C0GENERAL", {"selected_conversation": "C0GENERAL"}),
        (
            "multi_static_select",
            {"options": [option(1), option(2)]},
            ["Option 1", "Option 2"],
            {"selected_options": [option(1), option(2)]},
        ),
        ("radio_buttons", {"options": [option(1)]}, "Option 1", {"selected_option": option(1)}),
    ],
)
async def test_what_is_entered_arrives_in_slacks_shape(
    sandbox: Sandbox, priya: Person, kind: str, more: dict[str, Any], value: Any, held: Any
) -> None:
    sandbox.add_channel("general")
    block = with_element(kind, **more) | {"label": plain("Input"), "block_id": "b"}
    sandbox.space.views.open(priya.id, modal(block))
    await priya.fill("Input", value)
    assert priya.modal is not None
    assert priya.modal["state"]["values"]["b"]["element"] == {"type": kind, **held}


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        ("static_select", {"options": [option(1)]}, "Option 2"),
        ("multi_users_select", {"max_selected_items": 1}, ["U0PRIYA", "U0TOM"]),
        ("users_select", {}, "U0NOBODY"),
        ("channels_select", {}, "C0SECRET"),
        ("conversations_select", {"filter": {"include": ["im"]}}, "C0GENERAL"),
        (
            "conversations_select",
            {"filter": {"exclude_external_shared_channels": True}},
            "C0SHARED",
        ),
    ],
)
async def test_what_is_not_offered_cannot_be_entered(
    sandbox: Sandbox, priya: Person, kind: str, more: dict[str, Any], value: Any
) -> None:
    sandbox.add_person("Tom")
    sandbox.add_channel("general")
    sandbox.add_channel("secret", private=True)
    sandbox.add_channel("shared", ext_shared=True)
    sandbox.space.views.open(
        priya.id, modal(with_element(kind, **more) | {"label": plain("Input")})
    )
    with pytest.raises(NotOffered):
        await priya.fill("Input", value)


async def test_buttons_in_containers_and_cards_can_be_pressed(
    sandbox: Sandbox, priya: Person, client: AsyncWebClient
) -> None:
    blocks = [
        container(actions(without(button(text=plain("Inner")), "action_id"))),
        card(actions=[button(text=plain("On the card"))]),
        {"type": "carousel", "elements": [card(actions=[button(text=plain("Turning"))])]},
    ]
    await client.chat_postMessage(channel=priya.id, text="x", blocks=blocks)
    for label in ("Inner", "On the card", "Turning"):
        await priya.press(priya.dm[0], label)
        action = sandbox.deliveries[-1].payload["actions"][0]
        assert action["text"]["text"] == label
        assert action["action_id"]


async def test_rich_text_is_entered_as_rich_text(sandbox: Sandbox, priya: Person) -> None:
    block = with_element("rich_text_input") | {"label": plain("Words"), "block_id": "b"}
    sandbox.space.views.open(priya.id, modal(block))
    await priya.fill("Words", "Hello")
    assert priya.modal is not None
    value = priya.modal["state"]["values"]["b"]["element"]["rich_text_value"]
    assert value["elements"][0]["elements"] == [{"type": "text", "text": "Hello"}]


async def test_a_reaction_can_be_taken_back(sandbox: Sandbox, priya: Person) -> None:
    general = sandbox.add_channel("general")
    said = await priya.say(general, "x")
    await priya.react(general, said, "ear")
    await priya.unreact(general, said, "ear")
    await priya.unreact(general, said, "ear")
    kinds = [delivery.payload["event"]["type"] for delivery in sandbox.deliveries]
    assert kinds == ["message", "reaction_added", "reaction_removed"]


async def test_only_the_top_modal_can_be_touched(sandbox: Sandbox, priya: Person) -> None:
    below = sandbox.space.views.open(priya.id, modal(actions(button()))).seen()
    sandbox.space.views.push(priya.id, modal(section()) | {"submit": None})
    with pytest.raises(NotOffered, match="on top"):
        await priya.press(below, "Press")
    with pytest.raises(NotOffered, match="no submit"):
        await priya.submit()


async def test_user_groups_can_be_mentioned(sandbox: Sandbox, priya: Person) -> None:
    group = sandbox.add_usergroup("support", [priya])
    said = await priya.say(None, "@support see #nowhere")
    assert said["text"] == f"<!subteam^{group.id}|@support> see #nowhere"


async def test_a_chosen_conversation_brings_a_response_url(sandbox: Sandbox, priya: Person) -> None:
    general = sandbox.add_channel("general")
    block = with_element("conversations_select", response_url_enabled=True)
    sandbox.space.views.open(priya.id, modal(block | {"label": plain("Where")}))
    await priya.fill("Where", general)
    await priya.submit()
    urls = sandbox.deliveries[-1].payload["response_urls"]
    assert [url["channel_id"] for url in urls] == [general.id]


async def test_an_input_tells_nothing_before_submit_unless_it_dispatches(
    sandbox: Sandbox, priya: Person
) -> None:
    quiet = with_element("datepicker") | {"label": plain("Quiet")}
    loud = with_element("datepicker") | {"label": plain("Loud"), "dispatch_action": True}
    sandbox.space.views.open(priya.id, modal(quiet, loud))
    assert priya.modal is not None
    await priya.choose(priya.modal, "Quiet", "2026-11-30")
    assert sandbox.deliveries == []
    await priya.choose(priya.modal, "Loud", "2026-11-30")
    assert sandbox.deliveries[-1].payload["actions"][0]["selected_date"] == "2026-11-30"


async def test_the_app_comes_and_goes_and_channels_change(
    sandbox: Sandbox, priya: Person, client: AsyncWebClient
) -> None:
    channel = sandbox.add_channel("general", app_in=False)
    await sandbox.join(channel)
    assert (await client.conversations_info(channel=channel.id))["channel"]["is_member"] is True
    await sandbox.share(channel, "T0ACME")
    await sandbox.archive(channel)
    await sandbox.leave(channel)
    kinds = [delivery.payload["event"]["type"] for delivery in sandbox.deliveries]
    assert kinds == ["member_joined_channel", "channel_shared", "channel_archive"]
    assert sandbox.deliveries[1].payload["is_ext_shared_channel"] is True


def test_all_words_of_a_surface_can_be_read() -> None:
    view = modal(section("*Hello*"), actions(button(text=plain("Press me"))))
    assert all_text(view) == "Title\n*Hello*\nPress me"
    assert all_text({"text": "Only this"}) == "Only this"
