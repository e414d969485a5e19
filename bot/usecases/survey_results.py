"""What a wave says, gathered for its card, its picture and the digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.blocks.results_card import GroupFacts, PartFacts, ResultsFacts
from bot.domain.score import Standing
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import PAST, Finding, PastFigure, Side, Told, find, live_count
from bot.domain.wave import REASON_PART, Audience, Given, WaveState
from storage.books import Books
from storage.repositories.results import Group
from storage.tables import Survey, Wave

COMMENTS = 5
"""Of each question that are shown; all of them are in the export, but for anonymous ones: of those
the card holds as many as it can."""

_ORDER: tuple[Group, ...] = (
    (False, Given.SELF),
    (True, Given.SELF),
    (True, Given.RECORDED),
    (False, Given.RECORDED),
)


def survey_results(books: Books, wave: Wave, now: datetime) -> ResultsFacts:
    """All that may be told of a wave now: nothing here can be shown that `find` holds back."""
    survey = books.surveys.of(wave)
    before = books.surveys.before(wave)
    is_open = wave.state in (WaveState.GATHERING, WaveState.OPEN) and now < wave.closes_at
    asked = asked_of(books, survey, wave)
    parts = []
    for part, question in enumerate(survey.questions):
        last = answer_counts(books, survey, before, part) if before else {}
        groups = [
            GroupFacts(
                Side.CUSTOMERS if group[0] else Side.STAFF,
                group[1],
                _find(survey, question, counts, last.get(group), is_open=is_open),
                asked.get(group),
            )
            for group, counts in sorted(
                answer_counts(books, survey, wave, part).items(),
                key=lambda each: _ORDER.index(each[0]),
            )
        ]
        past = _past(books, survey, wave, part, groups, now)
        parts.append(replace(_part(books, survey, wave, part, groups), past=past))
    answered = books.ballots.count(wave) if survey.anonymous else books.responses.count(wave)
    return ResultsFacts(
        wave_id=wave.id or 0,
        number=wave.number,
        state=WaveState.OPEN if is_open else wave.state,
        anonymous=survey.anonymous,
        closes_at=wave.closes_at,
        answered=live_count(answered, anonymous=survey.anonymous) if is_open else answered,
        asked=_everybody(survey, wave, asked),
        parts=parts,
        before=(before.closed_at or before.closes_at) if before else None,
        was_sent=wave.problem is None,
    )


def of_customers(facts: ResultsFacts) -> ResultsFacts:
    """What anybody may see who reads a digest: the figures of customers, and nobody's words."""
    parts = [
        replace(part, groups=theirs, comments=(), comment_count=0, past=())
        for part in facts.parts
        if (theirs := [group for group in part.groups if group.side is Side.CUSTOMERS])
    ]
    groups = [group for part in parts for group in part.groups]
    answered = max((group.finding.n for group in groups), default=0)
    return replace(facts, parts=parts, answered=answered, asked=None)


def _find(
    survey: Survey,
    question: Mapping[str, Any],
    counts: Mapping[str, int],
    before: Mapping[str, int] | None,
    *,
    is_open: bool,
) -> Finding:
    return find(
        KINDS[question["kind"]],
        counts,
        tuple(question.get("options") or ()),
        before=before,
        anonymous=survey.anonymous,
        is_open=is_open,
        hidden=survey.results_hidden,
    )


def _past(
    books: Books,
    survey: Survey,
    wave: Wave,
    part: int,
    groups: Sequence[GroupFacts],
    now: datetime,
) -> list[PastFigure]:
    """The figures of the largest group, in this wave and those closed before it, oldest first.
    Rough ones are left out: side by side they would be compared."""
    largest = max(groups, key=lambda group: group.finding.n, default=None)
    if largest is None:
        return []
    group = (largest.side is Side.CUSTOMERS, largest.given)
    found: list[PastFigure] = []
    each: Wave | None = wave
    told = largest.finding
    while each is not None and len(found) < PAST:
        if told.figure is not None and told.standing is Standing.FIRM:
            closed = min(each.closed_at or each.closes_at, now)
            found.append(PastFigure(closed, told.n, told.figure))
        elif each is wave:
            return []
        each = books.surveys.before(each)
        if each is not None:
            counts = answer_counts(books, survey, each, part).get(group, {})
            told = _find(survey, survey.questions[part], counts, None, is_open=False)
    return found[::-1]


def answer_counts(
    books: Books, survey: Survey, wave: Wave, part: int
) -> dict[Group, dict[str, int]]:
    """How often each stored answer to a question was given, group by group. Not to be shown: what
    may be is in a Finding."""
    if not survey.anonymous:
        return books.results.counts(wave, part)
    sides = {
        is_customer: books.ballots.counts(wave, part, is_customer=is_customer)
        for is_customer in (False, True)
    }
    return {(side, Given.SELF): counts for side, counts in sides.items() if counts}


def _part(
    books: Books, survey: Survey, wave: Wave, part: int, groups: Sequence[GroupFacts]
) -> PartFacts:
    """The reason belongs to the first score. Comments are told where all figures are: one group's
    words must not stand for another's that is too small."""
    question = survey.questions[part]
    kind = KINDS[question["kind"]]
    comments: Sequence[str] = ()
    count = 0
    first_score = next(
        (at for at, each in enumerate(survey.questions) if KINDS[each["kind"]].is_score), None
    )
    where = part if kind.name == "text" else REASON_PART if part == first_score else None
    if where is not None and groups and _comments_may_be_told(survey, groups):
        if survey.anonymous:
            comments = books.ballots.words(wave, where)
            count = len(comments)
        else:
            comments, count = books.results.comments(wave, where, COMMENTS)
    return PartFacts(question["text"], kind.name, groups, comments, count)


def _comments_may_be_told(survey: Survey, groups: Sequence[GroupFacts]) -> bool:
    told = [group.finding.told for group in groups]
    if survey.anonymous:
        return all(each is Told.ALL for each in told)
    return Told.AT_THE_CLOSE not in told


def asked_of(books: Books, survey: Survey, wave: Wave) -> dict[Group, int]:
    """Of how many people each group's answers are; nobody knows how many saw an open link, or were
    asked by a colleague."""
    if survey.audience is Audience.CUSTOMERS:
        links = books.survey_links.asked(wave)
        has_open = books.survey_links.of(wave, None, None) is not None
        return {(True, Given.SELF): links} if links and not has_open else {}
    return {
        (is_customer, Given.SELF): count
        for is_customer, count in books.results.invited(wave).items()
    }


def _everybody(survey: Survey, wave: Wave, asked: Mapping[Group, int]) -> int | None:
    if survey.audience is Audience.CUSTOMERS:
        return None
    return sum(asked.values()) or wave.invited
