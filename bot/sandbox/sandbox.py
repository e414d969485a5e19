"""The stand-in for Slack as a whole: workspace, server, transports, people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.clock import Clock, SystemClock
from bot.sandbox.answers import Acks, Answer
from bot.sandbox.dispatch import Dispatch
from bot.sandbox.faults import Faults
from bot.sandbox.files import File
from bot.sandbox.http_delivery import HttpDelivery
from bot.sandbox.interactions import PATIENCE
from bot.sandbox.keeping import restore
from bot.sandbox.limits import Limits
from bot.sandbox.manifest import Manifest
from bot.sandbox.methods.users import user_object
from bot.sandbox.person import Person
from bot.sandbox.record import ApiCall, Delivery, Refusal
from bot.sandbox.server import Server
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import AppIdentity, Channel, Json, User, UserGroup

Member = Person | str


class Sandbox:
    """A workspace with the app in it, served on a loopback port.

    `manifest` (as a dictionary) gives scopes, commands, shortcuts, events and tabs; None allows
    everything. `clock` dates messages and signatures (default: real time); `timer` measures
    triggers in seconds. `limits` may be a `Limits` to set the strictness, or False for none.
    `patience` is in seconds: how long it waits for an acknowledgement and lets a trigger
    live; as long as Slack does, unless the machine may stand still for longer.
    """

    def __init__(
        self,
        manifest: dict[str, Any] | None = None,
        *,
        signing_secret: str = "sandbox-secret",  # noqa: S107 - all three are made up
        bot_token: str = "xoxb-sandbox",  # noqa: S107
        app_token: str = "xapp-sandbox",  # noqa: S107
        team_id: str = "T0EARSHOT",
        clock: Clock | None = None,
        limits: bool | Limits = True,
        timer: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self.signing_secret = signing_secret
        self.bot_token = bot_token
        self.app_token = app_token
        self.space = Workspace(
            Manifest.read(manifest),
            clock or SystemClock(),
            team_id=team_id,
            bot_token=bot_token,
            app_token=app_token,
            limits=Limits() if limits is True else limits or None,
            timer=timer,
            patience=patience,
        )
        self.sockets = SocketMode(self.space.app.app_id)
        self.dispatch = Dispatch(self.space)
        self._server = Server(self.space, self.sockets)
        self._acks = Acks(self.space)
        self._people: dict[str, Person] = {}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Starts the server on 127.0.0.1; 0 picks a free port."""
        self.space.base_url = await self._server.start(port)

    async def stop(self) -> None:
        """Stops the server and gives up what was still to be delivered."""
        await self.dispatch.close()
        await self.sockets.close()
        await self._server.stop()

    @property
    def api_url(self) -> str:
        """The value for SLACK_API_URL."""
        return f"{self.space.base_url}api/"

    def mount(self, mount: Callable[[web.Application], None]) -> None:
        """Lets something add addresses of its own to the server, before it starts."""
        self._server.mounts.append(mount)

    # Transport

    def deliver_by_http(self, url: str) -> None:
        """From now on events, commands and interactions are posted, signed, to this URL."""
        self.dispatch.deliver_by(HttpDelivery(url, self.signing_secret, self.space.clock))

    def deliver_by_socket(self) -> None:
        """From now on they go to a Socket Mode connection; a delivery waits until there is one."""
        self.dispatch.deliver_by(self.sockets)

    async def socket_connected(self, timeout: float = 10) -> None:
        """Waits for a Socket Mode connection; raises TimeoutError after `timeout` seconds."""
        await self.sockets.connected(timeout)

    # People and places

    @property
    def app(self) -> AppIdentity:
        """The ids of the app."""
        return self.space.app

    def add_person(
        self,
        name: str,
        tz: str = "Europe/Berlin",
        admin: bool = False,
        guest: bool = False,
        deleted: bool = False,
        bot: bool = False,
        team_id: str | None = None,
        email: str | None = None,
        title: str = "",
    ) -> Person:
        """Adds an account (`U0PRIYA` for "Priya"); another `team_id` makes a Slack Connect
        stranger."""
        world = self.space.world
        user_id = world.free_id("U", name)
        user = User(
            id=user_id,
            handle="".join(name.lower().split()),
            name=name,
            tz=tz,
            team_id=team_id or world.team_id,
            email=email,
            admin=admin,
            guest=guest,
            deleted=deleted,
            bot=bot,
            title=title,
        )
        return self._embody(world.add_user(user))

    def _embody(self, user: User) -> Person:
        person = Person(self.space, self.dispatch, user)
        self._people[user.id] = person
        return person

    def go_on(self, kept: Json) -> None:
        """Takes over a workspace that `keeping.snapshot` wrote down; nothing may be here yet."""
        restore(self.space, kept)
        for user in self.space.world.users.values():
            if not user.bot:
                self._embody(user)

    def add_team(self, team_id: str, name: str) -> None:
        """Names a workspace: our own, or another whose people come in through Slack Connect."""
        self.space.world.teams[team_id] = name

    def add_channel(
        self,
        name: str,
        private: bool = False,
        members: Iterable[Member] | None = None,
        app_in: bool = True,
        archived: bool = False,
        ext_shared: bool = False,
    ) -> Channel:
        """Adds a channel (`C0GENERAL` for "general"); without `members` everyone so far is in
        it."""
        world = self.space.world
        ids = set(self._people) if members is None else {_id(member) for member in members}
        if app_in:
            ids.add(self.space.app.user_id)
        channel = world.add_channel(name, "private" if private else "public", ids)
        channel.archived, channel.ext_shared = archived, ext_shared
        return channel

    def add_dm(self, *members: Member) -> Channel:
        """Adds a DM between two people, or a group DM, in which the app is not."""
        ids = sorted(_id(member) for member in members)
        world = self.space.world
        if len(ids) == 2:
            return world.add_channel("dm", "im", ids, channel_id=world.serial("D"))
        return world.add_channel("mpdm", "mpim", ids, channel_id=world.serial("G"))

    def add_usergroup(self, handle: str, members: Iterable[Member]) -> UserGroup:
        """Adds a user group (`S0SUPPORT` for "support")."""
        world = self.space.world
        group = UserGroup(
            world.free_id("S", handle), handle, handle.title(), [_id(member) for member in members]
        )
        world.usergroups[group.id] = group
        return group

    def messages(self, channel: Channel | str) -> list[Json]:
        """Every message of a conversation, replies included, oldest first."""
        channel_id = channel if isinstance(channel, str) else channel.id
        found = self.space.world.channels.get(channel_id)
        return list(found.messages.values()) if found else []

    def person(self, user_id: str) -> Person | None:
        """The hands of an account that was added; None for the app and for strangers."""
        return self._people.get(user_id)

    def anybody(self) -> Person | None:
        """The first account that was added."""
        return next(iter(self._people.values()), None)

    # What happens by itself

    async def event(self, event: Json) -> Answer:
        """Sends any event (its inner part); the envelope is made around it."""
        return self._acks.plain(await self.dispatch.event(event))

    async def redeliver(self, delivery: Delivery, retry: int = 1) -> Answer:
        """Sends the payload of an earlier event again, as Slack does when an answer was lost."""
        return self._acks.plain(await self.dispatch.resend(delivery.payload, retry=retry))

    async def verify_url(self) -> bool:
        """Asks the app for the challenge that Slack sends when a request URL is entered."""
        return await self.dispatch.verify_url()

    async def join(self, channel: Channel, member: Member | None = None) -> None:
        """Lets a person, by default the app, into a channel and tells the app if it subscribes."""
        await self._membership(channel, member, "member_joined_channel")

    async def leave(self, channel: Channel, member: Member | None = None) -> None:
        """Takes a person, by default the app, out of a channel."""
        await self._membership(channel, member, "member_left_channel")

    async def archive(self, channel: Channel) -> None:
        """Archives a channel."""
        channel.archived = True
        self.space.changes.note("places")
        kind = "channel_archive" if channel.kind == "public" else "group_archive"
        await self._of_channel(channel, {"type": kind, "channel": channel.id})

    async def share(self, channel: Channel, team_id: str) -> None:
        """Shares a channel with another workspace."""
        channel.ext_shared = True
        self.space.changes.note("places")
        event = {"type": "channel_shared", "channel": channel.id, "connected_team_id": team_id}
        await self._of_channel(channel, event)

    async def _membership(self, channel: Channel, member: Member | None, kind: str) -> None:
        user_id = self.space.app.user_id if member is None else _id(member)
        event = {
            "type": kind,
            "user": user_id,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "public" else "G",
            "team": self.space.world.team_id,
        }
        self.space.changes.note("places")
        if kind == "member_joined_channel":
            channel.members.add(user_id)
            await self._of_channel(channel, event)
        else:
            channel.members.discard(user_id)
            if user_id != self.space.app.user_id:
                await self._of_channel(channel, event)

    async def _of_channel(self, channel: Channel, event: Json) -> None:
        if self.space.app.user_id in channel.members and self.space.manifest.hears(event["type"]):
            stamped = event | {"event_ts": self.space.world.next_ts()}
            await self.dispatch.event(stamped, ext_shared=channel.ext_shared)

    async def user_change(self, person: Person, **changes: Any) -> Answer | None:
        """Changes an account (`deleted=True`, `tz=…`) and tells the app if it subscribes."""
        for name, value in changes.items():
            if not hasattr(person.user, name):
                raise AttributeError(name)
            setattr(person.user, name, value)
        self.space.changes.note("places")
        if not self.space.manifest.hears("user_change"):
            return None
        user = user_object(self.space, person.user, locale=True)
        return await self.event(
            {"type": "user_change", "user": user, "event_ts": self.space.world.next_ts()}
        )

    async def uninstall(self) -> Answer | None:
        """Removes the app: its token answers account_inactive from now on."""
        self.space.revoked = "account_inactive"
        if not self.space.manifest.hears("app_uninstalled"):
            return None
        return await self.event({"type": "app_uninstalled"})

    async def revoke_tokens(self) -> Answer | None:
        """Revokes the bot token, which answers token_revoked from now on."""
        self.space.revoked = "token_revoked"
        if not self.space.manifest.hears("tokens_revoked"):
            return None
        tokens = {"oauth": [], "bot": [self.space.app.user_id]}
        return await self.event({"type": "tokens_revoked", "tokens": tokens})

    def reinstall(self) -> None:
        """Makes the bot token good again."""
        self.space.revoked = None

    # Looking in

    @property
    def faults(self) -> Faults:
        """Faults on request."""
        return self.space.faults

    @property
    def calls(self) -> list[ApiCall]:
        """Every Web API call and response URL use, oldest first."""
        return self.space.record.calls

    @property
    def refusals(self) -> list[Refusal]:
        """Everything refused because the app did it wrong; empty in a good test."""
        return self.space.record.refusals

    @property
    def deliveries(self) -> list[Delivery]:
        """Every request to the app, oldest first."""
        return self.space.record.deliveries

    def file(self, file_id: str) -> File | None:
        """A file, if it is complete and not deleted; its bytes are in `content`."""
        return self.space.files.find(file_id)

    @property
    def file_lag(self) -> float:
        """Seconds after its upload until a file can stand in a block."""
        return self.space.files.lag

    @file_lag.setter
    def file_lag(self, seconds: float) -> None:
        self.space.files.lag = seconds

    @property
    def history_lag(self) -> float:
        """Seconds until a new message shows up in conversations.history and .replies."""
        return self.space.history_lag

    @history_lag.setter
    def history_lag(self, seconds: float) -> None:
        self.space.history_lag = seconds


def _id(member: Member) -> str:
    return member if isinstance(member, str) else member.id
