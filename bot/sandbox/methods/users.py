"""users.*, bots.info"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.conversations import listed
from bot.sandbox.methods.registry import method
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Json, User


def user_object(space: Workspace, user: User, *, locale: bool = False) -> Json:
    """An account as Slack shows it to the app (docs.slack.dev/reference/objects/user-object)."""
    there = space.clock.now().astimezone(ZoneInfo(user.tz))
    profile: Json = {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": user.team_id,
    }
    if user.email and space.manifest.grants("users:read.email"):
        profile["email"] = user.email
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "real_name": user.name,
        "profile": profile,
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": int(space.clock.now().timestamp()),
    }
    if user.deleted:
        return shown
    stranger = user.team_id != space.world.team_id
    shown |= {
        "tz": user.tz,
        "tz_label": there.tzname() or user.tz,
        "tz_offset": int((there.utcoffset() or timedelta()).total_seconds()),
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if stranger:
        shown["is_stranger"] = True
    elif locale:
        shown["locale"] = "en-US"
    return shown


@method("users.info")
def info(call: Call) -> Json:
    """One account."""
    user = call.space.user_for_app(call.text("user"))
    return {"user": user_object(call.space, user, locale=call.flag("include_locale"))}


@method("users.list")
def list_users(call: Call) -> Json:
    """All accounts of the workspace, deactivated ones included, a page at a time."""
    space = call.space
    everyone = [user for user in space.world.users.values() if user.team_id == space.world.team_id]
    users, metadata = call.page(everyone, default=1000, most=1000)
    locale = call.flag("include_locale")
    return {
        "members": [user_object(space, user, locale=locale) for user in users],
        "cache_ts": int(space.clock.now().timestamp()),
        "response_metadata": metadata,
    }


@method("users.lookupByEmail")
def lookup_by_email(call: Call) -> Json:
    """The active account with a mail address."""
    wanted = (call.text("email") or "").lower()
    for user in call.space.world.users.values():
        if (user.email or "").lower() == wanted and not user.deleted:
            return {"user": user_object(call.space, user)}
    raise SlackError("users_not_found")


@method("users.conversations")
def conversations(call: Call) -> Json:
    """The conversations of an account (the app's own by default) that the app may see."""
    space = call.space
    user = space.user_for_app(call.text("user") or space.app.user_id)
    return listed(call, space.world.channels_of(user.id))


@method("bots.info")
def bots_info(call: Call) -> Json:
    """The app's own bot."""
    app = call.space.app
    if call.text("bot") not in (None, app.bot_id):
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "app_id": app.app_id,
            "user_id": app.user_id,
            "name": app.name,
            "deleted": False,
            "updated": 0,
            "icons": {},
        }
    }
