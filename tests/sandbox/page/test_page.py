"""What the page is told, and what it does: through the same hands as every other test."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.sandbox import Sandbox, until
from bot.sandbox.page.reading import Reading
from tests.sandbox.page.paging import paged

BUTTON = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    ],
}
FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Words"},
            "element": {"type": "plain_text_input", "action_id": "words", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Customer"},
            "element": {
                "type": "external_select",
                "action_id": "customer",
                "min_query_length": 1,
                "placeholder": {"type": "plain_text", "text": "Choose"},
            },
        },
    ],
}


async def test_a_command_a_press_and_a_modal_go_the_way_of_the_protocol() -> None:
    async with paged() as (sandbox, app, visit):
        priya = sandbox.add_person("Priya")
        general = sandbox.add_channel("general")
        seen: dict[str, Any] = {}

        @app.command("/cx")
        async def cx(ack: AsyncAck) -> None:
            await ack(text="Got it", blocks=[BUTTON])

        @app.action("go")
        async def go(ack: AsyncAck, body: Any, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

        @app.options("customer")
        async def customers(ack: AsyncAck, payload: Any) -> None:
            option = {"text": {"type": "plain_text", "text": "Acme"}, "value": "7"}
            await ack(options=[option])

        @app.view("form")
        async def form(ack: AsyncAck, body: Any) -> None:
            seen["values"] = body["view"]["state"]["values"]
            await ack()

        assert (await visit.do("slash", priya.id, channel=general.id, command="/cx"))["ok"]
        got = await visit.get("messages", **{"as": priya.id, "channel": general.id})
        (answer,) = got["messages"]
        assert answer["is_ephemeral"]
        spot = {"block_id": "row", "action_id": "go"}
        pressed = await visit.do("press", priya.id, channel=general.id, ts=answer["ts"], **spot)
        assert pressed["ok"]
        await until(lambda: priya.modal)
        (view,) = (await visit.get("scene", **{"as": priya.id}))["modals"]

        empty = await visit.do("submit", priya.id, view=view["id"])
        assert empty["errors"] == {"words": "Please complete this required field."}
        words = {"block_id": "words", "action_id": "words", "value": "x" * 21}
        long = await visit.do("submit", priya.id, view=view["id"], entries=[words])
        assert long["errors"] == {"words": "at most 20 characters can be typed here, not 21"}
        who = {"block_id": "who", "action_id": "customer"}
        offered = await visit.do("suggest", priya.id, view=view["id"], typed="a", **who)
        (option,) = offered["options"]
        entries = [words | {"value": "It broke"}, who | {"value": option}]
        assert (await visit.do("submit", priya.id, view=view["id"], entries=entries))["ok"]
        assert seen["values"]["words"]["words"]["value"] == "It broke"
        assert seen["values"]["who"]["customer"]["selected_option"] == option
        assert priya.modal is None


async def test_an_option_that_was_never_offered_cannot_be_sent() -> None:
    async with paged() as (sandbox, app, visit):
        priya = sandbox.add_person("Priya")

        @app.shortcut("log_observation")
        async def log(ack: AsyncAck, body: Any, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

        assert (await visit.do("shortcut", priya.id, callback_id="log_observation"))["ok"]
        await until(lambda: priya.modal)
        assert priya.modal
        forged = {"text": {"type": "plain_text", "text": "Acme"}, "value": "8"}
        entry = {"block_id": "who", "action_id": "customer", "value": forged}
        answer = await visit.do("submit", priya.id, view=priya.modal["id"], entries=[entry])
        assert list(answer["errors"]) == ["who"]


async def test_nobody_reads_where_they_are_not_a_member() -> None:
    async with paged() as (sandbox, _, visit):
        sam, priya = sandbox.add_person("Sam"), sandbox.add_person("Priya")
        secret = sandbox.add_channel("leads", private=True, members=[sam])
        await sam.say(secret, "between us")
        path = f"page/messages?as={priya.id}&channel={secret.id}"
        assert (await visit.client.get(path)).status_code == 404
        scene = await visit.get("scene", **{"as": priya.id})
        assert secret.id not in json.dumps(scene)
        refused = await visit.do("say", priya.id, channel=secret.id, text="hello")
        assert not refused["ok"]


async def test_the_stream_tells_each_person_what_they_see_and_nothing_else() -> None:
    async with paged() as (sandbox, _, visit):
        sam, priya = sandbox.add_person("Sam"), sandbox.add_person("Priya")
        general = sandbox.add_channel("general")
        secret = sandbox.add_channel("leads", private=True, members=[sam])
        heard: list[dict[str, Any]] = []

        async def listen() -> None:
            async with visit.client.stream("GET", "page/stream", params={"as": priya.id}) as lines:
                async for line in lines.aiter_lines():
                    name, _, data = line.partition(": ")
                    heard.extend([json.loads(data)] if name == "data" else [])

        task = asyncio.create_task(listen())
        await until(lambda: heard)
        await sam.say(secret, "between us")
        sandbox.space.world.show_ephemeral(sam.id, general, {"text": "for Sam alone"})
        await sam.say(general, "for everybody")
        await until(lambda: any(one["kind"] == "unread" for one in heard))
        told = json.dumps(heard)
        assert "for everybody" in told
        assert "between us" not in told
        assert "for Sam alone" not in told
        unread = next(one for one in heard if one["kind"] == "unread")
        assert unread["channels"][general.id] == 1
        task.cancel()


async def test_older_messages_come_a_page_at_a_time() -> None:
    async with paged() as (sandbox, _, visit):
        priya = sandbox.add_person("Priya")
        general = sandbox.add_channel("general")
        sent = [
            sandbox.space.world.post(general, {"user": priya.id, "text": str(number)})["ts"]
            for number in range(150)
        ]
        place = {"as": priya.id, "channel": general.id}
        found: list[str] = []
        more = True
        before: dict[str, str] = {}
        while more:
            got = await visit.get("messages", **place, **before)
            found = [message["ts"] for message in got["messages"]] + found
            more, before = got["more"], {"before": found[0]}
        assert found == sent
        far = await visit.get("messages", **place, until=sent[3])
        assert far["messages"][0]["ts"] <= sent[3]


async def test_the_inspector_says_slacks_verdict_and_why() -> None:
    async with paged() as (sandbox, app, visit):
        priya = sandbox.add_person("Priya")
        general = sandbox.add_channel("general")

        @app.command("/cx")
        async def cx(ack: AsyncAck, client: Any) -> None:
            await ack()
            blocks = [{"type": "section"}]
            await client.api_call(
                "chat.postMessage", json={"channel": general.id, "text": "x", "blocks": blocks}
            )

        await visit.do("slash", priya.id, channel=general.id, command="/cx", text="log it")
        got = await visit.get("traffic")
        command = next(row for row in got["rows"] if row["title"] == "/cx log it")
        assert command["way"] == "in"
        assert command["payload"]["payload"]["user_id"] == priya.id
        refused = next(row for row in got["rows"] if row["title"] == "chat.postMessage")
        assert refused["verdict"] == "invalid_blocks"
        assert "must have text or fields" in refused["why"][0]
        assert refused["payload"]["args"]["blocks"] == [{"type": "section"}]
        later = await visit.get("traffic", calls=str(got["calls"]), deliveries="9")
        assert later["rows"] == []


async def test_the_app_can_be_invited_as_in_slack() -> None:
    async with paged() as (sandbox, _, visit):
        priya = sandbox.add_person("Priya")
        room = sandbox.add_channel("quiet", members=[priya], app_in=False)
        assert not (await visit.do("invite", priya.id, channel=room.id, name="@nobody"))["ok"]
        assert (await visit.do("invite", priya.id, channel=room.id, name="@Earshot"))["ok"]
        assert sandbox.app.user_id in room.members


async def test_what_is_said_before_anybody_does_anything_is_nobodys_news() -> None:
    sandbox = Sandbox()
    priya, sam = sandbox.add_person("Priya"), sandbox.add_person("Sam")
    general = sandbox.add_channel("general", members=[priya, sam])
    world = sandbox.space.world
    reading = Reading(world)
    world.post(general, {"user": sam.id, "text": "news"})
    assert reading.unread(priya.id, general) == 1
    reading.rest()
    world.post(general, {"user": sam.id, "text": "what is found there"})
    assert reading.unread(priya.id, general) == 0
    reading.wake()
    assert reading.unread(priya.id, general) == 0
    world.post(general, {"user": sam.id, "text": "news again"})
    reading.wake()
    assert reading.unread(priya.id, general) == 1
