"""`/cx settings`: the modal, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.blocks.settings_modal import (
    DEFAULT_EMOJI,
    ChannelForm,
    WorkForm,
    WorkspaceForm,
    settings_modal,
)
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Right, may
from bot.domain.slacktext import storable
from bot.usecases.leads import set_leads
from bot.usecases.reactions import switch_reaction, switches
from bot.usecases.workspace_settings import set_setting, set_working_time
from handlers.asking import Asking
from handlers.away import may_enter_for_others
from handlers.inbound import Inbound
from handlers.reply import Reply
from handlers.visit import Visit


def settings(visit: Visit, _text: str) -> Reply:
    calendar = visit.books.people.calendar(visit.actor.user_id)
    work = WorkForm(
        calendar.zone, sorted(calendar.workdays), calendar.start, calendar.end, calendar.country
    )
    return Reply(
        open=settings_modal(
            _channel_form(visit),
            work,
            _workspace_form(visit),
            for_others=may_enter_for_others(visit),
        )
    )


async def know_the_channel(asking: Asking, inbound: Inbound) -> Inbound:
    """Have Slack say of the channel that comes back whether it is public, and whether who sends it
    is in it: it is not trusted."""
    channel = _channel_of(inbound)
    if channel is None:
        return inbound
    placed = await asking.place(replace(inbound, channel=channel))
    if placed.channel_private or placed.channel_shared:
        return placed
    return replace(placed, fetched={"author_in": await asking.author_in(placed, channel)})


def submit(visit: Visit) -> Reply:
    """All of it is stored, or the modal stays open and says what is wrong."""
    _store_working_time(visit)
    _store_reaction(visit)
    if "leads" in visit.inbound.fields:
        _store_workspace(visit)
    return Reply(home=True)


def _channel_form(visit: Visit) -> ChannelForm | None:
    channel = visit.inbound.channel
    if not channel or visit.inbound.channel_private:
        return None
    rule = visit.books.observations.reaction_rule(channel)
    return ChannelForm(channel, rule.emoji if rule else None)


def _workspace_form(visit: Visit) -> WorkspaceForm | None:
    if not may(visit.actor, Right.MANAGE_WORKSPACE):
        return None
    workspace = visit.books.workspace
    return WorkspaceForm(
        leads=visit.books.people.leads(),
        guests_may_log=bool(workspace.setting("guests_may_log", False)),
        company=str(workspace.setting("company", "")),
    )


def _store_working_time(visit: Visit) -> None:
    person = visit.books.people.get(visit.actor.user_id)
    if person is None:
        raise Refusal(Why.NOT_FOUND, field="workdays", what="you here")
    fields = visit.inbound.fields
    set_working_time(
        visit.books,
        visit.desk,
        person,
        workdays={int(day) for day in fields.get("workdays") or () if day in "0123456"},
        start=_time(visit, "work_start"),
        end=_time(visit, "work_end"),
        country=fields.get("country"),
    )


def _store_reaction(visit: Visit) -> None:
    inbound = visit.inbound
    channel, on = _channel_of(inbound), bool(inbound.fields.get("reaction"))
    if channel is None:
        return
    if on and (inbound.channel_private or inbound.channel_shared):
        raise Refusal(Why.NOT_PUBLIC, field="reaction")
    emoji = str(inbound.fields.get("reaction_emoji") or DEFAULT_EMOJI) if on else None
    if switches(visit.books, channel, emoji):
        _need_to_be_in(inbound)
    switch_reaction(visit.books, visit.desk, channel, emoji, visit.actor.user_id)


def _need_to_be_in(inbound: Inbound) -> None:
    """Whoever left the channel while the form was open has no say in it any more."""
    author_in = (inbound.fetched or {}).get("author_in")
    if author_in is None and not inbound.channel_private:
        raise Refusal(Why.SLACK_SILENT, field="reaction")
    if author_in is False:
        raise Refusal(Why.NOT_ALLOWED, field="reaction", who="who is in the channel")


def _store_workspace(visit: Visit) -> None:
    visit.need(Right.MANAGE_WORKSPACE, set(), "a CX lead")
    books, desk, by, fields = visit.books, visit.desk, visit.actor.user_id, visit.inbound.fields
    set_leads(books, desk, fields["leads"], by)
    set_setting(books, desk, "guests_may_log", bool(fields.get("guests_may_log")), by)
    set_setting(books, desk, "company", storable(str(fields.get("company") or "")).strip(), by)


def _channel_of(inbound: Inbound) -> str | None:
    kind, _, channel = inbound.record.partition(":")
    return channel if kind == "channel" and channel else None


def _time(visit: Visit, name: str) -> time:
    try:
        return time.fromisoformat(str(visit.inbound.fields.get(name) or ""))
    except ValueError:
        raise Refusal(Why.MISSING, field=name) from None
