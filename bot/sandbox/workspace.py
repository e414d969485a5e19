"""The state of the stand-in and its rules, without any transport."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from bot.clock import Clock
from bot.sandbox import blockkit
from bot.sandbox.changes import Changes
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.interactions import PATIENCE, Interactions
from bot.sandbox.limits import Limiter, Limits
from bot.sandbox.manifest import Manifest
from bot.sandbox.record import Record
from bot.sandbox.views import Views
from bot.sandbox.world import AppIdentity, Channel, Json, User, World


class Workspace:
    """One workspace with one app in it."""

    def __init__(
        self,
        manifest: Manifest,
        clock: Clock,
        *,
        team_id: str,
        bot_token: str,
        app_token: str,
        limits: Limits | None,
        timer: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self.manifest = manifest
        self.clock = clock
        self.bot_token = bot_token
        self.app_token = app_token
        self.app = AppIdentity()
        self.changes = Changes()
        self.world = World(clock, team_id, "earshot-test", self.app, self.changes)
        self.views = Views(self.world)
        self.interactions = Interactions(clock, timer, patience)
        self.files = Files(self.world)
        self.record = Record(self.changes)
        self.faults = Faults()
        self.limiter = Limiter(limits) if limits is not None else None
        self.socket_tickets: set[str] = set()
        """Socket Mode addresses handed out and not used yet."""
        self.revoked: str | None = None
        """What the bot token answers once the app was uninstalled or its tokens revoked."""
        self.history_lag = 0.0
        """Seconds until a new message shows up in conversations.history and .replies."""
        self.announce: Callable[[list[Json], Channel], None] = lambda events, channel: None
        """Told of what the app itself did, for Slack sends an app its own messages too."""
        self.base_url = ""
        """Where the server listens, with a slash at the end."""

    def require_scope(self, *any_of: str) -> None:
        """Raises missing_scope unless the app holds one of the scopes."""
        if any_of and not any(self.manifest.grants(scope) for scope in any_of):
            provided = ",".join(sorted(self.manifest.scopes or ()))
            raise SlackError("missing_scope", needed=",".join(any_of), provided=provided)

    def channel_for_app(self, channel_id: str | None) -> Channel:
        """A conversation that the app may know of: public ones, and those it is in."""
        channel = self.world.channels.get(channel_id or "")
        if channel is None:
            raise SlackError("channel_not_found")
        if channel.kind != "public" and self.app.user_id not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def user_for_app(self, user_id: str | None, error: str = "user_not_found") -> User:
        """An account that the app may see: the workspace's own, and strangers who share a
        channel."""
        user = self.world.users.get(user_id or "")
        if user is None:
            raise SlackError(error)
        if user.team_id != self.world.team_id and not any(
            self.app.user_id in channel.members for channel in self.world.channels_of(user.id)
        ):
            raise SlackError(error)
        return user

    def require_files(self, surface: object) -> None:
        """Raises invalid_blocks if an image is to show a file that is not there (yet)."""
        for image in blockkit.slack_files(surface):
            if self.files.named(image, self.base_url) is None:
                raise SlackError("invalid_blocks", ["[ERROR] invalid slack file"])

    def require_blocks(
        self, faults: Iterable[blockkit.Fault], *, default: str = "invalid_blocks"
    ) -> None:
        """Raises Slack's error for the first kind of fault found, with all its messages."""
        found = list(faults)
        if found:
            code = next((fault.code for fault in found if fault.code != "invalid_blocks"), default)
            raise SlackError(
                code, [f"{fault.message} [json-pointer:{fault.pointer}]" for fault in found]
            )

    def require_view(self, view: Json, *, kinds: frozenset[str]) -> None:
        """Raises Slack's error unless the view is well made and of one of the kinds."""
        self.require_blocks(blockkit.view_faults(view, kinds), default="invalid_arguments")
        self.require_files(view)
