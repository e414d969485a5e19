"""Some of what there is in the company whose rights are tested."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.ladder import Rung
from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import Audience, Repeat
from bot.usecases.desk import Desk
from bot.usecases.send_survey import Found, open_wave, send_survey
from storage.books import Books
from storage.tables import Issue, RungReached
from tests.support.office import MONDAY
from tests.support.surveys import begin


def wave(books: Books, desk: Desk, people: dict[str, str], channel: str) -> int:
    """Rita's, of whom everybody was asked, also who has no rights at all."""
    row = send_survey(books, desk, _form(channel), people["reporter"])
    everybody = [user_id for part, user_id in people.items() if part != "other workspace"]
    open_wave(books, row.id or 0, Found(everybody), MONDAY)
    gone = [people["deactivated"], people["bot"]]
    books.surveys.invite(row, gone, MONDAY, by_dm=False)
    return row.id or 0


def customers_wave(books: Books, people: dict[str, str]) -> int:
    """Rita's too, for customers."""
    return begin(books, MONDAY, author=people["reporter"]).id or 0


def low_wave(books: Books, people: dict[str, str]) -> int:
    """Rita's again: everybody was asked, and answered with a 1."""
    asked = {"kind": "csat", "text": "How was it?"}
    row = begin(books, MONDAY, asked, author=people["reporter"], audience=Audience.PEOPLE)
    everybody = [user_id for part, user_id in people.items() if part != "other workspace"]
    books.surveys.invite(row, everybody, MONDAY, by_dm=True)
    for user_id in everybody:
        books.responses.put(books.responses.by(row, user_id, MONDAY), 0, "1")
    return row.id or 0


def survey_draft(books: Books, people: dict[str, str], channel: str) -> int:
    row = books.surveys.keep_draft(people["reporter"], _form(channel).to_json(), MONDAY)
    return row.id or 0


def _form(channel: str) -> SurveyForm:
    question = Question("nps", "How likely are you to recommend us?")
    return SurveyForm((question,), asked=Asked(channel=channel), repeat=Repeat.WEEKLY)


def escalations(books: Books, issues: Iterable[Issue], person: str) -> None:
    """A person was reached in an earlier round, when they stood on the ladder."""
    for issue in issues:
        reached = RungReached(
            team_id=books.team_id,
            issue_id=issue.id or 0,
            round=1,
            rung=int(Rung.SPONSOR),
            person=person,
            at=MONDAY,
        )
        books.session.add(reached)
