"""What a secret is, by how it begins: people copy the wrong one of Slack's many."""

from __future__ import annotations

_KINDS = (
    ("xoxe.xoxb-", "a bot token that expires"),
    ("xoxe.xoxp-", "a user token that expires"),
    ("xoxe-", "a refresh token"),
    ("xoxb-", "a bot token"),
    ("xoxp-", "a user token"),
    ("xapp-", "an app-level token"),
    ("xoxa-", "an old workspace token"),
    ("xoxr-", "an old refresh token"),
    ("xoxs-", "a browser's session token"),
    ("xoxc-", "a browser's session token"),
    ("xoxd-", "a browser's cookie"),
    ("https://hooks.slack.com/", "the address of an incoming webhook"),
)
"""By prefix, the longer ones first (https://docs.slack.dev/authentication/tokens)."""

WANTED = {
    "slack_bot_token": "the bot token of the installed app, xoxb-… (OAuth & Permissions)",
    "slack_app_token": "an app-level token with connections:write, xapp-… (Basic Information)",
    "slack_signing_secret": "the signing secret of the app (Basic Information)",
}
"""By setting, what is wanted and where in the app's pages it stands."""

_FITS = {
    "slack_bot_token": ("xoxb-", "xoxe.xoxb-"),
    "slack_app_token": ("xapp-",),
    "slack_signing_secret": (),
}


def mistaken(name: str, secret: str) -> str | None:
    """What the setting `name` holds, when that is another of Slack's secrets: "a user token
    (xoxp-…)", and nothing of the secret itself. None for what may be right."""
    for prefix, kind in _KINDS:
        if secret.startswith(prefix):
            return None if prefix in _FITS[name] else f"{kind} ({prefix}…)"
    return None


def unlike(name: str, secret: str) -> str | None:
    """What the setting `name` holds, when it begins as none of Slack's tokens does that fit."""
    fits = _FITS[name]
    return None if not fits or secret.startswith(fits) else f"what does not begin with {fits[0]}"
