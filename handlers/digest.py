"""`/cx digest …`, its modal, and the buttons of a digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks import kit
from bot.blocks.digest_records import RecordsFacts, records_modal
from bot.blocks.digest_setup import (
    DigestForm,
    digest_ended,
    digest_modal,
    digest_on_its_way,
    digest_saved,
    digest_which,
)
from bot.blocks.results_card import results_card
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.policy import Right, may
from bot.usecases.digest_behind import records_behind, wave_behind
from bot.usecases.digest_subscriptions import (
    DigestEntry,
    end_digest,
    pause_digest,
    resume_digest,
    set_up_digest,
)
from bot.usecases.preview_digest import ask_preview
from bot.usecases.run_digest import next_day
from bot.usecases.survey_results import of_customers, survey_results
from bot.usecases.take_decision import take_decision
from handlers.asking import Asking
from handlers.inbound import Inbound
from handlers.reply import NOTHING, Reply
from handlers.visit import Visit
from storage.tables.digest import Covers, Paused

MONDAY, NINE = 0, 18


def digest(visit: Visit, text: str) -> Reply:
    """What would be posted now, in the person's DM: composed later, as it may take a while."""
    if text.strip():
        raise Refusal(
            Why.UNKNOWN_COMMAND, typed=f"digest {text}", command=f"digest {text.split()[0]}"
        )
    has_one = ask_preview(visit.books, visit.desk, visit.actor, visit.inbound.channel)
    return Reply(show=digest_on_its_way(not has_one))


def setup(visit: Visit, _text: str) -> Reply:
    """The channel it is typed in, as far as it has one already; else a new one there."""
    visit.need(Right.MANAGE_WORKSPACE, set(), "a CX lead")
    books, channel = visit.books, visit.inbound.channel
    row = books.digests.of_channel(channel or "")
    form = DigestForm(
        channel=channel if channel and channel.startswith("C") else None,
        weekday=MONDAY,
        half_hour=NINE,
        zone=books.people.calendar(visit.actor.user_id).zone,
        journeys=[(each.id or 0, each.name) for each in books.catalogue.journeys()],
        touchpoints=[(each.id or 0, each.name) for each in books.catalogue.touchpoints()],
    )
    if row is not None and row.ended_at is None:
        form = replace(
            form,
            weekday=row.weekday,
            half_hour=row.half_hour,
            zone=row.zone,
            covers=[f"{row.covers.value}:{each}" for each in row.covered],
            masked=row.masked,
            named=row.named,
        )
    return Reply(open=digest_modal(form))


async def know_the_channel(asking: Asking, inbound: Inbound) -> Inbound:
    """Have Slack say what the chosen channel is, and whether Earshot and who asks are in it."""
    channel = inbound.fields.get("digest_channel")
    return await asking.other_place(inbound, str(channel)) if channel else inbound


def submit(visit: Visit) -> Reply:
    inbound, fields = visit.inbound, visit.inbound.fields
    channel = str(fields.get("digest_channel") or "")
    if channel:
        _check_place(inbound.fetched or {})
    covers, covered = _covers(fields.get("digest_covers") or ())
    entry = DigestEntry(
        channel=channel,
        weekday=_at_most(fields.get("digest_day"), 6, "digest_day"),
        half_hour=_at_most(fields.get("digest_hour"), 47, "digest_hour"),
        zone=str(fields.get("digest_zone") or "").strip(),
        covers=covers,
        covered=covered,
        masked=fields.get("digest_masked") != "shown",
        named=fields.get("digest_named") == "on",
    )
    row = set_up_digest(visit.books, visit.desk, entry, visit.actor.user_id)
    first = next_day(visit.books, row, visit.desk.now)
    said = digest_saved(channel, entry.weekday, entry.half_hour, entry.zone, first)
    return Reply(update=kit.answer("Weekly digest", said))


def _check_place(place: Mapping[str, Any]) -> None:
    """A private channel is for those to choose who are in it, CX leads or not."""
    if not place.get("is_member"):
        raise Refusal(Why.NOT_INVITED, field="digest_channel")
    is_theirs = place["author_in"] or not place["is_private"]
    if not place["is_own"] or not is_theirs:
        raise Refusal(Why.NOT_FOR_DIGESTS, field="digest_channel")


def off(visit: Visit, _text: str) -> Reply:
    """The digest of this channel; elsewhere that of the only channel that has one."""
    visit.need(Right.MANAGE_WORKSPACE, set(), "a CX lead")
    running = visit.books.digests.running()
    here = [row for row in running if row.channel == visit.inbound.channel]
    meant = here or (list(running) if len(running) == 1 else [])
    if not meant:
        return Reply(show=digest_which([row.channel for row in running]))
    end_digest(visit.books, visit.desk, meant[0], visit.actor.user_id)
    return Reply(show=digest_ended(meant[0].channel))


def take(visit: Visit) -> Reply:
    """ "I'll take it"."""
    run_id, _, issue_id = visit.inbound.value.partition(":")
    run = visit.books.digests.run(number(run_id))
    issue = visit.books.issues.get(number(issue_id))
    if run is None or issue is None:
        raise Refusal(Why.NOT_FOUND, what="that decision")
    take_decision(visit.books, visit.desk, run, issue, visit.actor.user_id)
    return Reply(tell=kit.say(f"Thanks, it's yours: `/cx issue {issue.number}`."))


def records(visit: Visit) -> Reply:
    """ "Records", and the pages behind it; behind a score, the results of its survey: the whole for
    who may see it, of customers alone for who read of it in a digest."""
    run_id, _, rest = visit.inbound.value.partition(":")
    if (wave := wave_behind(visit.books, number(run_id), rest.partition(":")[0])) is None:
        return Reply(open=records_modal(_records(visit)))
    facts = survey_results(visit.books, wave, visit.desk.now)
    if not may(visit.actor, Right.MANAGE_SURVEY, visit.roles_in_wave(wave)):
        facts = of_customers(facts)
    return Reply(open=kit.answer("Records", results_card(facts)))


def records_page(visit: Visit) -> Reply:
    return Reply(update=records_modal(_records(visit)))


def channel_shared(visit: Visit) -> Reply:
    return _pause(visit, Paused.SHARED)


def channel_gone(visit: Visit) -> Reply:
    return _pause(visit, Paused.GONE)


def channel_unshared(visit: Visit) -> Reply:
    event = visit.inbound.payload["event"]
    row = visit.books.digests.of_channel(str(event.get("channel") or ""))
    if row is not None and not event.get("is_ext_shared"):
        resume_digest(visit.books, visit.desk.now, row)
    return NOTHING


def _pause(visit: Visit, why: Paused) -> Reply:
    event = visit.inbound.payload["event"]
    row = visit.books.digests.of_channel(str(event.get("channel") or ""))
    if row is not None:
        pause_digest(visit.books, visit.desk.now, row, why)
    return NOTHING


def _records(visit: Visit) -> RecordsFacts:
    run_id, _, rest = visit.inbound.value.partition(":")
    name, _, start = rest.partition(":")
    return records_behind(
        visit.books, visit.desk, number(run_id), name, number(start) or 0, visit.actor
    )


def _covers(chosen: object) -> tuple[Covers, tuple[str, ...]]:
    """What is covered, of one kind. Raises Refusal(ONE_KIND) for a mixture, or two journeys."""
    values = [str(each) for each in chosen] if isinstance(chosen, list) else []
    if not values:
        return Covers.ALL, ()
    kinds = [value.partition(":")[0] for value in values]
    if len(set(kinds)) > 1 or kinds[0] not in set(Covers) or kinds.count("journey") > 1:
        raise Refusal(Why.ONE_KIND, field="digest_covers")
    return Covers(kinds[0]), tuple(value.partition(":")[2] for value in values)


def _at_most(value: object, most: int, field: str) -> int:
    found = number(value)
    if found is None or found > most:
        raise Refusal(Why.MISSING, field=field)
    return found
