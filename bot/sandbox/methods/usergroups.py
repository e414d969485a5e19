"""usergroups.*"""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.registry import method
from bot.sandbox.world import Json, UserGroup


def _shown(call: Call, group: UserGroup) -> Json:
    shown: Json = {
        "id": group.id,
        "team_id": call.space.world.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 0 if group.enabled else 1,
        "user_count": len(group.users),
    }
    if call.flag("include_users"):
        shown["users"] = list(group.users)
    return shown


@method("usergroups.list")
def list_groups(call: Call) -> Json:
    """All user groups; disabled ones only if asked for."""
    everything = call.flag("include_disabled")
    groups = [g for g in call.space.world.usergroups.values() if g.enabled or everything]
    return {"usergroups": [_shown(call, group) for group in groups]}


@method("usergroups.users.list")
def list_users(call: Call) -> Json:
    """Who is in a user group."""
    group = call.space.world.usergroups.get(call.text("usergroup") or "")
    if group is None or not (group.enabled or call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}
