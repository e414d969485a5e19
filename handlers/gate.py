"""The one way in: who is it, may they, was it here before; then the handler, then Slack."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.blocks.kit import answer, say
from bot.blocks.mrkdwn import escape
from bot.blocks.refusals import field_error, refusal_screen
from bot.config import Settings
from bot.delivery.slack import SlackClients
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Role, may
from bot.domain.trust import STANDS
from bot.ports import Clock
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from bot.usecases.home import home_view
from bot.voter_keys import FileKeys
from handlers.asking import Asking
from handlers.inbound import Inbound, Kind
from handlers.installed import Installed
from handlers.people import Directory
from handlers.reply import NOTHING, After, Reply
from handlers.routes import Route, find_route
from handlers.surfaces import Surfaces
from handlers.survey_roll import SurveyRoll
from handlers.visit import Visit
from handlers.worth_keeping import worth_keeping
from storage.books import Books
from storage.unit_of_work import Storage

log = structlog.get_logger()

_ANSWER_FIRST = 0.1
"""Seconds by which an answer is ahead of the view that takes its place."""
_LOOKS = 3
"""Times that something may change under a press before the person is told only that: looking again
mostly shows who was quicker, and with what."""

_DONE_BEFORE = "That reached me already, and it is stored. App Home shows what became of it."

_WHO = Reply()
"""Nobody knows who acts: Slack is asked, outside the transaction, and it is begun anew."""

_OWN = frozenset({Role.REPORTER})
"""What a guest who may log, or somebody unknown, can be to the thing in question, and no more."""


class Gate:
    """Serves one request after another, on any transport. `serve` answers with the body of the
    acknowledgement; what else Slack is told follows, and `drain` waits for it."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        clients: SlackClients,
        clock: Clock,
        installed: Installed,
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._clock = clock
        self._links = settings.links
        self.guesses = Guesses()
        self.directory = Directory(storage, clients, clock)
        self._clients = clients
        self._installed = installed
        self._asking = Asking(storage, clients, settings.earshot_history)
        self._surfaces = Surfaces(clients)
        self.keys = FileKeys(settings.key_folder)
        self.surveys = SurveyRoll(storage, clients, clock, self.keys)
        self._after: set[asyncio.Task[None]] = set()

    def desk(self, now: datetime | None = None) -> Desk:
        """What use cases have at hand at this moment, or at `now`."""
        at = now or self._clock.now()
        return Desk(at, self._settings.card_delay, self.guesses, self._links, self.keys)

    async def serve(self, inbound: Inbound) -> dict[str, Any] | None:
        """Let the request in, or say why not. What it changed is durable when this returns."""
        try:
            route = find_route(inbound)
            if route is None:
                return None
            reply = await self._run(route, inbound)
        except Refusal as refusal:
            reply = _refused(inbound, refusal)
        except Exception:
            ours = _ours(inbound)
            if inbound.kind is Kind.EVENT:
                raise  # Slack sends it again
            reply = _refused(inbound, ours)
        return await self._answer(inbound, reply)

    async def follow(self, team_id: str) -> None:
        """What follows of a tick and asks Slack something."""
        await self.surveys.catch_up(team_id)
        await self.directory.look_again(team_id)

    async def drain(self, seconds: float = 5) -> None:
        """Wait for what follows acknowledgements, before the process ends."""
        if self._after:
            await asyncio.wait(self._after, timeout=seconds)

    async def _run(self, route: Route, inbound: Inbound) -> Reply:
        await self.directory.ensure(inbound)
        if route.prepare is not None:
            inbound = await route.prepare(self._asking, inbound)
        reply = await self._look(route, inbound, partial(self._handle, route, inbound, False))
        if reply is not _WHO:
            return reply
        await self.directory.ask_who_acts(inbound)
        return await self._look(route, inbound, partial(self._handle, route, inbound, True))

    async def _look(self, route: Route, inbound: Inbound, work: Callable[[Books], Reply]) -> Reply:
        write = partial(self._storage.write, until=inbound.answer_by)
        run = write if route.writes else self._storage.read
        for _ in range(_LOOKS):
            try:
                return await run(inbound.team_id, work)
            except Refusal as refusal:
                if refusal.why is not Why.CHANGED_MEANWHILE:
                    raise
        return await run(inbound.team_id, work)

    def _handle(self, route: Route, inbound: Inbound, asked: bool, books: Books) -> Reply:
        """asked: Slack was asked who acts. Until then who is not known changes nothing, nor does
        somebody of whom it was heard too long ago, where a right may hang on it."""
        now = self._clock.now()
        actor = self.directory.actor(books, inbound, now)
        is_sure = actor.is_known and not (route.believes_today and actor.is_stale)
        if inbound.user_id and not (asked or is_sure):
            return _WHO
        if route.believes_today and actor.seen_at and now - actor.seen_at > STANDS:
            actor = replace(actor, is_known=False)
        if (
            route.writes
            and route.once
            and inbound.key
            and not books.workspace.first_time(inbound.key, now)
        ):
            return _done_before(inbound)
        if route.right is not None:
            if actor.is_external:
                raise Refusal(Why.STRANGER)
            logs = actor.guest_may_log or not actor.is_guest
            own = _OWN if route.about_something and logs else ()
            if actor.is_guest and not may(actor, route.right, own):
                raise Refusal(Why.GUEST)
            if not actor.is_known and not may(actor, route.right, own):
                raise Refusal(Why.SLACK_SILENT)
            if not route.about_something and not may(actor, route.right):
                raise Refusal(Why.NOT_ALLOWED, who="a CX lead")
        desk = self.desk(now)
        return route.handle(Visit(books, desk, inbound, actor))

    # -- what Slack is told -----------------------------------------------------------------------

    async def _answer(self, inbound: Inbound, reply: Reply) -> dict[str, Any] | None:
        if reply.options is not None:
            return {"options": reply.options}
        if reply.open is not None and not await self._surfaces.open(inbound, reply.open):
            reply = _refused(inbound, Refusal(Why.SLACK_SILENT))
        if reply.left:
            self._installed.remove(inbound.team_id)
            self._clients.drop(inbound.team_id)
        if reply.surveys:
            self._later(self.surveys.catch_up(inbound.team_id))
        if reply.home:
            self._later(self.publish_home(inbound.team_id, inbound.user_id))
        if reply.after:
            self._later(self._finish(inbound, reply.after))
        if inbound.kind is Kind.SUBMISSION:
            return _submission_answer(inbound, reply)
        if inbound.kind is Kind.COMMAND:
            screen = reply.show or reply.tell
            return {"response_type": "ephemeral", **screen.message()} if screen else None
        self._later(self._tell(inbound, reply))
        return None

    async def _tell(self, inbound: Inbound, reply: Reply) -> None:
        shown = await self._surfaces.show(inbound, reply)
        if shown and reply.card:
            card = reply.card
            await self._storage.write(
                inbound.team_id, lambda books: books.cards.mark_shown(card.card_id, card.version)
            )

    async def _finish(self, inbound: Inbound, after: After) -> None:
        # the answer shows "Reading…": were it to reach Slack second, that would stay
        await asyncio.sleep(_ANSWER_FIRST)
        try:
            view = await after(self._storage, self._clients)
        except Refusal as refusal:
            view = answer("Not done", refusal_screen(refusal))
        except Exception:
            view = answer("Not done", refusal_screen(_ours(inbound)))
        await self._surfaces.replace(inbound, view)

    async def publish_home(self, team_id: str, user_id: str) -> None:
        """App Home as it stands now for one person."""
        desk = self.desk()
        view = await self._storage.read(team_id, partial(home_view, desk=desk, user_id=user_id))
        await self._surfaces.publish(team_id, user_id, view)

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._after.add(task)
        task.add_done_callback(self._after.discard)


def _ours(inbound: Inbound) -> Refusal:
    """What is said of the exception at hand, which the log tells of under the same reference."""
    reference = secrets.token_hex(4)
    log.exception("request_failed", reference=reference, kind=inbound.kind, name=inbound.name)
    return Refusal(Why.OURS, reference=reference)


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        log.exception("follow_up_failed")


def _refused(inbound: Inbound, refusal: Refusal) -> Reply:
    if inbound.kind is Kind.COMMAND:
        refusal.typed = worth_keeping(inbound, refusal)
    if inbound.kind is Kind.SUBMISSION:
        # the modal stays open with everything in it; an error needs an input to stand under
        name = refusal.field or next(iter(inbound.fields), "")
        return Reply(errors={name: field_error(refusal)})
    if inbound.kind is Kind.OPTIONS:
        return Reply(options=[])
    if inbound.kind in (Kind.EVENT, Kind.CLOSED):
        if refusal.why is Why.STORAGE_BUSY:
            raise refusal  # Slack sends it again
        return NOTHING
    return Reply(tell=refusal_screen(refusal))


def _done_before(inbound: Inbound) -> Reply:
    """It was stored, and the answer lost: by us, when the database went as it confirmed, or on the
    way to whoever sends the same form again."""
    if inbound.kind is Kind.COMMAND:
        return Reply(tell=say(_DONE_BEFORE))
    if inbound.kind is Kind.SUBMISSION:
        return Reply(update=answer("Done", say(_DONE_BEFORE)))
    return NOTHING


def _submission_answer(inbound: Inbound, reply: Reply) -> dict[str, Any] | None:
    if reply.errors:
        errors = {inbound.block_of(name): text for name, text in reply.errors.items()}
        known = {block for block in errors if block in _input_blocks(inbound)}
        if not known:
            said = "\n".join(escape(text) for text in reply.errors.values())
            screen = answer("Not done", say(said))
            return {"response_action": "update", "view": screen}
        return {"response_action": "errors", "errors": errors}
    if reply.update is not None:
        return {"response_action": "update", "view": reply.update}
    return None


def _input_blocks(inbound: Inbound) -> set[str]:
    blocks = (inbound.view or {}).get("blocks") or []
    return {block.get("block_id") for block in blocks if block.get("type") == "input"}
