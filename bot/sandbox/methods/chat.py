"""chat.*"""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.content import UPDATE_TEXT_LIMIT, content, require_something
from bot.sandbox.errors import RateLimited, SlackError
from bot.sandbox.events import change_events, message_events
from bot.sandbox.methods.registry import method
from bot.sandbox.world import Channel, Json


@method("chat.postMessage")
def post_message(call: Call) -> Json:
    """Posts a message; the id of a person stands for the app's DM with them."""
    space = call.space
    channel = _destination(call)
    said = content(call)
    require_something(said)
    for name in ("unfurl_links", "unfurl_media", "mrkdwn", "link_names"):
        call.flag(name)
    for name in ("username", "icon_emoji", "icon_url"):
        if call.args.get(name):
            space.require_scope("chat:write.customize")
    thread = _thread(call, channel)
    if space.limiter and (wait := space.limiter.message(channel.id)):
        raise RateLimited(wait)
    message = space.world.post(channel, _from_app(call) | said | thread)
    space.announce(message_events(space, channel, message), channel)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("chat.update")
def update(call: Call) -> Json:
    """Changes one of the app's own messages. What is not given stays; an empty list removes
    blocks."""
    space = call.space
    channel = space.channel_for_app(call.text("channel"))
    old = _own(call, channel, call.text("ts"), "cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    said = content(call, text_limit=UPDATE_TEXT_LIMIT)
    require_something(said)
    had_rich_text = any(block["type"] == "rich_text" for block in old.get("blocks", ()))
    has_rich_text = any(block["type"] == "rich_text" for block in said.get("blocks", ()))
    if had_rich_text and said.get("blocks") and not has_rich_text:
        raise SlackError("block_mismatch")
    new = old | said | {"edited": {"user": space.app.user_id, "ts": space.world.next_ts()}}
    for name in ("blocks", "attachments", "metadata"):
        if not new.get(name):
            new.pop(name, None)
    space.world.replace(channel, new)
    space.announce(change_events(space, channel, old, new), channel)
    return {"channel": channel.id, "ts": new["ts"], "text": new.get("text", ""), "message": new}


@method("chat.delete")
def delete(call: Call) -> Json:
    """Removes one of the app's own messages."""
    channel = call.space.channel_for_app(call.text("channel"))
    message = _own(call, channel, call.text("ts"), "cant_delete_message")
    call.space.world.delete(channel, message["ts"])
    call.space.announce(change_events(call.space, channel, message, None), channel)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.postEphemeral")
def post_ephemeral(call: Call) -> Json:
    """Shows a message to one person in a conversation that both are in."""
    space = call.space
    channel = space.channel_for_app(call.text("channel"))
    if space.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    user_id = call.text("user") or ""
    user = space.world.users.get(user_id)
    if user is None or user.deleted or user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    said = content(call)
    require_something(said)
    thread = _thread(call, channel)
    message = space.world.show_ephemeral(user_id, channel, _from_app(call) | said | thread)
    return {"message_ts": message["ts"]}


@method("chat.getPermalink")
def get_permalink(call: Call) -> Json:
    """The address of a message."""
    space = call.space
    channel = space.channel_for_app(call.text("channel"))
    ts = call.text("message_ts") or ""
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": space.world.permalink(channel, ts)}


def _from_app(call: Call) -> Json:
    app = call.space.app
    return {"user": app.user_id, "bot_id": app.bot_id, "app_id": app.app_id, "text": ""}


def _destination(call: Call) -> Channel:
    space = call.space
    wanted = call.text("channel") or ""
    if wanted in space.world.users:
        user = space.user_for_app(wanted, "channel_not_found")
        if user.deleted:
            raise SlackError("channel_not_found")
        if user.bot:
            raise SlackError("cannot_dm_bot")
        wanted = space.world.dm(user.id).id
    channel = space.channel_for_app(wanted)
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "im":
        if not space.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        if any(space.world.users[member].deleted for member in channel.members):
            raise SlackError("channel_not_found")
    # Unlike other scopes this one must be asked for: being let in everywhere hides mistakes.
    public = "chat:write.public" in (space.manifest.scopes or ())
    if space.app.user_id not in channel.members and not public:
        raise SlackError("not_in_channel")
    return channel


def _thread(call: Call, channel: Channel) -> Json:
    thread_ts = call.text("thread_ts")
    if thread_ts is None:
        return {}
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.get("thread_ts", thread_ts) != thread_ts:
        raise SlackError("cannot_reply_to_message")
    thread: Json = {"thread_ts": thread_ts}
    if call.flag("reply_broadcast"):
        thread["subtype"] = "thread_broadcast"
    return thread


def _own(call: Call, channel: Channel, ts: str | None, error: str) -> Json:
    message = channel.messages.get(ts or "")
    if message is None:
        raise SlackError("message_not_found")
    if message.get("bot_id") != call.space.app.bot_id:
        raise SlackError(error)
    return message
