"""The inner part of events: what happened, as docs.slack.dev/reference/events shapes it."""

from __future__ import annotations

from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json

_CHANNEL_TYPE = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


def heard(space: Workspace, channel: Channel) -> bool:
    """True if the app is told of messages there."""
    return space.app.user_id in channel.members and space.manifest.hears(
        f"message.{channel.scope_family}"
    )


def message_events(space: Workspace, channel: Channel, message: Json) -> list[Json]:
    """The events of a new message: `app_mention` if it mentions the app, `message`, or both."""
    if space.app.user_id not in channel.members:
        return []
    common = {key: value for key, value in message.items() if key != "metadata"} | {
        "channel": channel.id,
        "event_ts": message["ts"],
    }
    events: list[Json] = []
    mention = f"<@{space.app.user_id}>" in message["text"]
    own = message.get("bot_id") == space.app.bot_id
    if mention and not own and channel.kind != "im" and space.manifest.hears("app_mention"):
        events.append({**common, "type": "app_mention"})
    if heard(space, channel):
        events.append({**common, "channel_type": _CHANNEL_TYPE[channel.kind]})
    return events


def change_events(space: Workspace, channel: Channel, old: Json, new: Json | None) -> list[Json]:
    """The event of a message that was edited, or with `new` None deleted."""
    if not heard(space, channel):
        return []
    ts = space.world.next_ts()
    event: Json = {
        "type": "message",
        "subtype": "message_deleted" if new is None else "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": _CHANNEL_TYPE[channel.kind],
        "previous_message": old,
        "ts": ts,
        "event_ts": ts,
    }
    return [event | ({"deleted_ts": old["ts"]} if new is None else {"message": new})]


def reaction_events(
    space: Workspace, kind: str, user_id: str, channel: Channel, message: Json, emoji: str
) -> list[Json]:
    """The event of a reaction added or removed; it says which message, not what stands in it."""
    if space.app.user_id not in channel.members or not space.manifest.hears(kind):
        return []
    return [
        {
            "type": kind,
            "user": user_id,
            "reaction": emoji,
            "item_user": message.get("user"),
            "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
            "event_ts": space.world.next_ts(),
        }
    ]
