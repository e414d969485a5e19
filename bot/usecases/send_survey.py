"""A survey is made, it is settled who is asked, and the asking begins."""

from __future__ import annotations

import math
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import Refusal, Why
from bot.domain.policy import Right, may
from bot.domain.survey_form import SurveyForm, asked_from, checked
from bot.domain.surveys.contact import AN_NPS, asks_nps, resting
from bot.domain.wave import (
    JITTER,
    MEMBERS_MAY_DM,
    SPARED_FOR,
    Audience,
    Repeat,
    WaveState,
    nth_begins,
    reminds_at,
)
from bot.ports import VoterKeys
from bot.usecases.desk import Desk
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Person, Survey, Wave
from storage.tables.delivery import CardKind

EDITS_REST = 10
"""Seconds between two edits of a survey's message, however many press."""

TOO_MANY, NOBODY, NOT_A_MEMBER, RESTING = "too_many", "nobody", "not_a_member", "resting"
"""What can keep a wave from being sent, besides Slack's own errors."""


def send_survey(books: Books, desk: Desk, form: SurveyForm, author: str) -> Wave:
    """Store the survey and begin its first wave; who is asked is found out next, outside.

    Raises Refusal for what can't be sent: see `checked`, and NO_KEYS.
    """
    checked(form)
    survey = books.surveys.add(
        Survey(
            team_id=books.team_id,
            author=author,
            created_at=desk.now,
            questions=[
                {"kind": each.kind, "text": clean(each.text), "options": list(each.options)}
                for each in form.questions
            ],
            ask_reason=form.ask_reason,
            anonymous=form.anonymous,
            audience=form.audience,
            asked=form.to_json()["asked"],
            open_for=form.open_for,
            repeat=form.repeat,
            results_hidden=form.results_hidden,
            results_to=form.results_to,
            touchpoint_id=form.touchpoint_id,
            stage_id=form.stage_id,
        )
    )
    wave = _begin(books, survey, desk.now, desk.keys)
    books.workspace.audit(author, "survey sent", f"survey {wave.number}", None, None, desk.now)
    if form.audience is Audience.CUSTOMERS:
        _opened(books, survey, wave, desk.now)
    return wave


def next_wave(keys: VoterKeys | None, books: Books, survey_id: int, now: datetime) -> None:
    """The survey's next wave is due: begin it, unless its author has left."""
    survey = books.surveys.get(survey_id)
    if survey is None or survey.next_at is None or survey.next_at > now:
        return
    if not books.people.belongs(survey.author):
        survey.next_at = None
        books.session.add(survey)
        return
    wave = _begin(books, survey, now, keys)
    if survey.audience is Audience.CUSTOMERS:
        _opened(books, survey, wave, now)


def stop_repeating(books: Books, desk: Desk, wave: Wave, by: str) -> None:
    """No wave of this survey begins after this one."""
    survey = books.surveys.of(wave)
    survey.next_at, survey.repeat = None, Repeat.NEVER
    books.session.add(survey)
    subject = f"survey {wave.number}"
    books.workspace.audit(by, "survey repeats no more", subject, None, None, desk.now)
    books.cards.touch(CardKind.WAVE_AUTHOR, wave.id or 0, desk.now)


@dataclass(frozen=True, slots=True)
class Found:
    """Whom Slack named as the audience; `author_in` says whether the author is in the channel."""

    people: Collection[str]
    author_in: bool = True


def open_wave(books: Books, wave_id: int, found: Found, now: datetime) -> None:
    """Settle who is asked, and begin to ask. Done already: nothing happens.

    Nobody is DM'd who had a survey within the last seven days, from whichever author; nobody of
    another company is asked in a channel within 30 days, or for an NPS within 90.
    """
    books.surveys.alone()
    wave = books.surveys.wave(wave_id, lock=True)
    if wave is None or wave.state is not WaveState.GATHERING:
        return
    survey = books.surveys.of(wave)
    asked, problem = _whom(books, survey, wave, found, now)
    if problem or not asked:
        give_up(books, wave, problem or NOBODY, now)
        return
    by_dm = survey.audience is Audience.PEOPLE
    wave.invited = len(asked)
    books.surveys.invite(wave, asked, now, by_dm=by_dm)
    _opened(books, survey, wave, now)
    if by_dm:
        books.outbox.post_wave(wave.id or 0, dict.fromkeys(asked, now), now=now)
        return
    channel = asked_from(survey.asked).channel or ""
    card = books.cards.open(CardKind.WAVE, wave.id or 0, channel, now=now, due_at=now)
    card.rests = EDITS_REST
    books.session.add(card)


def give_up(books: Books, wave: Wave, problem: str, now: datetime) -> None:
    """The wave can't be sent; its author is told why. Nothing repeats after that, unless it was
    only too soon."""
    wave.state, wave.problem, wave.closed_at = WaveState.CANCELLED, problem, now
    books.session.add(wave)
    survey = books.surveys.of(wave)
    if not wave.kept_out:
        survey.next_at = None
    books.session.add(survey)
    _author_card(books, survey, wave, now)


# -- inside ---------------------------------------------------------------------------------------


def _begin(books: Books, survey: Survey, now: datetime, keys: VoterKeys | None) -> Wave:
    wave = books.surveys.begin(survey, now, now + timedelta(minutes=survey.open_for))
    if survey.anonymous:
        if keys is None:
            raise Refusal(Why.NO_KEYS)
        wave.key_name = keys.make()
    survey.next_at = _next_at(books, survey, wave, now)
    books.session.add_all([wave, survey])
    books.session.flush()
    return wave


def _next_at(books: Books, survey: Survey, wave: Wave, now: datetime) -> datetime | None:
    """The first occurrence after now: what was missed while Earshot was down is not made up."""
    zone = books.people.calendar(survey.author).zone
    nth, at = wave.nth, now
    while at is not None and at <= now:
        found = nth_begins(survey.created_at, survey.repeat, nth, zone)
        if found is None:
            return None
        nth, at = nth + 1, found
    return at


def _opened(books: Books, survey: Survey, wave: Wave, now: datetime) -> None:
    wave.state, wave.opened_at = WaveState.OPEN, now
    wave.closes_at = now + timedelta(minutes=survey.open_for)
    if survey.audience is not Audience.CUSTOMERS:
        work = books.people.calendar(survey.author)
        wave.remind_at = reminds_at(now, wave.closes_at, work)
    books.session.add(wave)
    books.session.flush()
    _author_card(books, survey, wave, now)


def _author_card(books: Books, survey: Survey, wave: Wave, now: datetime) -> None:
    card = books.cards.open(CardKind.WAVE_AUTHOR, wave.id or 0, survey.author, now=now, due_at=now)
    card.rests = EDITS_REST
    books.session.add(card)


def _whom(
    books: Books, survey: Survey, wave: Wave, found: Found, now: datetime
) -> tuple[list[str], str | None]:
    """Who of those found is asked, or what keeps the wave from being sent."""
    leads = may(books.people.actor(survey.author), Right.MANAGE_WORKSPACE)
    by_dm = survey.audience is Audience.PEOPLE
    if not (by_dm or found.author_in or leads):
        return [], NOT_A_MEMBER
    known = books.people.known(found.people)
    asked = [each for each in found.people if _can_ask(known.get(each), books, by_dm=by_dm)]
    wave.barred = len(found.people) - len(asked)
    if not by_dm:
        return _in_channel(books, survey, wave, [known[each] for each in asked], now)
    asked = _some(asked, asked_from(survey.asked).share)
    if len(asked) > MEMBERS_MAY_DM and not leads:
        return [], TOO_MANY
    since = now - SPARED_FOR
    spared = books.surveys.asked_since(asked, since, survey, own_since=since + JITTER)
    wave.kept_out = len(spared)
    return [each for each in asked if each not in spared], None


def _in_channel(
    books: Books, survey: Survey, wave: Wave, people: Sequence[Person], now: datetime
) -> tuple[list[str], str | None]:
    """Colleagues are asked in their channels however often; people of other companies are
    customers, and rest between two surveys. Where all of them rest it is not sent: they would read
    it all the same."""
    customers = {each.user_id for each in people if not _is_ours(each, books)}
    asked = books.surveys.last_asked(customers, now - AN_NPS) if customers else []
    kept_out = resting(asked, now, is_nps=asks_nps(survey.questions))
    wave.kept_out = len(kept_out)
    if kept_out and kept_out == customers:
        return [], RESTING
    return [each.user_id for each in people if each.user_id not in kept_out], None


def _is_ours(person: Person, books: Books) -> bool:
    return person.home_team_id in ("", books.team_id)


def _can_ask(person: Person | None, books: Books, *, by_dm: bool) -> bool:
    """Guests are asked like everybody; people of other companies only where they are anyway."""
    if person is None or person.is_deleted or person.is_bot:
        return False
    return not by_dm or _is_ours(person, books)


def _some(people: list[str], share: int) -> list[str]:
    """A random share of them, at least one."""
    if share >= 100 or not people:
        return people
    return secrets.SystemRandom().sample(people, max(1, math.ceil(len(people) * share / 100)))
