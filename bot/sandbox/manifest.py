"""What an app manifest allows: scopes, commands, shortcuts, events and the tabs of the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# docs.slack.dev/reference/events: an event needs one of these scopes; those not named need none.
EVENT_SCOPES: dict[str, frozenset[str]] = {
    "app_mention": frozenset({"app_mentions:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_id_changed": frozenset({"channels:read", "groups:read", "im:read", "mpim:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_shared": frozenset({"channels:read", "groups:read"}),
    "channel_unshared": frozenset({"channels:read", "groups:read"}),
    "group_archive": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "team_join": frozenset({"users:read"}),
    "user_change": frozenset({"users:read"}),
}


@dataclass(frozen=True)
class Shortcut:
    """One shortcut of a manifest; `kind` is `global` or `message`."""

    callback_id: str
    kind: str


@dataclass(frozen=True)
class Manifest:
    """The part of an app manifest that the stand-in enforces; `None` means: everything is
    allowed."""

    scopes: frozenset[str] | None = None
    commands: dict[str, bool] | None = None
    """Slash command -> should_escape."""
    shortcuts: tuple[Shortcut, ...] | None = None
    events: frozenset[str] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False
    interactivity: bool = True

    @classmethod
    def read(cls, manifest: dict[str, Any] | None) -> Manifest:
        """Reads the dictionary form of a manifest; `None` allows everything."""
        if manifest is None:
            return cls()
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        home = features.get("app_home", {})
        return cls(
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            commands={
                command["command"]: command.get("should_escape", False)
                for command in features.get("slash_commands", ())
            },
            shortcuts=tuple(
                Shortcut(shortcut["callback_id"], shortcut["type"])
                for shortcut in features.get("shortcuts", ())
            ),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            messages_read_only=home.get("messages_tab_read_only_enabled", False),
            interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        )

    def grants(self, scope: str) -> bool:
        """True if the app holds the scope."""
        return self.scopes is None or scope in self.scopes

    def hears(self, event: str) -> bool:
        """True if the app subscribes to the event and holds a scope that the event needs."""
        if self.events is not None and event not in self.events:
            return False
        needed = EVENT_SCOPES.get(event)
        return needed is None or any(self.grants(scope) for scope in needed)

    def escapes(self, command: str) -> bool:
        """True if names typed after the command arrive as ids (`should_escape`)."""
        return self.commands is None or self.commands.get(command, False)
