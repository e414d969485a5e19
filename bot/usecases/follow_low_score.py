"""A low score opens an issue where it can be followed up.

Source: docs/reference/rules.md, "Surveys"; how grave it is: docs/reference/figures.md, "Scores".
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.surveys import KINDS
from bot.domain.vocabulary import Severity, WhoseWords
from bot.domain.wave import REASON_PART, origin_of
from bot.usecases.desk import Desk
from bot.usecases.edit_observation import set_follow_up
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.show import refresh_issue
from storage.books import Books
from storage.tables import Observation, Response, Survey


def follow_low_score(books: Books, desk: Desk, survey: Survey, response: Response) -> None:
    """Open an issue at the survey's touchpoint if this response calls for one.

    Low scores call for one that name a customer, or come from a person who said yes to "May we
    follow up?"; an eNPS never does, and anonymous answers have no response. To be called whenever
    a response was stored: at most one issue is opened, and a reason that is given later takes the
    place of the words that only named the score.
    """
    answers = books.responses.answers(response)
    severity, said = _lowest(survey, answers, staff=not response.is_customer)
    reason = _reason(survey, answers)
    heard = books.observations.with_origin(origin_of(response.id or 0))
    if heard is not None:
        if reason and heard.words.startswith(_ANSWERED):
            _put_words(books, desk, heard, reason)
    elif severity is not None and (response.customer_id or response.may_follow_up):
        reporter = response.recorded_by or survey.author
        logged = log_observation(
            books,
            desk,
            reporter,
            _observation(books, survey, response, severity, reason or said, said=bool(reason)),
        )
        heard = books.observations.get(logged.observation.id)
        assert heard is not None
        # nobody is there who could be asked whether it is a duplicate: it is followed up at once
        in_slack = ":" not in response.voter
        by = response.voter if in_slack else reporter
        set_follow_up(books, desk, heard, by, wanted=True)
        response.issue_id = heard.issue_id
        books.session.add(response)


def may_be_asked(books: Books, survey: Survey, response: Response | None) -> bool:
    """Whether a person is asked "May we follow up?": after a low score that names nobody yet."""
    if response is None or response.customer_id or response.may_follow_up is not None:
        return False
    answers = books.responses.answers(response)
    return _lowest(survey, answers, staff=not response.is_customer)[0] is not None


def low(kind_name: str, answer: str, *, staff: bool) -> Severity | None:
    """How grave an answer to one question is; None where it calls for nothing, as an eNPS never
    does."""
    kind = KINDS[kind_name]
    if not kind.is_score or (staff and kind.name == "nps"):
        return None
    return kind.severity(answer)


_ANSWERED = "Answered "


def _observation(
    books: Books, survey: Survey, response: Response, severity: Severity, words: str, *, said: bool
) -> NewObservation:
    """An own view, if it is of a colleague: it stays out of what customers feel. said: the words
    are a reason that was given, and not ours."""
    customer = None
    if response.is_customer:
        customer = books.customers.name(response.customer_id) or response.contact
        customer = customer or books.people.name_or_none(response.voter)
    return NewObservation(
        words=words,
        whose=WhoseWords.CUSTOMER if response.is_customer else WhoseWords.OWN,
        customer=customer,
        touchpoint_id=survey.touchpoint_id,
        severity=severity,
        follow_up=False,
        origin=origin_of(response.id or 0),
        said=said,
    )


def _put_words(books: Books, desk: Desk, heard: Observation, words: str) -> None:
    heard.words = words
    books.observations.refresh_search(heard)
    books.session.add(heard)
    books.session.flush()
    if issue := books.issues.get(heard.issue_id):
        refresh_issue(books, issue, desk.now)


def _lowest(
    survey: Survey, answers: Mapping[int, str], *, staff: bool
) -> tuple[Severity | None, str]:
    """The gravest severity among the scores, and its score in words."""
    found: list[tuple[Severity, str]] = []
    for part, question in enumerate(survey.questions):
        kind = question["kind"]
        severity = low(kind, answers[part], staff=staff) if part in answers else None
        if severity:
            top = KINDS[kind].points()[-1].label
            found.append((severity, f"{_ANSWERED}{answers[part]} of {top} to: {question['text']}"))
    return max(found, key=lambda each: each[0].rank, default=(None, ""))


def _reason(survey: Survey, answers: Mapping[int, str]) -> str:
    """The reason, and what was written beside the scores."""
    written = [
        answers[part]
        for part, question in enumerate(survey.questions)
        if question["kind"] == "text" and part in answers
    ]
    return "\n".join([answers[REASON_PART], *written] if REASON_PART in answers else written)
