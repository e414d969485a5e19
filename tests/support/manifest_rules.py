"""Slack's rules for an app manifest, in our own words.

Slack publishes no schema of it as a package; these are the limits that its documentation of the
manifest names. Whether scopes and events exist and fit together it does not check, nor do we here.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs

_URL = {"type": "string", "pattern": "^https?://", "maxLength": 3000}


def _text(most: int, least: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def _list(items: dict[str, Any], most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most, "minItems": least}


_YES_NO = {"type": "boolean"}
_SCOPES = _list(_text(50), 255)
_EVENTS = _list(_text(50), 100) | {"uniqueItems": True}

RULES = _object(
    "display_information",
    _metadata=_object(major_version={"enum": [1, 2]}, minor_version={"type": "integer"}),
    display_information=_object(
        "name",
        name=_text(35),
        description=_text(140),
        long_description=_text(4000, 175),
        background_color={"type": "string", "pattern": "^#([0-9a-fA-F]{3}){1,2}$"},
    ),
    features=_object(
        app_home=_object(
            home_tab_enabled=_YES_NO,
            messages_tab_enabled=_YES_NO,
            messages_tab_read_only_enabled=_YES_NO,
        ),
        bot_user=_object("display_name", display_name=_text(80), always_online=_YES_NO),
        shortcuts=_list(
            _object(
                "name",
                "type",
                "callback_id",
                "description",
                name=_text(24),
                type={"enum": ["message", "global"]},
                callback_id=_text(255),
                description=_text(150),
            ),
            10,
            1,
        ),
        slash_commands=_list(
            _object(
                "command",
                "description",
                command=_text(32, 2, pattern="^/"),
                url=_URL,
                description=_text(2000),
                usage_hint=_text(1000),
                should_escape=_YES_NO,
            ),
            50,
            1,
        ),
        unfurl_domains=_list(_text(255), 5),
    ),
    oauth_config=_object(
        redirect_urls=_list(_URL, 1000),
        scopes=_object(bot=_SCOPES, user=_SCOPES, bot_optional=_SCOPES, user_optional=_SCOPES),
    ),
    settings=_object(
        event_subscriptions=_object(request_url=_URL, bot_events=_EVENTS, user_events=_EVENTS),
        interactivity=_object(
            "is_enabled", is_enabled=_YES_NO, request_url=_URL, message_menu_options_url=_URL
        ),
        org_deploy_enabled=_YES_NO,
        socket_mode_enabled=_YES_NO,
        token_rotation_enabled=_YES_NO,
    ),
)

_VALIDATOR = jsonschema_rs.validator_for(RULES)


def manifest_faults(manifest: dict[str, Any]) -> list[str]:
    """Each fault as "where: what"; [] for a manifest that Slack takes."""
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in _VALIDATOR.iter_errors(manifest)
    ]
