"""reactions.*"""

from __future__ import annotations

import re

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.registry import method
from bot.sandbox.world import Channel, Json

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


@method("reactions.add")
def add(call: Call) -> Json:
    """Adds the app's reaction to a message."""
    channel, message, name = _target(call)
    if channel.archived:
        raise SlackError("is_archived")
    if not call.space.world.react(channel, message["ts"], name, call.space.app.user_id):
        raise SlackError("already_reacted")
    return {}


@method("reactions.remove")
def remove(call: Call) -> Json:
    """Takes the app's reaction back."""
    channel, message, name = _target(call)
    if not call.space.world.unreact(channel, message["ts"], name, call.space.app.user_id):
        raise SlackError("no_reaction")
    return {}


def _target(call: Call) -> tuple[Channel, Json, str]:
    name = (call.text("name") or "").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.space.channel_for_app(call.text("channel"))
    message = channel.messages.get(call.text("timestamp") or "")
    if message is None:
        raise SlackError("message_not_found")
    return channel, message, name
