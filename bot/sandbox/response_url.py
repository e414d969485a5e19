"""Messages that the app posts to a response URL (docs.slack.dev/interactivity/handling-user-
interaction)."""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.content import content, require_something
from bot.sandbox.errors import SlackError
from bot.sandbox.interactions import ResponseUrl
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json


def respond(space: Workspace, key: str, body: object) -> None:
    """Does what one POST to a response URL asks for; raises SlackError as Slack would."""
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    url = space.interactions.take_url(key)
    call = Call(space, body)
    channel = space.world.channels[url.channel_id]
    replaces = call.flag("replace_original")
    if call.flag("delete_original"):
        if not _replace(space, url, channel, None):
            raise SlackError("message_not_found")
        return
    message = answer_message(call)
    kind = message.pop("response_type")
    if replaces:
        shown = _replace(space, url, channel, message)
        if not shown:
            raise SlackError("message_not_found")
    elif kind == "in_channel":
        shown = space.world.post(channel, message)
    else:
        shown = space.world.show_ephemeral(url.user_id, channel, message)
    url.replies.append(shown)


def answer_message(call: Call) -> Json:
    """The message in the body of a response URL's POST or of a command's acknowledgement."""
    kind = call.text("response_type") or "ephemeral"
    if kind not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_arguments", ["[ERROR] no such response_type"])
    said = content(call)
    require_something(said)
    app = call.space.app
    thread_ts = call.text("thread_ts")
    return (
        {"user": app.user_id, "bot_id": app.bot_id, "app_id": app.app_id, "text": ""}
        | said
        | ({"thread_ts": thread_ts} if thread_ts else {})
        | {"response_type": kind}
    )


def _replace(
    space: Workspace, url: ResponseUrl, channel: Channel, message: Json | None
) -> Json | None:
    """Replaces or removes the message that was acted upon; None if there is none (any more)."""
    ts = url.original
    place = space.world.place_of(ts) if ts else None
    if ts is None or place is None:
        return None
    if place[1] is not None:
        new = (
            None
            if message is None
            else {**message, "type": "message", "ts": ts} | {"is_ephemeral": True}
        )
        found = space.world.replace_ephemeral(place[1], place[0], ts, new)
        return (new or {"ts": ts}) if found else None
    old = channel.messages.get(ts)
    if old is None or old.get("bot_id") != space.app.bot_id:
        return None
    if message is None:
        space.world.delete(channel, ts)
        return old
    kept = {key: value for key, value in old.items() if key not in ("blocks", "attachments")}
    edited = {"user": space.app.user_id, "ts": space.world.next_ts()}
    return space.world.replace(channel, kept | message | {"edited": edited})
