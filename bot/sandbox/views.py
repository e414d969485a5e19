"""Modals and Home tabs: stacks, hashes, and what people have entered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.elements import placed, state_of, with_ids
from bot.sandbox.errors import SlackError
from bot.sandbox.world import Json, World

STACK_LIMIT = 3
_KEPT = ("title", "submit", "close", "private_metadata", "callback_id", "external_id")


@dataclass
class OpenView:
    """A view that somebody can see, or has below another in the stack."""

    user_id: str
    body: Json
    held: dict[tuple[str, str, str], Json] = field(default_factory=dict)
    """(block_id, action_id, element type) -> what was entered, in the shape of state.values."""

    @property
    def id(self) -> str:
        """Slack's id of the view."""
        return str(self.body["id"])

    def seen(self) -> Json:
        """The view as Slack shows it to the app: with state, hash and the ids of its stack."""
        return {**self.body, "state": {"values": state_of(self.body["blocks"], self.held)}}


class Views:
    """All open modals and published Home tabs."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}
        self._by_id: dict[str, OpenView] = {}

    # Looking

    def top(self, user_id: str) -> OpenView | None:
        """The modal that the person sees."""
        stack = self._stacks.get(user_id)
        return stack[-1] if stack else None

    def stack(self, user_id: str) -> list[OpenView]:
        """The person's open modals, the lowest first."""
        return list(self._stacks.get(user_id, ()))

    def home(self, user_id: str) -> OpenView | None:
        """The person's Home tab, once published."""
        return self._homes.get(user_id)

    def find(self, view_id: str) -> OpenView | None:
        """An open view by id."""
        return self._by_id.get(view_id)

    def find_external(self, external_id: str) -> OpenView | None:
        """An open view by the id that the app chose."""
        return next(
            (v for v in self._by_id.values() if v.body.get("external_id") == external_id), None
        )

    # Changing; the given views have passed the Block Kit rules already.

    def open(self, user_id: str, view: Json) -> OpenView:
        """Opens a modal as the person's new stack."""
        self._check_external_id(view, None)
        self.clear(user_id)
        opened = self._fresh(user_id, view, below=None)
        self._stacks[user_id] = [opened]
        self._note("modal", user_id)
        return opened

    def push(self, user_id: str, view: Json) -> OpenView:
        """Lays a modal on top of the person's stack."""
        stack = self._stacks.get(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._check_external_id(view, None)
        pushed = self._fresh(user_id, view, below=stack[-1])
        stack.append(pushed)
        self._note("modal", user_id)
        return pushed

    def update(self, open_view: OpenView, view: Json, expected_hash: str | None = None) -> OpenView:
        """Replaces a view's content; what was entered stays where block_id and action_id stay."""
        self._check_hash(open_view, expected_hash)
        self._check_external_id(view, open_view)
        blocks = with_ids(view["blocks"])
        keep = {spot.key for spot in placed(blocks)}
        open_view.held = {key: value for key, value in open_view.held.items() if key in keep}
        stays = ("id", "root_view_id", "previous_view_id", "app_id", "bot_id", "team_id")
        open_view.body = self._shape(view, blocks) | {
            key: open_view.body[key] for key in stays if key in open_view.body
        }
        self._note("home" if view["type"] == "home" else "modal", open_view.user_id)
        return open_view

    def publish(self, user_id: str, view: Json, expected_hash: str | None = None) -> OpenView:
        """Sets a person's Home tab."""
        existing = self._homes.get(user_id)
        if existing is not None:
            return self.update(existing, view, expected_hash)
        if expected_hash is not None:
            raise SlackError("hash_conflict")
        self._check_external_id(view, None)
        self._homes[user_id] = self._fresh(user_id, view, below=None)
        self._note("home", user_id)
        return self._homes[user_id]

    def adopt_home(self, user_id: str, body: Json) -> None:
        """Puts a Home tab back as it was."""
        self._homes[user_id] = self._by_id[body["id"]] = OpenView(user_id, body)

    def pop(self, user_id: str) -> OpenView:
        """Closes the top view; the one below, if any, comes into sight."""
        closed = self._stacks[user_id].pop()
        del self._by_id[closed.id]
        self._note("modal", user_id)
        return closed

    def clear(self, user_id: str) -> list[OpenView]:
        """Closes the whole stack, top first, and returns what was closed."""
        stack = self._stacks.pop(user_id, [])
        for view in stack:
            del self._by_id[view.id]
        self._note("modal", user_id)
        return stack[::-1]

    def _note(self, kind: Literal["modal", "home"], user_id: str) -> None:
        self._world.changes.note(kind, user=user_id)

    def _check_hash(self, view: OpenView, expected_hash: str | None) -> None:
        if expected_hash is not None and expected_hash != view.body["hash"]:
            raise SlackError("hash_conflict")

    def _check_external_id(self, view: Json, own: OpenView | None) -> None:
        external_id = view.get("external_id")
        if not external_id:
            return
        other = self.find_external(external_id)
        if other is not None and other is not own:
            raise SlackError("duplicate_external_id")

    def _fresh(self, user_id: str, view: Json, below: OpenView | None) -> OpenView:
        view_id = self._world.serial("V")
        body = self._shape(view, with_ids(view["blocks"])) | {
            "id": view_id,
            "root_view_id": below.body["root_view_id"] if below else view_id,
            "previous_view_id": below.id if below else None,
        }
        opened = OpenView(user_id, body)
        self._by_id[view_id] = opened
        return opened

    def _shape(self, view: Json, blocks: list[Json]) -> Json:
        app = self._world.app
        stamp = f"{self._world.clock.now().timestamp():.0f}.{secrets.token_hex(4)}"
        return {
            "team_id": self._world.team_id,
            "type": view["type"],
            "blocks": blocks,
            "title": None,
            "submit": None,
            "close": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": bool(view.get("clear_on_close")),
            "notify_on_close": bool(view.get("notify_on_close")),
            "hash": stamp,
            "app_id": app.app_id,
            "bot_id": app.bot_id,
            "app_installed_team_id": self._world.team_id,
            **{key: view[key] for key in _KEPT if view.get(key) is not None},
        }
