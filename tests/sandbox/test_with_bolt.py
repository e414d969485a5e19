"""Everything a person can do reaches a real Bolt app, over HTTP and over Socket Mode, and what
the app answers reaches the person."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.sandbox import NotOffered, Sandbox, until
from tests.sandbox.blockkit.examples import (
    actions,
    button,
    element,
    home,
    modal,
    option,
    plain,
    section,
    with_element,
)
from tests.sandbox.running import bolt, running

Json = dict[str, Any]


def form() -> Json:
    """A modal with one input of most kinds."""
    return modal(
        with_element("plain_text_input", max_length=20) | {"label": plain("Words")},
        with_element("external_select", min_query_length=1)
        | {"label": plain("Customer"), "optional": True, "block_id": "customer"},
        with_element("static_select", options=[option("Low"), option("High")])
        | {"label": plain("Severity"), "optional": True},
        with_element("checkboxes", options=[option("Follow up")])
        | {"label": plain("More"), "optional": True},
        with_element("datepicker") | {"label": plain("Date"), "optional": True},
        with_element("users_select") | {"label": plain("Owner"), "optional": True},
        with_element("channels_select") | {"label": plain("Home"), "optional": True},
        callback_id="form",
        notify_on_close=True,
        private_metadata="kept",
    )


async def test_a_command_is_answered_in_its_acknowledgement(
    sandbox: Sandbox, transport: str
) -> None:
    app = bolt(sandbox)

    @app.command("/cx")
    async def command(ack: Any, body: Json) -> None:
        await ack(text=f"stored: {body['text']}", blocks=[section("Stored"), actions(button())])

    priya = sandbox.add_person("Priya")
    general = sandbox.add_channel("general")
    async with running(sandbox, app, transport):
        answer = await priya.slash("/cx", "log 3 < 4 & #general https://a.b/c", channel=general)
    assert answer.ok
    assert answer.message is not None
    assert answer.message["text"] == (
        "stored: log 3 &lt; 4 &amp; <#C0GENERAL|general> <https://a.b/c>"
    )
    assert priya.ephemerals(general) == [answer.message]
    assert sandbox.messages(general) == []
    assert sandbox.refusals == []


async def test_a_button_replaces_its_ephemeral_message(sandbox: Sandbox, transport: str) -> None:
    app = bolt(sandbox)
    pressed: list[Json] = []

    @app.command("/cx")
    async def command(ack: Any) -> None:
        await ack(blocks=[actions(button(7, value="42", text=plain("Undo")))], text="Stored")

    @app.action("button-7")
    async def undo(ack: Any, body: Json, respond: Any) -> None:
        pressed.append(body)
        await ack()
        await respond(text="Undone", replace_original=True)

    priya = sandbox.add_person("Priya")
    async with running(sandbox, app, transport):
        answer = await priya.slash("/cx")
        again = await priya.press(answer, "Undo")
        assert (await again.reply())["text"] == "Undone"
    assert [message["text"] for message in priya.ephemerals()] == ["Undone"]
    body = pressed[0]
    assert body["actions"][0]["value"] == "42"
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    assert body["user"]["id"] == priya.id


async def test_a_button_in_a_message_carries_the_message(sandbox: Sandbox, transport: str) -> None:
    app = bolt(sandbox)
    pressed: list[Json] = []

    @app.action("button-1")
    async def press(ack: Any, body: Json, client: Any) -> None:
        pressed.append(body)
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Done", blocks=[]
        )

    priya = sandbox.add_person("Priya")
    async with running(sandbox, app, transport):
        await app.client.chat_postMessage(channel=priya.id, text="Card", blocks=[actions(button())])
        card = priya.dm[0]
        assert (await priya.press(card, "Press")).ok
        await until(lambda: "edited" in priya.dm[0])
        assert card["text"] == "Card", "what was seen before stays as it was"
        assert priya.dm[0]["text"] == "Done"
        assert (await priya.press(card, "Press")).ok, "she may press what she still sees"
    assert [body["message"]["text"] for body in pressed] == ["Card", "Done"]


async def test_a_modal_opens_fills_complains_and_closes(sandbox: Sandbox, transport: str) -> None:
    app = bolt(sandbox)
    submitted: list[Json] = []

    @app.shortcut("log")
    async def shortcut(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    @app.options("element")
    async def suggest(ack: Any, body: Json) -> None:
        names = [n for n in ("Acme", "Acorn", "Birch") if n.lower().startswith(body["value"])]
        await ack(options=[option(name) for name in names])

    @app.view("form")
    async def submit(ack: Any, view: Json) -> None:
        submitted.append(view)
        if len(submitted) == 1:
            block_id = view["blocks"][0]["block_id"]
            await ack(response_action="errors", errors={block_id: "Say more."})
        else:
            await ack()

    priya, tom = sandbox.add_person("Priya"), sandbox.add_person("Tom")
    general = sandbox.add_channel("general")
    async with running(sandbox, app, transport):
        answer = await priya.shortcut("log")
        assert answer.ok
        assert [view["callback_id"] for view in answer.views] == ["form"]
        missing = await priya.submit()
        assert missing.errors == {"Words": "Please complete this required field."}
        assert submitted == []
        with pytest.raises(NotOffered):
            await priya.fill("Words", "x" * 21)
        await priya.fill("Words", "It ate <my> file")
        assert priya.modal is not None
        assert await priya.suggest(priya.modal, "Customer", "ac") == ["Option Acme", "Option Acorn"]
        await priya.fill("Customer", "Option Acme", typed="ac")
        with pytest.raises(NotOffered):
            await priya.fill("Customer", "Option Acme", typed="b")
        await priya.fill("Severity", "Option High")
        await priya.fill("More", ["Option Follow up"])
        await priya.fill("Date", "2026-11-30")
        await priya.fill("Owner", tom)
        await priya.fill("Home", general)
        assert (await priya.submit()).errors == {"Words": "Say more."}
        done = await priya.submit()
        assert done.ok
        assert done.errors == {}
    assert priya.modal is None
    values = [next(iter(block.values())) for block in submitted[1]["state"]["values"].values()]
    assert values == [
        {"type": "plain_text_input", "value": "It ate <my> file"},
        {"type": "external_select", "selected_option": option("Acme")},
        {"type": "static_select", "selected_option": option("High")},
        {"type": "checkboxes", "selected_options": [option("Follow up")]},
        {"type": "datepicker", "selected_date": "2026-11-30"},
        {"type": "users_select", "selected_user": tom.id},
        {"type": "channels_select", "selected_channel": general.id},
    ]
    assert submitted[1]["private_metadata"] == "kept"
    assert sandbox.refusals == []


async def test_a_submission_may_update_push_and_clear(sandbox: Sandbox, transport: str) -> None:
    app = bolt(sandbox)
    closed: list[Json] = []

    @app.shortcut("log")
    async def shortcut(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(
            trigger_id=body["trigger_id"], view=modal(callback_id="first", notify_on_close=True)
        )
        await ack()

    @app.view("first")
    async def first(ack: Any) -> None:
        await ack(response_action="update", view=modal(callback_id="second"))

    @app.view("second")
    async def second(ack: Any) -> None:
        await ack(response_action="push", view=modal(callback_id="third"))

    @app.view("third")
    async def third(ack: Any) -> None:
        await ack(response_action="clear")

    @app.view_closed("first")
    async def leave(ack: Any, body: Json) -> None:
        closed.append(body)
        await ack()

    priya = sandbox.add_person("Priya")
    async with running(sandbox, app, transport):
        await priya.shortcut("log")
        first_id = priya.modal and priya.modal["id"]
        await priya.submit()
        assert priya.modal is not None
        assert (priya.modal["id"], priya.modal["callback_id"]) == (first_id, "second")
        await priya.submit()
        assert priya.modal is not None
        assert priya.modal["callback_id"] == "third"
        assert priya.modal["previous_view_id"] == first_id
        await priya.submit()
        assert priya.modal is None
        await priya.shortcut("log")
        await priya.close(whole_stack=True)
    assert [body["is_cleared"] for body in closed] == [True]
    assert sandbox.refusals == []


async def test_mentions_messages_reactions_and_home(sandbox: Sandbox, transport: str) -> None:
    app = bolt(sandbox)
    seen: list[tuple[str, Json]] = []

    @app.event("app_mention")
    async def mention(event: Json, say: Any) -> None:
        seen.append(("mention", event))
        await say(text="Heard", thread_ts=event["ts"])

    @app.event("message")
    async def message(event: Json) -> None:
        seen.append(("message", event))

    @app.event("reaction_added")
    async def reaction(event: Json) -> None:
        seen.append(("reaction", event))

    @app.event("app_home_opened")
    async def opened(event: Json, client: Any) -> None:
        seen.append(("home", event))
        await client.views_publish(user_id=event["user"], view=home(actions(button())))

    @app.action("button-1")
    async def press(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(callback_id="x"))

    priya = sandbox.add_person("Priya")
    general = sandbox.add_channel("general")
    async with running(sandbox, app, transport):
        said = await priya.mention(general, "log @Priya said a > b")
        await priya.react(general, said, "ear")
        await priya.react(general, said, "ear")
        await priya.say(None, "Hello")
        await priya.open_home()
        assert priya.home is not None
        answer = await priya.press(priya.home, "Press")
        await until(lambda: answer.views)
        await sandbox.dispatch.settle()
    assert said["text"] == "<@U0EARSHOT> log <@U0PRIYA> said a &gt; b"
    kinds = [kind for kind, _ in seen]
    assert sorted(kinds) == ["home", "mention", "message", "message", "reaction"]
    assert next(e for k, e in seen if k == "reaction")["item"] == {
        "type": "message",
        "channel": general.id,
        "ts": said["ts"],
    }
    replies = [m for m in sandbox.messages(general) if m.get("thread_ts") == said["ts"]]
    assert [m["text"] for m in replies] == [said["text"], "Heard"]
    assert priya.modal is not None
    assert sandbox.refusals == []


async def test_a_message_shortcut_carries_message_and_channel(
    sandbox: Sandbox, transport: str
) -> None:
    app = bolt(sandbox)
    seen: list[Json] = []

    @app.shortcut({"type": "message_action", "callback_id": "log_message"})
    async def shortcut(ack: Any, body: Json, respond: Any) -> None:
        seen.append(body)
        await ack()
        await respond(text="Only for you")

    priya, tom = sandbox.add_person("Priya"), sandbox.add_person("Tom")
    private = sandbox.add_dm(priya, tom)
    async with running(sandbox, app, transport):
        message = await tom.say(private, "It ate my file")
        answer = await priya.message_shortcut("log_message", message, private)
        assert (await answer.reply())["text"] == "Only for you"
    assert seen[0]["message"]["text"] == "It ate my file"
    assert seen[0]["channel"]["name"] == "directmessage"
    assert [m["text"] for m in priya.ephemerals(private)] == ["Only for you"]


async def test_menus_tell_the_app_at_once(sandbox: Sandbox, transport: str) -> None:
    app = bolt(sandbox)
    seen: list[Json] = []

    @app.action("element")
    async def chosen(ack: Any, action: Json, body: Json) -> None:
        seen.append({"action": action, "state": body["state"]["values"]})
        await ack()

    tom = sandbox.add_person("Tom")
    async with running(sandbox, app, transport):
        menus = [
            section(accessory=element("overflow", options=[option(1), option(2)]), block_id="a"),
            actions(element("static_select", options=[option(1), option(2)]), block_id="b"),
            actions(element("users_select"), block_id="c"),
        ]
        await app.client.chat_postMessage(channel=tom.id, text="Menus", blocks=menus)
        await tom.choose(tom.dm[0], "a", "Option 2")
        await tom.choose(tom.dm[0], "b", "Option 1")
        await tom.choose(tom.dm[0], "c", tom)
    assert seen[0]["action"]["selected_option"] == option(2)
    assert seen[1]["action"]["selected_option"] == option(1)
    assert seen[2]["action"]["selected_user"] == tom.id
    assert seen[2]["state"]["b"]["element"]["selected_option"] == option(1)


async def test_the_app_hears_its_own_messages_and_what_becomes_of_them(
    sandbox: Sandbox, transport: str
) -> None:
    app = bolt(sandbox)
    priya = sandbox.add_person("Priya")
    async with running(sandbox, app, transport):
        sent = await app.client.chat_postMessage(channel=priya.id, text="x")
        where = {"channel": sent["channel"], "ts": sent["ts"]}
        await app.client.chat_update(**where, text="y")
        await app.client.chat_delete(**where)
        await sandbox.dispatch.settle()
    events = [delivery.payload["event"] for delivery in sandbox.deliveries]
    assert sorted(event.get("subtype", "") for event in events) == [
        "",
        "message_changed",
        "message_deleted",
    ]
    assert {delivery.status for delivery in sandbox.deliveries} == {200}
    assert all(event["channel"] == priya.dm_channel.id for event in events)


async def test_a_typeahead_that_answers_badly_offers_nothing(
    sandbox: Sandbox, transport: str
) -> None:
    app = bolt(sandbox)

    @app.options("element")
    async def suggest(ack: Any, body: Json) -> None:
        if body["value"] == "bad":
            await ack(options=[option("x" * 80)])
        else:
            await ack(option_groups=[{"label": plain("Known"), "options": [option(1)]}])

    priya = sandbox.add_person("Priya")
    menu = with_element("multi_external_select", min_query_length=2)
    async with running(sandbox, app, transport):
        sandbox.space.views.open(priya.id, modal(menu | {"label": plain("Customers")}))
        assert priya.modal is not None
        assert await priya.suggest(priya.modal, "Customers", "a") == []
        assert sandbox.deliveries == []
        assert await priya.suggest(priya.modal, "Customers", "ab") == ["Option 1"]
        assert await priya.suggest(priya.modal, "Customers", "bad") == []
        await priya.fill("Customers", ["Option 1"])
    values = next(iter(priya.modal["state"]["values"].values()))
    assert values["element"]["selected_options"] == [option(1)]
    assert [r.where for r in sandbox.refusals] == ["acknowledgement of block_suggestion"]


async def test_a_slow_acknowledgement_has_no_effect(sandbox: Sandbox, transport: str) -> None:
    sandbox.space.interactions.patience = 0.2
    app = AsyncApp(client=bolt(sandbox).client, signing_secret=sandbox.signing_secret)

    @app.command("/cx")
    async def command(ack: Any) -> None:
        await asyncio.sleep(0.4)
        await ack(text="Too late")

    priya = sandbox.add_person("Priya")
    async with running(sandbox, app, transport):
        answer = await priya.slash("/cx")
        await asyncio.sleep(0.4)
    assert (answer.status, answer.problem) == (0, "operation_timeout")
    assert priya.ephemerals() == []
    assert [refusal.error for refusal in sandbox.refusals] == ["operation_timeout"]


async def test_account_changes_and_farewells_reach_the_app(
    sandbox: Sandbox, transport: str
) -> None:
    app = bolt(sandbox)
    seen: list[Json] = []
    for name in ("user_change", "app_uninstalled", "tokens_revoked"):

        @app.event(name)
        async def event(event: Json) -> None:
            seen.append(event)

    priya = sandbox.add_person("Priya")
    async with running(sandbox, app, transport):
        await app.client.auth_test()
        await sandbox.user_change(priya, deleted=True)
        await sandbox.revoke_tokens()
        await sandbox.uninstall()
    assert [event["type"] for event in seen][:1] == ["user_change"]
    assert seen[0]["user"]["deleted"] is True
    with pytest.raises(NotOffered):
        await priya.slash("/cx")
