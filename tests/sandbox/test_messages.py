"""chat.* and conversations.* through Slack's own client: what is stored, shown and refused."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.blockkit.examples import actions, button, divider, plain, rich_line, rich_text
from tests.sandbox.calling import refusal, refused

Json = dict[str, Any]
METADATA = {"event_type": "card", "event_payload": {"key": "k-1"}}


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Priya", tz="America/New_York", email="priya@example.com")


async def test_several_people_share_a_group_dm(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    tom, robot = sandbox.add_person("Tom"), sandbox.add_person("Robot", bot=True)
    both = [priya.id, tom.id]
    first = await client.conversations_open(users=both, return_im=True)
    assert first["channel"]["is_mpim"] is True
    again = await client.conversations_open(users=both[::-1])
    assert again["channel"]["id"] == first["channel"]["id"]
    assert again["already_open"] is True
    found = await client.conversations_open(channel=first["channel"]["id"])
    assert found["channel"]["id"] == first["channel"]["id"]
    alone = await client.conversations_open(users=priya.id, return_im=True)
    assert alone["channel"]["user"] == priya.id
    for users, error in (
        ([], "users_list_not_supplied"),
        (["U0X"] * 9, "too_many_users"),
        (["U0NOBODY"], "user_not_found"),
        ([robot.id], "cannot_dm_bot"),
    ):
        call = client.api_call("conversations.open", params={"users": ",".join(users)})
        assert await refusal(call) == error


async def test_markdown_and_attachments_are_content_too(
    client: AsyncWebClient, priya: Person
) -> None:
    await client.chat_postMessage(channel=priya.id, markdown_text="**Hello**")
    attachment = {"fallback": "Hello", "blocks": [divider()]}
    await client.chat_postMessage(channel=priya.id, attachments=[attachment])
    assert [m["text"] for m in priya.dm] == ["**Hello**", ""]
    assert priya.dm[1]["attachments"] == [attachment]
    call = client.chat_postMessage(channel=priya.id, markdown_text="x" * 12_001)
    assert await refusal(call) == "msg_too_long"


async def test_a_message_to_a_person_opens_the_dm(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    answer = await client.chat_postMessage(channel=priya.id, text="Hello")
    assert answer["channel"] == "D0PRIYA"
    opened = await client.conversations_open(users=priya.id)
    assert opened["channel"]["id"] == "D0PRIYA"
    assert [(m["ts"], m["text"]) for m in priya.dm] == [(answer["ts"], "Hello")]
    assert sandbox.messages("D0PRIYA") == priya.dm


async def test_slack_fills_in_missing_ids(client: AsyncWebClient, priya: Person) -> None:
    await client.chat_postMessage(channel=priya.id, text="x", blocks=[divider(), actions(button())])
    first, second = priya.dm[0]["blocks"]
    assert first["block_id"]
    assert first["block_id"] != second["block_id"]


async def test_timestamps_are_text_and_grow(client: AsyncWebClient, priya: Person) -> None:
    stamps = [
        (await client.chat_postMessage(channel=priya.id, text=str(number)))["ts"]
        for number in range(20)
    ]
    assert all(isinstance(ts, str) for ts in stamps)
    assert sorted(set(stamps)) == stamps


async def test_a_numeric_timestamp_is_refused(client: AsyncWebClient, priya: Person) -> None:
    answer = await client.chat_postMessage(channel=priya.id, text="x")
    call = client.api_call("chat.update", json={"channel": "D0PRIYA", "ts": float(answer["ts"])})
    assert await refusal(call) == "invalid_arguments"


async def test_form_bodies_with_json_in_them_work_too(
    client: AsyncWebClient, priya: Person
) -> None:
    await client.api_call(
        "chat.postMessage",
        data={
            "channel": priya.id,
            "text": "x",
            "blocks": '[{"type": "divider"}]',
            "unfurl_links": "false",
        },
    )
    assert priya.dm[0]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "not json"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [divider()] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "nope"}]}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "card"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": "not json"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": METADATA | {"more": 1}}, "invalid_metadata_schema"),
        (
            {"text": "x", "metadata": METADATA | {"event_payload": {"key": "x" * 9000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"text": "x", "username": "Boss"}, "missing_scope"),
    ],
)
async def test_a_badly_made_message_is_refused_and_leaves_nothing(
    arguments: Json, error: str
) -> None:
    scopes = {"oauth_config": {"scopes": {"bot": ["chat:write", "im:write"]}}}
    app_home = {"features": {"app_home": {"messages_tab_enabled": True}}}
    async with Sandbox(scopes | app_home) as sandbox:
        priya = sandbox.add_person("Priya")
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        call = client.api_call("chat.postMessage", json={"channel": priya.id, **arguments})
        assert await refusal(call) == error
        assert priya.dm == []
        if error != "thread_not_found":
            assert [r.error for r in sandbox.refusals] == [error]


async def test_a_refusal_of_blocks_points_to_the_place(
    client: AsyncWebClient, priya: Person
) -> None:
    answer = await refused(
        client.chat_postMessage(
            channel=priya.id, text="x", blocks=[{"type": "header", "text": plain("x" * 151)}]
        )
    )
    assert answer["errors"] == [
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_where_the_app_may_not_post(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.add_person("Priya")
    gone = sandbox.add_person("Gone", deleted=True)
    robot = sandbox.add_person("Robot", bot=True)
    outside = sandbox.add_channel("outside", app_in=False)
    secret = sandbox.add_channel("secret", private=True, app_in=False)
    old = sandbox.add_channel("old", archived=True)
    expected = {
        outside.id: "not_in_channel",
        secret.id: "channel_not_found",
        old.id: "is_archived",
        gone.id: "channel_not_found",
        robot.id: "cannot_dm_bot",
        "#general": "channel_not_found",
        "C0NOWHERE": "channel_not_found",
    }
    for channel, error in expected.items():
        assert await refusal(client.chat_postMessage(channel=channel, text="x")) == error
    assert await refusal(client.conversations_open(users=gone.id)) == "user_disabled"
    assert sandbox.refusals == [], "these are states of the workspace, not mistakes of the app"


async def test_threads(sandbox: Sandbox, client: AsyncWebClient, priya: Person) -> None:
    parent = await client.chat_postMessage(channel=priya.id, text="Parent")
    reply = await client.chat_postMessage(
        channel=priya.id, text="Reply", thread_ts=parent["ts"], metadata=METADATA
    )
    assert [m["text"] for m in priya.dm] == ["Parent"]
    assert [m["text"] for m in priya.threads(parent["ts"])] == ["Reply"]
    assert priya.dm[0]["reply_count"] == 1
    thread = await client.conversations_replies(channel="D0PRIYA", ts=parent["ts"])
    assert [m["text"] for m in thread["messages"]] == ["Parent", "Reply"]
    history = await client.conversations_history(channel="D0PRIYA")
    assert [m["text"] for m in history["messages"]] == ["Parent"]
    call = client.chat_postMessage(channel=priya.id, text="x", thread_ts=reply["ts"])
    assert await refusal(call) == "cannot_reply_to_message"
    await client.chat_delete(channel="D0PRIYA", ts=reply["ts"])
    assert priya.threads(parent["ts"]) == []


async def test_metadata_comes_back_only_when_asked_for(
    client: AsyncWebClient, priya: Person
) -> None:
    await client.chat_postMessage(channel=priya.id, text="x", metadata=METADATA)
    without = await client.conversations_history(channel="D0PRIYA")
    assert "metadata" not in without["messages"][0]
    with_it = await client.conversations_history(channel="D0PRIYA", include_all_metadata=True)
    assert with_it["messages"][0]["metadata"] == METADATA


async def test_history_pages_newest_first_between_bounds(
    client: AsyncWebClient, priya: Person
) -> None:
    stamps = [
        (await client.chat_postMessage(channel=priya.id, text=str(number)))["ts"]
        for number in range(7)
    ]
    texts: list[str] = []
    async for page in await client.conversations_history(channel="D0PRIYA", limit=3):
        texts += [m["text"] for m in page["messages"]]
        assert len(page["messages"]) <= 3
    assert texts == list("6543210")
    bounds = {"oldest": stamps[2], "latest": stamps[4]}
    inner = await client.conversations_history(channel="D0PRIYA", **bounds)
    assert [m["text"] for m in inner["messages"]] == ["3"]
    outer = await client.conversations_history(channel="D0PRIYA", inclusive=True, **bounds)
    assert [m["text"] for m in outer["messages"]] == ["4", "3", "2"]
    call = client.conversations_history(channel="D0PRIYA", oldest="yesterday")
    assert await refusal(call) == "invalid_ts_oldest"
    call = client.conversations_history(channel="D0PRIYA", cursor="junk")
    assert await refusal(call) == "invalid_cursor"


async def test_history_lags_when_told_to(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    sandbox.history_lag = 60
    parent = await client.chat_postMessage(channel=priya.id, text="x")
    await client.chat_postMessage(channel=priya.id, text="y", thread_ts=parent["ts"])
    assert (await client.conversations_history(channel="D0PRIYA"))["messages"] == []
    thread = await client.conversations_replies(channel="D0PRIYA", ts=parent["ts"])
    assert [m["text"] for m in thread["messages"]] == ["x"]
    sandbox.history_lag = 0
    assert len((await client.conversations_history(channel="D0PRIYA"))["messages"]) == 1


async def test_an_update_keeps_what_it_does_not_name(client: AsyncWebClient, priya: Person) -> None:
    sent = await client.chat_postMessage(
        channel=priya.id, text="Old", blocks=[divider()], metadata=METADATA
    )
    where = {"channel": sent["channel"], "ts": sent["ts"]}
    await client.chat_update(**where, text="New")
    assert priya.dm[0]["text"] == "New"
    assert priya.dm[0]["blocks"]
    assert priya.dm[0]["metadata"] == METADATA
    assert priya.dm[0]["edited"]["user"] == "U0EARSHOT"
    await client.chat_update(**where, text="Newer", blocks=[])
    assert "blocks" not in priya.dm[0]


async def test_what_an_update_may_not_do(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    general = sandbox.add_channel("general")
    sent = await client.chat_postMessage(
        channel=general.id, text="x", blocks=[rich_text(rich_line())]
    )
    where = {"channel": general.id, "ts": sent["ts"]}
    assert await refusal(client.chat_update(**where, text="x" * 4001)) == "msg_too_long"
    assert await refusal(client.api_call("chat.update", json=where)) == "no_text"
    call = client.chat_update(**where, text="x", blocks=[divider()])
    assert await refusal(call) == "block_mismatch"
    gone = where | {"ts": "1.000000"}
    assert await refusal(client.chat_update(**gone, text="x")) == "message_not_found"
    await sandbox.archive(general)
    assert await refusal(client.chat_update(**where, text="x")) == "is_inactive"


async def test_ephemerals_reach_members_only(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    general = sandbox.add_channel("general", members=[priya])
    outside = sandbox.add_channel("outside", app_in=False)
    tom = sandbox.add_person("Tom")
    answer = await client.chat_postEphemeral(channel=general.id, user=priya.id, text="Psst")
    assert [m["ts"] for m in priya.ephemerals(general)] == [answer["message_ts"]]
    assert tom.ephemerals(general) == []
    assert sandbox.messages(general) == []
    call = client.chat_postEphemeral(channel=general.id, user=tom.id, text="x")
    assert await refusal(call) == "user_not_in_channel"
    call = client.chat_postEphemeral(channel=outside.id, user=priya.id, text="x")
    assert await refusal(call) == "not_in_channel"
    call = client.chat_update(channel=general.id, ts=answer["message_ts"], text="x")
    assert await refusal(call) == "message_not_found"


async def test_links_to_messages(sandbox: Sandbox, client: AsyncWebClient, priya: Person) -> None:
    general = sandbox.add_channel("general")
    sent = await client.chat_postMessage(channel=general.id, text="x")
    link = await client.chat_getPermalink(channel=general.id, message_ts=sent["ts"])
    assert link["permalink"].endswith(f"/archives/C0GENERAL/p{sent['ts'].replace('.', '')}")
    call = client.chat_getPermalink(channel=general.id, message_ts="1.000000")
    assert await refusal(call) == "message_not_found"


async def test_who_is_where(sandbox: Sandbox, client: AsyncWebClient, priya: Person) -> None:
    tom = sandbox.add_person("Tom", deleted=True)
    general = sandbox.add_channel("general")
    sandbox.add_channel("secret", private=True, app_in=False)
    sandbox.add_channel("ours", private=True)
    info = await client.conversations_info(channel=general.id, include_num_members=True)
    assert info["channel"]["is_member"] is True
    assert info["channel"]["num_members"] == 3
    members = [
        member
        async for page in await client.conversations_members(channel=general.id, limit=2)
        for member in page["members"]
    ]
    assert members == sorted([priya.id, tom.id, sandbox.app.user_id])
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert [c["name"] for c in listed["channels"]] == ["general", "ours"]
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert [c["name"] for c in mine["channels"]] == ["general", "ours"]
    call = client.conversations_list(types="rooms")
    assert await refusal(call) == "invalid_types"
    call = client.conversations_members(channel=general.id, limit=0)
    assert await refusal(call) == "invalid_limit"


async def test_people_as_the_app_sees_them(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    sandbox.add_team("T0ACME", "Acme Corp")
    eve = sandbox.add_person("Eve", team_id="T0ACME")
    gone = sandbox.add_person("Gone", deleted=True)
    shown = (await client.users_info(user=priya.id, include_locale=True))["user"]
    assert (shown["tz"], shown["is_admin"], shown["deleted"]) == ("America/New_York", False, False)
    assert shown["tz_offset"] in (-14_400, -18_000)
    assert shown["profile"]["email"] == "priya@example.com"
    assert await refusal(client.users_info(user=eve.id)) == "user_not_found"
    sandbox.add_channel("shared", members=[eve], ext_shared=True)
    stranger = (await client.users_info(user=eve.id, include_locale=True))["user"]
    assert stranger["is_stranger"] is True
    assert "locale" not in stranger
    assert (await client.team_info(team=stranger["team_id"]))["team"]["name"] == "Acme Corp"
    assert (await client.users_info(user=gone.id))["user"]["deleted"] is True
    everyone = (await client.users_list())["members"]
    assert {user["id"] for user in everyone} == {"U0EARSHOT", priya.id, gone.id}
    found = await client.users_lookupByEmail(email="PRIYA@example.com")
    assert found["user"]["id"] == priya.id


async def test_the_apps_own_bot(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.bots_info(bot="B0EARSHOT"))["bot"]["user_id"] == "U0EARSHOT"
    assert await refusal(client.bots_info(bot="B0OTHER")) == "bot_not_found"
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert await refusal(client.api_test(error="my_error")) == "my_error"


async def test_user_groups(sandbox: Sandbox, client: AsyncWebClient, priya: Person) -> None:
    group = sandbox.add_usergroup("support", [priya])
    assert (await client.usergroups_list())["usergroups"][0]["handle"] == "support"
    assert (await client.usergroups_users_list(usergroup=group.id))["users"] == [priya.id]
    assert await refusal(client.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"


async def test_reactions(sandbox: Sandbox, client: AsyncWebClient, priya: Person) -> None:
    sent = await client.chat_postMessage(channel=priya.id, text="x")
    where = {"channel": sent["channel"], "timestamp": sent["ts"]}
    await client.reactions_add(**where, name="ear")
    assert priya.dm[0]["reactions"] == [{"name": "ear", "users": ["U0EARSHOT"], "count": 1}]
    assert await refusal(client.reactions_add(**where, name="ear")) == "already_reacted"
    assert await refusal(client.reactions_add(**where, name="e a r")) == "invalid_name"
    await client.reactions_remove(**where, name="ear")
    assert priya.dm[0]["reactions"] == []
    assert await refusal(client.reactions_remove(**where, name="ear")) == "no_reaction"
