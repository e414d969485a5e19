"""A person in the workspace, who does what a human would do with Slack's client."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from bot.sandbox.answers import Acks, Answer
from bot.sandbox.composing import typed_command, typed_message
from bot.sandbox.dispatch import Dispatch
from bot.sandbox.elements import Placed, initial_state, options, placed, said
from bot.sandbox.entering import action_of, complaints, entered, option_said
from bot.sandbox.errors import NotOffered
from bot.sandbox.events import message_events, reaction_events
from bot.sandbox.payloads import Payloads
from bot.sandbox.screen import Label, Screen, Where
from bot.sandbox.views import OpenView
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, User


class Person(Screen):
    """One account and the hands on it. What the client would not offer raises NotOffered."""

    def __init__(self, space: Workspace, dispatch: Dispatch, user: User) -> None:
        super().__init__(space, user)
        self._dispatch = dispatch
        self._payloads = Payloads(space)
        self._acks = Acks(space)
        self._held: dict[str, dict[tuple[str, str, str], Json]] = {}
        self._offered: dict[tuple[str, tuple[str, str, str]], list[Json]] = {}

    def __repr__(self) -> str:
        return f"<Person {self.id}>"

    async def slash(self, command: str, text: str = "", channel: Channel | None = None) -> Answer:
        """Types a slash command, in her DM with the app unless a channel is given."""
        self._require_active()
        manifest = self._space.manifest
        if manifest.commands is not None and command not in manifest.commands:
            raise NotOffered(f"{command} is not a valid command")
        if self._user.team_id != self._space.world.team_id:
            raise NotOffered("people from other workspaces have no commands of this one")
        channel = self._in(channel or self.dm_channel)
        trigger_id, trigger = self._space.interactions.trigger(self.id)
        key, url = self._space.interactions.response_url(self.id, channel.id)
        payload = self._payloads.command(
            self._user,
            channel,
            command,
            typed_command(self._space, self.id, command, text),
            trigger_id,
            self._payloads.response_url(key),
        )
        reply = await self._dispatch.interact("slash_commands", payload)
        answer = self._acks.command(reply, self._user, channel)
        answer.trigger, answer.url = trigger, url
        return answer

    async def press(self, where: Where, label: Label, nth: int = 0) -> Answer:
        """Presses a button of a message, a view or an answer, found by its words or its
        action_id."""
        surface = self._surface(where)
        spot = self._find(surface, label, {"button", "workflow_button", "icon_button"}, nth)
        return await self._act(surface, spot, {})

    async def choose(self, where: Where, label: Label, value: Any, nth: int = 0) -> Answer:
        """Sets a menu, picker or box that tells the app at once; `value` as for `fill`."""
        surface = self._surface(where)
        spot = self._find(surface, label, None, nth)
        if spot.element["type"] == "overflow":
            return await self._act(surface, spot, {"selected_option": option_said(spot, value)})
        held = await self._hold(surface, spot, value)
        if spot.in_input and not spot.block.get("dispatch_action"):
            return Answer(-1, problem="nothing is sent before submit")
        return await self._act(surface, spot, held)

    async def suggest(self, where: Where, label: Label, typed: str) -> list[str]:
        """The texts that a typeahead offers for what was typed."""
        return [said(option["text"]) for option in await self.offers(where, label, typed)]

    async def offers(self, where: Where, label: Label, typed: str) -> list[Json]:
        """The options that a typeahead offers for what was typed, and remembers: an option given
        to `fill` or `choose` as a dictionary is one of these."""
        surface = self._surface(where)
        spot = self._find(surface, label, {"external_select", "multi_external_select"}, 0)
        offered = await self._suggestions(surface, spot, typed)
        seen = self._offered.setdefault((_place(surface), spot.key), [])
        seen[:] = [*offered, *(option for option in seen if option not in offered)][:500]
        return offered

    async def fill(self, label: Label, value: Any, typed: str | None = None) -> None:
        """Fills an input of the open modal, found by its label.

        `value` is text, the text of an option (or several), a date or time, a Person, a Channel, a
        list of them, or None to empty it. A typeahead is asked for `typed` (default: the value
        itself), and the value must be among what it offers.
        """
        surface = self._top().seen()
        spot = self._find(surface, label, None, 0)
        await self._hold(surface, spot, value, typed)

    async def attach(self, label: Label, name: str, content: bytes) -> None:
        """Adds a file to a file input of the open modal."""
        surface = self._top().seen()
        spot = self._find(surface, label, {"file_input"}, 0)
        file = self._space.files.add(name, content, self.id)
        kinds = spot.element.get("filetypes")
        if kinds and name.rpartition(".")[2].lower() not in kinds:
            raise NotOffered(f"{name} is none of {kinds}")
        view = self._top()
        files = view.held.get(spot.key, initial_state(spot.element) or {})["files"]
        shown = self._space.files.shown(file, self._space.base_url)
        view.held[spot.key] = entered(self._space, spot.element, [*files, shown], [])

    async def submit(self) -> Answer:
        """Presses the modal's submit button."""
        view = self._top()
        if view.body["submit"] is None:
            raise NotOffered("this modal has no submit button")
        if found := complaints(view):
            return Answer(-1, errors=found)
        trigger_id, trigger = self._space.interactions.trigger(self.id, view.id)
        payload = self._payloads.submission(self._user, view, trigger_id, self._response_urls(view))
        reply = await self._dispatch.interact("interactive", payload)
        answer = self._acks.submission(reply, view)
        answer.trigger = trigger
        return answer

    async def close(self, *, whole_stack: bool = False) -> Answer | None:
        """Closes the modal (with Cancel; `whole_stack`: with the x). None if the app is not
        told."""
        view = self._top()
        cleared = whole_stack or view.body["clear_on_close"]
        closed = self._space.views.clear(self.id) if cleared else [self._space.views.pop(self.id)]
        answer = None
        for one in closed:
            if one.body["notify_on_close"]:
                payload = self._payloads.closed(self._user, one, cleared=cleared)
                reply = await self._dispatch.interact("interactive", payload)
                answer = self._acks.plain(reply)
        return answer

    async def shortcut(self, callback_id: str) -> Answer:
        """Runs a global shortcut."""
        self._require_shortcut(callback_id, "global")
        trigger_id, trigger = self._space.interactions.trigger(self.id)
        payload = self._payloads.global_shortcut(self._user, callback_id, trigger_id)
        answer = self._acks.plain(await self._dispatch.interact("interactive", payload))
        answer.trigger = trigger
        return answer

    async def message_shortcut(
        self, callback_id: str, message: Json, channel: Channel | None = None
    ) -> Answer:
        """Runs a shortcut on a message."""
        self._require_shortcut(callback_id, "message")
        channel = self._in(channel or self._channel_of(message))
        trigger_id, trigger = self._space.interactions.trigger(self.id)
        key, url = self._space.interactions.response_url(self.id, channel.id)
        payload = self._payloads.message_shortcut(
            self._user,
            channel,
            message,
            callback_id,
            trigger_id,
            self._payloads.response_url(key),
        )
        answer = self._acks.plain(await self._dispatch.interact("interactive", payload))
        answer.trigger, answer.url = trigger, url
        return answer

    async def say(self, channel: Channel | None, text: str, thread_ts: str | None = None) -> Json:
        """Posts a message (None: in her DM with the app) and returns it. `@Name` and `#channel`
        become mentions. The app hears of it if it is there and subscribes."""
        self._require_active()
        channel = self._in(channel or self.dm_channel)
        if channel.archived:
            raise NotOffered("the channel is archived")
        if channel.id == self.dm_channel.id:
            manifest = self._space.manifest
            if manifest.messages_read_only or not manifest.messages_tab:
                raise NotOffered("the app takes no messages")
        said = typed_message(self._space, self._user, text)
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        message = self._space.world.post(channel, said | thread)
        await self._tell(message_events(self._space, channel, message), channel)
        return message

    async def mention(self, channel: Channel, text: str, thread_ts: str | None = None) -> Json:
        """Posts a message that begins with a mention of the app."""
        return await self.say(channel, f"@{self._space.app.name} {text}", thread_ts)

    async def react(self, channel: Channel, message: Json, emoji: str) -> None:
        """Adds a reaction to a message; a second one of the same kind changes nothing."""
        self._require_active()
        self._in(channel)
        if self._space.world.react(channel, message["ts"], emoji, self.id):
            await self._tell_reaction("reaction_added", channel, message, emoji)

    async def unreact(self, channel: Channel, message: Json, emoji: str) -> None:
        """Takes a reaction back."""
        if self._space.world.unreact(channel, message["ts"], emoji, self.id):
            await self._tell_reaction("reaction_removed", channel, message, emoji)

    async def open_home(self, tab: str = "home") -> Answer | None:
        """Opens the app: its tab `home`, `messages` or `about`. None if the app does not
        subscribe."""
        self._require_active()
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.dm_channel.id,
            "tab": tab,
            "event_ts": self._space.world.next_ts(),
        }
        if tab == "home" and self.home is not None:
            event["view"] = self.home
        if not self._space.manifest.hears("app_home_opened"):
            return None
        return self._acks.plain(await self._dispatch.event(event))

    # How she does it

    def _require_shortcut(self, callback_id: str, kind: str) -> None:
        self._require_active()
        if self._user.team_id != self._space.world.team_id:
            raise NotOffered("people from other workspaces have no shortcuts of this one")
        shortcuts = self._space.manifest.shortcuts
        if shortcuts is not None and not any(
            s.callback_id == callback_id and s.kind == kind for s in shortcuts
        ):
            raise NotOffered(f"there is no {kind} shortcut {callback_id}")

    async def _hold(
        self, surface: Json, spot: Placed, value: Any, typed: str | None = None
    ) -> Json:
        offered = options(spot.element)
        if value is not None and "external_select" in spot.element["type"]:
            wanted = [value] if isinstance(value, str | dict) else list(value)
            offered = [option for option in self._seen_before(surface, spot) if option in wanted]
            for text in (one for one in wanted if isinstance(one, str)):
                offered += await self._suggestions(surface, spot, text if typed is None else typed)
        held = entered(self._space, spot.element, value, offered)
        view = self._open_view(surface)
        place = view.held if view else self._held.setdefault(surface["ts"], {})
        place[spot.key] = held
        return held

    def _seen_before(self, surface: Json, spot: Placed) -> Iterator[Json]:
        """Options, as dictionaries, that stand or stood on the screen: only those can be meant by
        one. Texts are asked for anew."""
        yield from self._offered.get((_place(surface), spot.key), ())
        for state in (initial_state(spot.element), self._held_at(surface, spot)):
            for key in ("selected_option", "selected_options"):
                chosen = (state or {}).get(key) or []
                yield from [chosen] if isinstance(chosen, dict) else chosen

    def _held_at(self, surface: Json, spot: Placed) -> Json | None:
        view = self._open_view(surface)
        return (view.held if view else self._held.get(surface["ts"], {})).get(spot.key)

    async def _suggestions(self, surface: Json, spot: Placed, typed: str) -> list[Json]:
        if len(typed) < spot.element.get("min_query_length", 3):
            return []
        view = self._open_view(surface)
        place: Json = (
            {"view": view.seen(), "container": {"type": "view", "view_id": view.id}}
            if view
            else {"message": surface, "channel": {"id": self._channel_of(surface).id}}
        )
        block_id, action_id, _ = spot.key
        payload = self._payloads.suggestion(self._user, place, block_id, action_id, typed)
        _, offered = self._acks.options(await self._dispatch.interact("interactive", payload))
        return offered

    async def _act(self, surface: Json, spot: Placed, held: Json) -> Answer:
        action = action_of(spot, self._space.world.next_ts()) | held
        view = self._open_view(surface)
        if view is not None:
            trigger_id, trigger = self._space.interactions.trigger(
                self.id, view.id if view.body["type"] == "modal" else None
            )
            payload = self._payloads.view_actions(self._user, view, action, trigger_id)
            url = None
        else:
            channel = self._channel_of(surface)
            trigger_id, trigger = self._space.interactions.trigger(self.id)
            key, url = self._space.interactions.response_url(self.id, channel.id, surface["ts"])
            payload = self._payloads.message_actions(
                self._user,
                channel,
                self._current(surface, channel),
                self._held.get(surface["ts"], {}),
                action,
                trigger_id,
                self._payloads.response_url(key),
            )
        answer = self._acks.plain(await self._dispatch.interact("interactive", payload))
        answer.trigger, answer.url = trigger, url
        return answer

    def _response_urls(self, view: OpenView) -> list[Json]:
        urls: list[Json] = []
        for spot in placed(view.body["blocks"]):
            held = view.held.get(spot.key) or initial_state(spot.element) or {}
            chosen = held.get("selected_conversation") or held.get("selected_channel")
            if spot.element.get("response_url_enabled") and chosen:
                key, _ = self._space.interactions.response_url(self.id, chosen)
                urls.append(
                    {
                        "block_id": spot.block["block_id"],
                        "action_id": spot.element["action_id"],
                        "channel_id": chosen,
                        "response_url": self._payloads.response_url(key),
                    }
                )
        return urls

    async def _tell_reaction(self, kind: str, channel: Channel, message: Json, emoji: str) -> None:
        events = reaction_events(self._space, kind, self.id, channel, message, emoji)
        await self._tell(events, channel)

    async def _tell(self, events: list[Json], channel: Channel) -> None:
        """Delivers side by side: Slack promises no order either."""
        await asyncio.gather(
            *(self._dispatch.event(event, ext_shared=channel.ext_shared) for event in events)
        )


def _place(surface: Json) -> str:
    """A message's ts, or a view's id."""
    return str(surface.get("ts") or surface["id"])
