"""The workspace as JSON, to be gone on with later: people, places, messages, Homes, files.

Open modals, triggers and response URLs are not kept: they would have run out.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict

from bot.sandbox.files import File
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, User, UserGroup


def snapshot(space: Workspace) -> Json:
    """Everything that stays."""
    world = space.world
    return {
        "users": [asdict(user) for user in world.users.values()],
        "channels": [
            asdict(channel) | {"members": sorted(channel.members)}
            for channel in world.channels.values()
        ],
        "groups": [asdict(group) for group in world.usergroups.values()],
        "teams": world.teams,
        "ephemerals": [[*place, said] for place, said in world.ephemerals.items()],
        "homes": {
            user_id: view.body for user_id in world.users if (view := space.views.home(user_id))
        },
        "files": [_file(file) for file in space.files.all()],
        "serials": world.serials,
    }


def restore(space: Workspace, kept: Json) -> None:
    """Puts a snapshot into a workspace in which nothing has happened yet."""
    world = space.world
    world.teams.update(kept["teams"])
    for user in kept["users"]:
        world.add_user(User(**user))
    for channel in kept["channels"]:
        world.adopt(Channel(**channel | {"members": set(channel["members"])}))
    for group in kept["groups"]:
        world.usergroups[group["id"]] = UserGroup(**group)
    for user_id, channel_id, said in kept["ephemerals"]:
        world.adopt_ephemerals(user_id, channel_id, said)
    for user_id, body in kept["homes"].items():
        space.views.adopt_home(user_id, body)
    for file in kept["files"]:
        space.files.adopt(File(**file | {"content": b64decode(file["content"])}))
    world.serials = kept["serials"]


def _file(file: File) -> Json:
    return asdict(file) | {"content": b64encode(file.content or b"").decode()}
