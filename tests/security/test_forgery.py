"""Forged ids, teams and values: whoever sends them touches and sees no more than they may."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handlers.web import web_app
from tests.security.company import HERE, PEOPLE, PRIVATE, THERE, WORDS, Company
from tests.security.forging import Forger, post
from tests.security.tables import Change

FORGED = 10_000 if "EARSHOT_PROVE" in os.environ else 500
NOTHING_HERE = ("guest", "deactivated", "bot", "Slack Connect", "other workspace")
FORGERS = (*NOTHING_HERE, "member")
ASKED = ("guest", "Slack Connect", "member")
"""Who was asked in the company's survey."""

OWN = {
    "observation": "reporter",
    "draft": "user_id",
    "audit": "actor",
    "reaction_rule": "set_by",
    "days_away": "user_id",
    "survey": "author",
    "survey_draft": "user_id",
    "response": "recorded_by",
    "survey_link": "made_by",
    "errand": "person",
}
"""What a member adds by logging and setting, and the column that names who did."""
FOLLOWS = {
    *("issue", "issue_event", "customer_loop", "card", "outbox", "customer", "reaction_seen"),
    *("wave", "invitation", "lane", "response_answer"),
    *("digest_run", "digest_records", "outbox_file"),
}
"""What comes of it: new rows, about what is new."""
SHARED = {"customer", "reaction_rule"}
"""What any member may change."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def http(firm: Company) -> AsyncIterator[httpx.AsyncClient]:
    door = httpx.ASGITransport(web_app(firm.app, signing_secret=firm.sandbox.signing_secret))
    async with httpx.AsyncClient(transport=door, base_url="http://earshot") as client:
        yield client


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", FORGERS)
async def test_what_is_forged_has_no_effect(
    part: str, firm: Company, http: httpx.AsyncClient
) -> None:
    forger = Forger(firm, seed=FORGERS.index(part))
    statuses: dict[int, int] = {}
    for _ in range(FORGED // len(FORGERS)):
        body, is_command = forger.request(part)
        async with firm.watched() as watch:
            answer = await post(http, firm, body, command=is_command)
            watch.answers.append(answer.text)
        status = answer.status_code
        statuses[status] = statuses.get(status, 0) + 1
        sent = json.dumps(body, ensure_ascii=False)
        assert status < 500, sent
        assert "wrong on our side" not in watch.said, sent
        hidden = (PRIVATE,) if part == "member" else (*WORDS, PRIVATE)
        assert not [word for word in hidden if word in watch.said and word not in sent], sent
        if part == "member" and _took(watch.changes, PEOPLE[part]):
            continue
        if part in ASKED and _said_yes(watch.changes, PEOPLE[part]):
            continue
        breaches = [change for change in watch.changes if not _allowed(change, part, firm)]
        assert not breaches, (breaches, sent)
    assert statuses.get(200, 0) > FORGED // len(FORGERS) // 3, "most of it got past the door"


def _allowed(change: Change, part: str, firm: Company) -> bool:
    """Whether whoever plays `part` may have caused it."""
    row, user_id = change.row, PEOPLE[part]
    if change.table == "person":
        # what Slack says of whom it names is remembered; nobody's settings change but one's own
        return change.added or row["user_id"] == user_id
    if part == "other workspace":
        return bool(row["team_id"] == THERE)
    if part in ASKED and _answers(change, user_id):
        return True
    if part != "member" or row["team_id"] != HERE:
        return False
    if change.table == "workspace":
        return {"last_issue_number", "last_wave_number"} >= change.columns
    if not change.added:
        return change.table in SHARED
    if change.table in OWN:
        return bool(row[OWN[change.table]] == user_id)
    return change.table in FOLLOWS and row.get("issue_id") not in _issues(firm)


def _took(changes: list[Change], user_id: str) -> bool:
    """Whether it was "I'll take it", which is every member's to press: they own the issue now."""
    took = any(
        change.table == "decision_taken" and change.row["taken_by"] == user_id for change in changes
    )
    owners = {change.row["owner"] for change in changes if change.table == "issue"}
    return took and owners == {user_id}


def _said_yes(changes: list[Change], user_id: str) -> bool:
    """Whether it was "May we follow up?" after one's own low score: it opens an issue."""
    return any(
        change.table == "response"
        and change.row["voter"] == user_id
        and bool(change.row["may_follow_up"])
        for change in changes
    )


def _answers(change: Change, user_id: str) -> bool:
    """Whether it comes of answering a survey: one's own response, and the count in its messages."""
    row = change.row
    if change.table == "card":
        return row["kind"] in ("wave", "wave_author") and not change.added
    own = change.table == "response" and user_id in (row["voter"], row["recorded_by"])
    return own or change.table == "response_answer"


def _issues(firm: Company) -> tuple[Any, ...]:
    """The issues that were there before."""
    ids = firm.ids
    return (ids.open, ids.acknowledged, ids.promised, ids.resolved, ids.private)
