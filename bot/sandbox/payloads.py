"""The bodies of Slack's requests to the app (docs.slack.dev/reference/interaction-payloads and
/events)."""

from __future__ import annotations

import secrets

from bot.sandbox.elements import state_of
from bot.sandbox.views import OpenView
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, User

# Deprecated by Slack, still sent, never to be relied upon.
VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105


class Payloads:
    """Makes payloads for one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    def _common(self, user: User) -> Json:
        world = self._space.world
        return {
            "token": VERIFICATION_TOKEN,
            "api_app_id": self._space.app.app_id,
            "team": {"id": world.team_id, "domain": world.domain},
            "user": {
                "id": user.id,
                "username": user.handle,
                "name": user.handle,
                "team_id": user.team_id,
            },
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _from_view(self, user: User) -> Json:
        """From views the team is the person's own, also when the app is installed in another."""
        world, team_id = self._space.world, user.team_id
        if team_id == world.team_id:
            return self._common(user)
        name = world.teams.get(team_id, team_id).lower()
        return self._common(user) | {"team": {"id": team_id, "domain": name}}

    def response_url(self, key: str) -> str:
        """The full address of a response URL."""
        return f"{self._space.base_url}response/{key}"

    def command(
        self, user: User, channel: Channel, command: str, text: str, trigger_id: str, url: str
    ) -> Json:
        """The form of a slash command."""
        world = self._space.world
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": world.team_id,
            "team_domain": world.domain,
            "channel_id": channel.id,
            "channel_name": _shown_name(channel),
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text,
            "api_app_id": self._space.app.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": trigger_id,
        }

    def message_actions(
        self,
        user: User,
        channel: Channel,
        message: Json,
        held: dict[tuple[str, str, str], Json],
        action: Json,
        trigger_id: str,
        url: str,
    ) -> Json:
        """block_actions from a message. Slack leaves the message itself out when it is
        ephemeral."""
        ephemeral = bool(message.get("is_ephemeral"))
        container: Json = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        payload = self._common(user) | {
            "type": "block_actions",
            "container": container,
            "channel": {"id": channel.id, "name": _shown_name(channel)},
            "trigger_id": trigger_id,
            "response_url": url,
            "state": {"values": state_of(message.get("blocks", []), held)},
            "actions": [action],
        }
        return payload if ephemeral else payload | {"message": message}

    def view_actions(self, user: User, view: OpenView, action: Json, trigger_id: str) -> Json:
        """block_actions from a modal or the Home tab."""
        return self._from_view(user) | {
            "type": "block_actions",
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": trigger_id,
            "view": view.seen(),
            "actions": [action],
        }

    def submission(
        self, user: User, view: OpenView, trigger_id: str, response_urls: list[Json]
    ) -> Json:
        """view_submission."""
        return self._from_view(user) | {
            "type": "view_submission",
            "trigger_id": trigger_id,
            "view": view.seen(),
            "response_urls": response_urls,
        }

    def closed(self, user: User, view: OpenView, *, cleared: bool) -> Json:
        """view_closed."""
        return self._from_view(user) | {
            "type": "view_closed",
            "view": view.seen(),
            "is_cleared": cleared,
        }

    def suggestion(
        self, user: User, place: Json, block_id: str, action_id: str, typed: str
    ) -> Json:
        """block_suggestion; `place` holds `view`, or `message` and `channel`."""
        return self._common(user) | {
            "type": "block_suggestion",
            "block_id": block_id,
            "action_id": action_id,
            "value": typed,
            **place,
        }

    def global_shortcut(self, user: User, callback_id: str, trigger_id: str) -> Json:
        """shortcut: no channel, no response URL."""
        return self._common(user) | {
            "type": "shortcut",
            "callback_id": callback_id,
            "trigger_id": trigger_id,
            "action_ts": self._space.world.next_ts(),
        }

    def message_shortcut(
        self,
        user: User,
        channel: Channel,
        message: Json,
        callback_id: str,
        trigger_id: str,
        url: str,
    ) -> Json:
        """message_action."""
        return self._common(user) | {
            "type": "message_action",
            "callback_id": callback_id,
            "trigger_id": trigger_id,
            "response_url": url,
            "action_ts": self._space.world.next_ts(),
            "message_ts": message["ts"],
            "channel": {"id": channel.id, "name": _shown_name(channel)},
            "message": message,
        }

    def event(self, event: Json, *, ext_shared: bool = False) -> Json:
        """The envelope of an event."""
        world = self._space.world
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": world.team_id,
            "context_team_id": world.team_id,
            "context_enterprise_id": None,
            "api_app_id": self._space.app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self._space.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": world.team_id,
                    "user_id": self._space.app.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": ext_shared,
            "event_context": f"4-{secrets.token_hex(24)}",
        }


def _shown_name(channel: Channel) -> str:
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}.get(
        channel.kind, channel.name
    )
