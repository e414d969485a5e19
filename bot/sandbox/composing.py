"""What people type, made into what Slack's client sends."""

from __future__ import annotations

import re

from bot.sandbox.text import as_sent, escape, unescape
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Json, User

_CONTROL = re.compile(r"<([^<>]+)>")
_MARKS = (
    ("@", "user", "user_id"),
    ("#", "channel", "channel_id"),
    ("!subteam^", "usergroup", "usergroup_id"),
    ("!", "broadcast", "range"),
)


def typed_command(space: Workspace, user_id: str, command: str, text: str) -> str:
    """The `text` of a slash command. Names and links are resolved only with should_escape."""
    if not space.manifest.escapes(command):
        return escape(text)
    return as_sent(text, _names(space, user_id, with_label=True))


def typed_message(space: Workspace, user: User, text: str) -> Json:
    """A message by a person."""
    sent = as_sent(text, _names(space, user.id, with_label=False))
    section: Json = {"type": "rich_text_section", "elements": rich_elements(sent)}
    return {
        "user": user.id,
        "team": user.team_id,
        "text": sent,
        "blocks": [{"type": "rich_text", "block_id": "typed", "elements": [section]}],
        "client_msg_id": space.world.serial("client-"),
    }


def rich_elements(sent: str) -> list[Json]:
    """The elements of the rich text that Slack's client sends beside `sent`, its text: who and what
    was picked, and links, as elements of their own
    (docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""
    elements: list[Json] = []
    for at, part in enumerate(_CONTROL.split(sent)):
        if at % 2:
            elements.append(_picked(*part.partition("|")[::2]))
        elif part:
            elements.append({"type": "text", "text": unescape(part)})
    return elements


def _picked(target: str, label: str) -> Json:
    for mark, kind, key in _MARKS:
        if target.startswith(mark):
            return {"type": kind, key: target.removeprefix(mark)}
    link: Json = {"type": "link", "url": unescape(target)}
    return link | {"text": unescape(label)} if label else link


def _names(space: Workspace, user_id: str, *, with_label: bool) -> dict[str, str]:
    """What a person can pick while typing -> the control sequence that stands for it."""
    names: dict[str, str] = {"@here": "<!here>", "@channel": "<!channel>"}
    for user in space.world.users.values():
        label = f"|{user.handle}" if with_label else ""
        names[f"@{user.name}"] = names[f"@{user.handle}"] = f"<@{user.id}{label}>"
    for channel in space.world.channels.values():
        if user_id in channel.members and channel.kind in ("public", "private"):
            # Commands are not told the names of private channels.
            label = channel.name if channel.kind == "public" or not with_label else ""
            names[f"#{channel.name}"] = f"<#{channel.id}|{label}>"
    for group in space.world.usergroups.values():
        names[f"@{group.handle}"] = f"<!subteam^{group.id}|@{group.handle}>"
    return names
