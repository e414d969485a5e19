"""conversations.*"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.registry import method
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, Kind

_TYPES: dict[str, Kind] = {
    "public_channel": "public",
    "private_channel": "private",
    "im": "im",
    "mpim": "mpim",
}
_FAMILY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"\d{1,10}(\.\d{1,6})?")


def conversation_object(space: Workspace, channel: Channel) -> Json:
    """A conversation as Slack shows it to the app."""
    shown: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared,
        "is_org_shared": False,
        "context_team_id": space.world.team_id,
    }
    if channel.kind == "im":
        other = next(m for m in channel.members if m != space.app.user_id)
        shown |= {"user": other, "is_user_deleted": space.world.users[other].deleted}
    else:
        shown |= {
            "name": channel.name,
            "name_normalized": channel.name,
            "is_general": channel.name == "general",
            "is_member": space.app.user_id in channel.members,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
    return shown


def listed(call: Call, channels: Iterable[Channel]) -> Json:
    """A page of those that the app may see, of the kinds that `types` asks for (public channels by
    default), each with its scope checked."""
    space, kinds = call.space, set[Kind]()
    for name in (call.text("types") or "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise SlackError("invalid_types")
        kinds.add(_TYPES[name.strip()])
    for kind in sorted(kinds):
        space.require_scope(f"{_FAMILY[kind]}:read")
    seen = [
        channel
        for channel in channels
        if channel.kind in kinds
        and (channel.kind == "public" or space.app.user_id in channel.members)
        and not (channel.archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(seen, default=100, most=999)
    return {
        "channels": [conversation_object(space, channel) for channel in page],
        "response_metadata": metadata,
    }


def _channel(call: Call, right: str) -> Channel:
    channel = call.space.channel_for_app(call.text("channel"))
    call.space.require_scope(f"{channel.scope_family}:{right}")
    return channel


@method("conversations.open")
def open_conversation(call: Call) -> Json:
    """Opens, or finds, the DM with one person or the group DM with several."""
    space = call.space
    if call.text("channel"):
        return {"channel": {"id": _channel(call, "write").id}}
    user_ids = [user for user in (call.text("users") or "").split(",") if user]
    if not user_ids:
        raise SlackError("users_list_not_supplied")
    if len(user_ids) > 8:
        raise SlackError("too_many_users")
    users = [space.user_for_app(user_id) for user_id in user_ids]
    if any(user.deleted for user in users):
        raise SlackError("user_disabled")
    if any(user.bot for user in users):
        raise SlackError("cannot_dm_bot")
    if len(users) == 1:
        space.require_scope("im:write")
        known = f"D{users[0].id[1:]}" in space.world.channels
        channel = space.world.dm(users[0].id)
    else:
        space.require_scope("mpim:write")
        members = {user.id for user in users} | {space.app.user_id}
        found = [
            channel
            for channel in space.world.channels.values()
            if channel.kind == "mpim" and channel.members == members
        ]
        known = bool(found)
        name = "mpdm-" + "--".join(sorted(user.handle for user in users)) + "-1"
        channel = found[0] if found else space.world.add_channel(name, "mpim", members)
    answer: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im"):
        answer["channel"] = conversation_object(space, channel)
    return answer | ({"no_op": True, "already_open": True} if known else {})


@method("conversations.info")
def info(call: Call) -> Json:
    """One conversation."""
    channel = _channel(call, "read")
    shown = conversation_object(call.space, channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


@method("conversations.members")
def members(call: Call) -> Json:
    """Who is in a conversation, a page at a time."""
    channel = _channel(call, "read")
    page, metadata = call.page(sorted(channel.members), default=100, most=1000)
    return {"members": page, "response_metadata": metadata}


@method("conversations.list")
def list_conversations(call: Call) -> Json:
    """Public channels, and others that the app is in, a page at a time."""
    return listed(call, call.space.world.channels.values())


@method("conversations.history")
def history(call: Call) -> Json:
    """Messages of a conversation, newest first, replies in threads left out."""
    channel = _channel(call, "history")
    if call.space.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    found = [
        message
        for message in _between(call, channel.messages.values())
        if message.get("thread_ts", message["ts"]) == message["ts"]
        or message.get("subtype") == "thread_broadcast"
    ]
    found.reverse()
    page, metadata = call.page(found, default=100, most=999)
    more = bool(metadata["next_cursor"])
    return {
        "messages": [_shown(call, message) for message in page],
        "has_more": more,
        "pin_count": 0,
    } | ({"response_metadata": metadata} if more else {})


@method("conversations.replies")
def replies(call: Call) -> Json:
    """A thread, oldest first, its parent always first on the first page."""
    channel = _channel(call, "history")
    if call.space.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    asked = channel.messages.get(call.text("ts") or "")
    if asked is None:
        raise SlackError("thread_not_found")
    parent_ts = str(asked.get("thread_ts", asked["ts"]))
    thread = [channel.messages[ts] for ts in channel.replies.get(parent_ts, ())]
    found = _between(call, thread)
    if parent_ts in channel.messages:
        found.insert(0, channel.messages[parent_ts])
    page, metadata = call.page(found, default=1000, most=1000)
    more = bool(metadata["next_cursor"])
    return {"messages": [_shown(call, message) for message in page], "has_more": more} | (
        {"response_metadata": metadata} if more else {}
    )


def _between(call: Call, messages: Iterable[Json]) -> list[Json]:
    """Those between `oldest` and `latest` that lag has let through; both ends only if
    `inclusive`."""
    oldest = _bound(call, "oldest", "0")
    latest = _bound(call, "latest", "9999999999.999999")
    inclusive = call.flag("inclusive")
    visible_until = call.space.clock.now().timestamp() - call.space.history_lag
    return [
        message
        for message in messages
        if (
            oldest <= _moment(message["ts"]) <= latest
            if inclusive
            else oldest < _moment(message["ts"]) < latest
        )
        and (not call.space.history_lag or float(message["ts"]) <= visible_until)
    ]


def _moment(ts: str) -> tuple[int, int]:
    seconds, _, fraction = ts.partition(".")
    return int(seconds), int(f"{fraction:0<6}")


def _bound(call: Call, name: str, default: str) -> tuple[int, int]:
    value = str(call.args.get(name) or default)
    if not _TS.fullmatch(value):
        raise SlackError(f"invalid_ts_{name}")
    return _moment(value)


def _shown(call: Call, message: Json) -> Json:
    if call.flag("include_all_metadata"):
        return message
    return {key: value for key, value in message.items() if key != "metadata"}
