"""The Slack app manifest for this installation."""

from __future__ import annotations

from typing import Any

from bot.config import Settings
from bot.slack_methods import events, scopes

_LONG = (
    "Employees hear customers all day; what they hear is lost in threads. Earshot catches it in "
    "seconds, makes one named person answer for it, asks the follow-up question, and tells whoever "
    "reported it what became of it. Type /cx help to see how."
)


def manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, as Slack's JSON.

    Slack reaches us at EARSHOT_PUBLIC_URL; without one, or with an app-level token, by Socket Mode.
    """
    base = (settings.earshot_public_url or "").rstrip("/")
    socket = not base or settings.slack_app_token is not None
    # in Socket Mode addresses are not asked for
    at: dict[str, str] = {} if socket else {"request_url": f"{base}/slack/events"}
    history = settings.earshot_history
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Earshot",
            "description": "Closes the customer-experience loop: heard, owned, answered, told.",
            "long_description": _LONG,
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                # where we may not hear DMs nobody should be able to write one in vain
                "messages_tab_read_only_enabled": history == "off",
            },
            "bot_user": {"display_name": "Earshot", "always_online": True},
            "shortcuts": [
                {
                    "name": "Log an observation",
                    "type": "global",
                    "callback_id": "log_observation",
                    "description": "Store what a customer said or did",
                },
                {
                    "name": "New micro-survey",
                    "type": "global",
                    "callback_id": "new_survey",
                    "description": "Ask colleagues or customers one to three questions",
                },
                {
                    "name": "Log as observation",
                    "type": "message",
                    "callback_id": "log_message",
                    "description": "Store this message as what a customer said",
                },
            ],
            "slash_commands": [_cx(at), _survey(at)],
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes(history))}},
        "settings": {
            "event_subscriptions": at | {"bot_events": events(history)},
            "interactivity": _interactivity(at),
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _cx(at: dict[str, str]) -> dict[str, Any]:
    command = {
        "command": "/cx",
        "description": "Log what a customer said, and see what became of it",
        "usage_hint": 'log It ate the file customer:"Acme" · issues mine · help',
        # words are stored as they are typed: escaped, a name would arrive as an id instead
        "should_escape": False,
    }
    return command | ({"url": at["request_url"]} if at else {})


def _survey(at: dict[str, str]) -> dict[str, Any]:
    command = {
        "command": "/survey",
        "description": "Ask colleagues or customers one to three questions",
        "usage_hint": 'nps to:#general · csat "How satisfied were you with X?" · list',
        # whoever is asked is picked from Slack's lists, and arrives as an id
        "should_escape": True,
    }
    return command | ({"url": at["request_url"]} if at else {})


def _interactivity(at: dict[str, str]) -> dict[str, Any]:
    return (
        {"is_enabled": True} | at | ({"message_menu_options_url": at["request_url"]} if at else {})
    )
