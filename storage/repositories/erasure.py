from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.wave import REASON_PART
from storage.repositories.base import Repository
from storage.search_key import search_key
from storage.tables import (
    AnonymousAnswer,
    CustomerLoop,
    DaysAway,
    DigestRun,
    Draft,
    Observation,
    OutboxRow,
    Response,
    ResponseAnswer,
    SQLModel,
    Survey,
    SurveyLink,
    Wave,
)

_ABOUT_ISSUES = ("issue_event", "issue", "promise")
_KEPT_COPIES = ("outbox", "outbox_file", "digest_run", "audit", "card", "draft", "survey_draft")
"""Where words and names are repeated."""
_MANY = 500


class Erasure(Repository):
    """Takes words and names out of every table, and leaves the rows: counts stay what they were."""

    def words_of_customer(self, customer_id: int) -> list[str]:
        """All that was heard of a customer, to look for where it was repeated."""
        rows = self._session.execute(
            sa.select(col(Observation.words), col(Observation.expected)).where(
                col(Observation.team_id) == self._team,
                col(Observation.customer_id) == customer_id,
            )
        )
        return [text for row in rows for text in row if text]

    def empty_customer(self, customer_id: int, alias: str) -> int:
        """Empty their observations and surveys; how many observations."""
        mine = col(Observation.customer_id) == customer_id
        changed = self._empty(mine)
        theirs = sa.select(col(Response.id)).where(
            col(Response.team_id) == self._team, col(Response.customer_id) == customer_id
        )
        self._blank_texts(col(ResponseAnswer.response_id).in_(theirs))
        for response in self._session.exec(
            select(Response).where(
                col(Response.team_id) == self._team, col(Response.customer_id) == customer_id
            )
        ):
            response.contact, response.voter = None, f"{alias}:{response.id}"
            self._session.add(response)
        self._session.execute(
            sa.update(SurveyLink)
            .where(
                col(SurveyLink.team_id) == self._team, col(SurveyLink.customer_id) == customer_id
            )
            .values(contact=None, contact_key=sa.cast(col(SurveyLink.id), sa.String))
            .execution_options(synchronize_session=False)
        )
        self._session.flush()
        return changed

    def issues_of_customer(self, customer_id: int) -> list[int]:
        rows = self._session.execute(
            sa.select(col(CustomerLoop.issue_id)).where(
                col(CustomerLoop.team_id) == self._team,
                col(CustomerLoop.customer_id) == customer_id,
            )
        )
        behind = self._session.execute(
            sa.select(col(Observation.issue_id)).where(
                col(Observation.team_id) == self._team,
                col(Observation.customer_id) == customer_id,
                col(Observation.issue_id).is_not(None),
            )
        )
        return sorted({*rows.scalars(), *behind.scalars()})

    def outlived(self, since: datetime | None, before: datetime) -> int:
        """Empty some observations and open answers of before a moment; how many. Those of before
        `since` were emptied already."""
        old = [
            col(Observation.team_id) == self._team,
            col(Observation.at) < before,
            *([col(Observation.at) >= since] if since else []),
            sa.or_(col(Observation.words) != "", col(Observation.expected).is_not(None)),
        ]
        ids = list(
            self._session.execute(sa.select(col(Observation.id)).where(*old).limit(_MANY)).scalars()
        )
        changed = self._empty(col(Observation.id).in_(ids)) if ids else 0
        waves = sa.select(col(Wave.id)).where(
            col(Wave.team_id) == self._team,
            col(Wave.closed_at) < before,
            *([col(Wave.closed_at) >= since] if since else []),
        )
        answered = sa.select(col(Response.id)).where(col(Response.wave_id).in_(waves))
        self._blank_texts(
            col(ResponseAnswer.response_id).in_(answered), col(AnonymousAnswer.wave_id).in_(waves)
        )
        self._outlived_copies(since, before)
        return changed

    def forget_person(self, user_id: str) -> None:
        """What is kept only for this person goes: drafts, days away, files on their way."""
        for table, whose in ((Draft, Draft.user_id), (DaysAway, DaysAway.user_id)):
            self._session.execute(
                sa.delete(table)
                .where(col(table.team_id) == self._team, col(whose) == user_id)
                .execution_options(synchronize_session=False)
            )

    # -- everywhere -----------------------------------------------------------------------------

    def rename(self, user_id: str, alias: str) -> None:
        """Write `alias` wherever the person's id stands: alone in a column, or within a text."""
        pattern = re.compile(rf"(?<!\w){re.escape(user_id)}(?!\w)")
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in ("inbox",):
                self._rewrite(table, lambda text: pattern.sub(alias, text), sa.true())
        self._session.expire_all()

    def redact(self, needles: Iterable[str], instead: str, issues: Sequence[int]) -> None:
        """Write `instead` over these names and words where they were repeated: in the history and
        promises of these issues, and in messages, digests and the audit log."""
        known = {each for each in needles if each.strip()}
        # what search compares is folded
        known |= {search_key(each) for each in known}
        longest_first = sorted(known, key=len, reverse=True)
        if not longest_first:
            return
        found = "|".join(map(re.escape, longest_first))
        pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)
        for name in (*_ABOUT_ISSUES, *_KEPT_COPIES):
            table = SQLModel.metadata.tables[name]
            within = (
                table.c["issue_id" if "issue_id" in table.c else "id"].in_(issues)
                if name in _ABOUT_ISSUES
                else sa.true()
            )
            self._rewrite(table, lambda text: pattern.sub(instead, text), within)
        self._session.expire_all()

    # -- inside ---------------------------------------------------------------------------------

    def _empty(self, which: Any) -> int:
        changed = self._session.execute(
            sa.update(Observation)
            .where(col(Observation.team_id) == self._team, which)
            .values(words="", expected=None, search_key="", message_ts=None, channel=None)
            .execution_options(synchronize_session=False)
        )
        self._session.expire_all()
        return int(changed.rowcount)  # type: ignore[attr-defined]

    def _outlived_copies(self, since: datetime | None, before: datetime) -> None:
        """The same words in messages that were sent, and in digests."""
        self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.settled_at) < before,
                *([col(OutboxRow.settled_at) >= since] if since else []),
                col(OutboxRow.card_id).is_(None),
            )
            .values(message={"text": ""})
            .execution_options(synchronize_session=False)
        )
        for run in self._session.exec(
            select(DigestRun).where(
                col(DigestRun.team_id) == self._team,
                col(DigestRun.made_at) < before,
                *([col(DigestRun.made_at) >= since] if since else []),
            )
        ):
            run.digest = _without_words(run.digest)
            self._session.add(run)

    def _blank_texts(self, named: Any, anonymous: Any = None) -> None:
        """Empty the open answers among these: reasons, and answers to open questions."""
        for table, which in ((ResponseAnswer, named), (AnonymousAnswer, anonymous)):
            if which is None:
                continue
            surveys = self._open_parts()
            open_text = sa.or_(
                col(table.part) == REASON_PART,
                *(
                    sa.and_(col(table.part) == part, self._in_survey(table, ids))
                    for part, ids in surveys.items()
                ),
            )
            self._session.execute(
                sa.update(table)
                .where(col(table.team_id) == self._team, which, open_text)
                .values(answer="")
                .execution_options(synchronize_session=False)
            )

    def _open_parts(self) -> dict[int, list[int]]:
        """By place of the question, the surveys that ask for words there."""
        found: dict[int, list[int]] = {}
        for survey_id, questions in self._session.execute(
            sa.select(col(Survey.id), col(Survey.questions)).where(
                col(Survey.team_id) == self._team
            )
        ):
            for part, question in enumerate(questions):
                if question["kind"] == "text":
                    found.setdefault(part, []).append(survey_id)
        return found

    def _in_survey(self, table: Any, survey_ids: Sequence[int]) -> Any:
        waves = sa.select(col(Wave.id)).where(col(Wave.survey_id).in_(survey_ids))
        if table is AnonymousAnswer:
            return col(AnonymousAnswer.wave_id).in_(waves)
        responses = sa.select(col(Response.id)).where(col(Response.wave_id).in_(waves))
        return col(ResponseAnswer.response_id).in_(responses)

    def _rewrite(self, table: sa.Table, change: Callable[[str], str], within: Any) -> None:
        """Pass each text of a table, also within JSON, through `change`."""
        columns = [
            column
            for column in table.c
            if column.name != "team_id" and (_is_text(column) or _is_json(column))
        ]
        if not columns or "team_id" not in table.c:
            return
        keys = list(table.primary_key)
        rows = self._session.execute(
            sa.select(*keys, *(column for column in columns if column not in keys)).where(
                table.c.team_id == self._team, within
            )
        ).mappings()
        for row in list(rows):
            new = {
                column.name: after
                for column in columns
                if (after := _changed(row[column.name], change)) != row[column.name]
            }
            if new:
                self._session.execute(
                    sa.update(table)
                    .where(*(key == row[key.name] for key in keys))
                    .values(**new)
                    .execution_options(synchronize_session=False)
                )


def _is_text(column: sa.Column[Any]) -> bool:
    kind = getattr(column.type, "impl_instance", column.type)
    return isinstance(kind, sa.String) and not isinstance(column.type, sa.Enum)


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _without_words(value: Any) -> Any:
    """A digest without what customers said."""
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: "" if name in ("words", "verbatim") else _without_words(each)
        for name, each in value.items()
    }


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _changed(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_changed(each, change) for each in value]
    return value
