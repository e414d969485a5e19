"""auth.test, api.test, team.info, apps.connections.open"""

from __future__ import annotations

import secrets

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.registry import method
from bot.sandbox.world import Json


@method("api.test")
def api_test(call: Call) -> Json:
    """Answers with the arguments, or with the error asked for."""
    error = call.text("error")
    if error:
        raise SlackError(error, args=call.args)
    return {"args": call.args}


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Who the app is."""
    world, app = call.space.world, call.space.app
    return {
        "url": f"https://{world.domain}.slack.com/",
        "team": world.teams[world.team_id],
        "user": world.users[app.user_id].handle,
        "team_id": world.team_id,
        "user_id": app.user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("team.info")
def team_info(call: Call) -> Json:
    """The workspace, or with `team` one that is known through Slack Connect."""
    world = call.space.world
    team_id = call.text("team") or world.team_id
    name = world.teams.get(team_id)
    if name is None:
        raise SlackError("team_not_found")
    domain = "".join(c for c in name.lower().replace(" ", "-") if c.isalnum() or c == "-")
    return {
        "team": {
            "id": team_id,
            "name": name,
            "domain": domain,
            "email_domain": "",
            "url": f"https://{domain}.slack.com/",
        }
    }


@method("apps.connections.open", app_token=True)
def connections_open(call: Call) -> Json:
    """An address for one Socket Mode connection, good for one use."""
    ticket = secrets.token_urlsafe(16)
    call.space.socket_tickets.add(ticket)
    base = call.space.base_url.replace("http://", "ws://")
    app_id = call.space.app.app_id
    return {"url": f"{base}link/?ticket={ticket}&app_id={app_id}"}
