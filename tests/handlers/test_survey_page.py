"""The link page over HTTP: what it stores, what it never does, and what it says about itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.domain.wave import REASON_PART, Given
from bot.usecases.customer_answers import Voter, store_answers
from storage.books import Books
from tests.support.office import MONDAY
from tests.support.survey_site import Site, hidden, survey_site
from tests.support.surveys import CHOICE, NPS, WORDS

SENT = {"q0": "9", "reason": "Quick."}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with survey_site(f"sqlite:///{tmp_path}/earshot.db") as site:
        yield site


async def test_a_customer_answers_and_is_thanked(site: Site) -> None:
    path = await site.link("Acme")
    page = await site.browser.get(path)
    assert page.status_code == 200
    assert "How likely are you to recommend Northlight" in page.text
    assert "under the name Acme" in page.text
    stored = await site.send(path, **SENT)
    assert (stored.status_code, stored.headers["location"]) == (303, f"{path}?thanks")
    assert await site.answers() == [(Given.SELF, {0: "9", REASON_PART: "Quick."})]
    thanked = await site.browser.get(stored.headers["location"])
    assert "You answered 9. Thank you." in thanked.text


async def test_looking_stores_nothing_whatever_the_address_says(site: Site) -> None:
    for path in (await site.link("Acme"), await site.link()):
        for method in ("GET", "HEAD"):
            for query in ("", "?score=9", "?score=9&q0=9&thanks", "?score=x", "?score=11"):
                assert (await site.browser.request(method, path + query)).status_code == 200
    assert await site.answers() == []


async def test_a_score_in_the_address_is_only_chosen(site: Site) -> None:
    page = (await site.browser.get(await site.link("Acme") + "?score=9")).text
    assert re.findall(r'value="(\d+)" checked', page) == ["9"]
    plain = (await site.browser.get(await site.link("Acme"))).text
    assert " checked" not in plain


async def test_an_answer_can_be_changed_until_the_close(site: Site) -> None:
    path = await site.link("Acme")
    await site.send(path, **SENT)
    page = (await site.browser.get(path)).text
    assert 'value="9" checked' in page
    assert "Quick." in page
    assert (await site.send(path, q0="4", reason="")).status_code == 303
    assert await site.answers() == [(Given.SELF, {0: "4"})]
    await site.close()
    refused = await site.browser.post(path, data={"q0": "10"})
    assert refused.status_code == 410
    assert "This survey is closed." in refused.text
    assert await site.answers() == [(Given.SELF, {0: "4"})]


async def test_a_form_that_is_sent_again_later_changes_nothing(site: Site) -> None:
    path = await site.link("Acme")
    first = hidden((await site.browser.get(path)).text) | {"q0": "9"}
    assert (await site.browser.post(path, data=first)).status_code == 303
    assert (await site.browser.post(path, data=first)).status_code == 303  # says what is stored
    assert (await site.send(path, q0="3")).status_code == 303
    replayed = await site.browser.post(path, data=first)
    assert replayed.status_code == 422
    assert "in the meantime" in replayed.text
    assert 'value="9" checked' in replayed.text
    assert await site.answers() == [(Given.SELF, {0: "3"})]
    meant = hidden(replayed.text) | {"q0": "9"}  # having read that, they send it again
    assert (await site.browser.post(path, data=meant)).status_code == 303
    assert await site.answers() == [(Given.SELF, {0: "9"})]


async def test_what_is_missing_is_said_and_what_was_typed_stays(site: Site) -> None:
    path = await site.link("Acme")
    back = await site.send(path, reason="A <b>long</b> story")
    assert back.status_code == 422
    assert 'role="alert"' in back.text
    assert "A &lt;b&gt;long&lt;/b&gt; story" in back.text
    wrong = await site.send(path, q0="11", reason="x")
    assert "a whole number from 0 to 10" in wrong.text
    assert await site.answers() == []


async def test_an_open_link_counts_one_voter_a_browser(site: Site) -> None:
    path = await site.link()
    await site.send(path, q0="9")
    await site.send(path, q0="8")
    async with httpx.AsyncClient(base_url=site.browser.base_url) as other:
        form = hidden((await other.get(path)).text) | {"q0": "2"}
        assert (await other.post(path, data=form)).status_code == 303
    assert sorted(each[0] for _, each in await site.answers()) == ["2", "8"]


async def test_a_browser_that_kept_no_cookie_is_asked_to_send_again(site: Site) -> None:
    path = await site.link()
    form = hidden((await site.browser.get(path)).text)
    site.browser.cookies.clear()
    back = await site.browser.post(path, data={**form, "q0": "9", "reason": "Kept."})
    assert back.status_code == 422
    assert "send it once more" in back.text
    assert "Kept." in back.text
    assert 'value="9" checked' in back.text
    assert await site.answers() == []
    assert (await site.browser.post(path, data=hidden(back.text) | {"q0": "9"})).status_code == 303


async def test_another_site_cannot_make_its_visitors_vote(site: Site) -> None:
    path = await site.link()
    form = hidden((await site.browser.get(path)).text) | {"q0": "0"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert (await site.browser.post(path, data=form, headers=headers)).status_code == 403
    stolen = {**form, "seal": "0" * 32}
    assert (await site.browser.post(path, data=stolen)).status_code == 422
    assert await site.answers() == []
    ours = {"Origin": str(site.firm.app.settings.earshot_public_url)}
    assert (await site.browser.post(path, data=form, headers=ours)).status_code == 303


async def test_forged_expired_and_withdrawn_links_have_a_sentence_each(site: Site) -> None:
    path = await site.link("Acme")
    forged = [path[:-1] + ("A" if path[-1] != "A" else "Q"), "/s/x", "/s/%00", path + "x"]
    never_made = site.path("0" * 16)
    for each in [*forged, never_made]:
        for method in ("GET", "POST"):
            answer = await site.browser.request(method, each, data={"q0": "9"})
            assert answer.status_code == 404
            assert "This link does not work." in answer.text
    old = site.path(path[-16:].encode().hex()[:16], MONDAY - timedelta(seconds=1))
    answer = await site.browser.get(old)
    assert answer.status_code == 410
    assert "This link has expired." in answer.text
    assert "14 September 2026, 09:59 UTC" in answer.text
    assert await site.answers() == []


HOSTILE = """</textarea><script>a(1)</script>"'><img src=x onerror=a(1)>{{1234*5678}}\u202e"""


async def test_hostile_words_are_stored_to_the_letter_and_shown_inert(site: Site) -> None:
    asked = {"kind": "csat", "text": f"How was it? {HOSTILE}"}
    choice = {"kind": "choice", "text": "Which?", "options": [HOSTILE, "b"]}
    await site.begin(asked, choice, WORDS)
    path = await site.link(f"Acme {HOSTILE}"[:100])
    await site.send(path, q0="4", q1="1", q2=HOSTILE, reason=HOSTILE)
    [(_, answers)] = await site.answers()
    assert answers == {0: "4", 1: "1", 2: HOSTILE, REASON_PART: HOSTILE}
    for page in (path, f"{path}?thanks"):
        text = (await site.browser.get(page)).text
        assert "<script" not in text
        assert "<img" not in text
        assert "&lt;script&gt;" in text
        assert "{{1234*5678}}" in text or "?thanks" in page
        assert "7006652" not in text


async def test_every_kind_can_be_answered(site: Site) -> None:
    kinds: list[dict[str, Any]] = [
        {"kind": "ces", "text": "Easy?"},
        {"kind": "yesno", "text": "Done?"},
        CHOICE,
    ]
    await site.begin(*kinds)
    path = await site.link("Acme")
    sent = await site.send(path, q0="7", q1="no", q2=["1", "3"])
    assert sent.status_code == 303
    assert [each for _, each in await site.answers()] == [{0: "7", 1: "no", 2: "1 3"}]
    text = (await site.browser.get(path)).text
    assert re.findall(r'value="(\w+)" checked', text) == ["7", "no", "1", "3"]
    thanked = (await site.browser.get(f"{path}?thanks")).text
    assert "Price, Support" in thanked


async def test_what_a_colleague_recorded_is_not_shown_and_gives_way(site: Site) -> None:
    path = await site.link("Acme")

    def record(books: Books) -> None:
        row = books.surveys.wave(site.wave)
        found = books.customers.named("Acme")
        assert row is not None
        assert found is not None
        who = Voter(f"customer:{found.id}:", found.id)
        told = {0: "10", REASON_PART: "Secret."}
        store_answers(books, site.firm.app.gate.desk(), row, who, told, recorded_by="U0SAM")

    await site.do(record)
    page = (await site.browser.get(path)).text
    assert "Secret." not in page
    assert " checked" not in page
    await site.send(path, q0="8")
    assert await site.answers() == [(Given.SELF, {0: "8"})]


async def test_every_page_says_what_browsers_and_machines_may_do_with_it(site: Site) -> None:
    path = await site.link()
    sent = await site.send(path, q0="9")
    pages = [
        await site.browser.get(path),
        await site.browser.get(f"{path}?thanks"),
        await site.browser.get("/s/forged"),
        sent,
    ]
    for page in pages:
        headers = page.headers
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
    cookie = pages[0].headers["set-cookie"]
    assert f"Path={path}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_too_many_and_too_long_forms_are_turned_away(site: Site) -> None:
    path = await site.link("Acme")
    form = hidden((await site.browser.get(path)).text) | {"q0": "9"}
    long = await site.browser.post(path, data={**form, "reason": "x" * 300_000})
    assert long.status_code == 413
    statuses = [(await site.browser.post(path, data=form)).status_code for _ in range(15)]
    assert statuses[0] == 303
    assert statuses[-1] == 429
    assert len(await site.answers()) == 1


async def test_a_reachable_person_who_may_be_followed_up_opens_an_issue(site: Site) -> None:
    path = await site.link()
    sent = await site.send(path, q0="2", reason="Slow.", follow="yes", reach="Ann at Blue")
    assert sent.status_code == 303
    issues, count = await site.do(lambda books: books.issues.page(MONDAY))
    assert count == 1
    [heard] = await site.do(lambda books: books.observations.behind(issues[0].id))
    assert heard.words == "Slow."
    assert await site.do(lambda books: books.customers.name(heard.customer_id)) == "Ann at Blue"


async def test_an_address_is_kept_only_where_it_may_be_used(site: Site) -> None:
    await site.send(await site.link(), q0="2", reach="ann@blue.example")
    rows = await site.do(lambda books: books.responses.in_wave(books.surveys.wave(site.wave)))
    assert [(row.contact, row.may_follow_up) for row in rows] == [(None, False)]
    assert (await site.do(lambda books: books.issues.page(MONDAY)))[1] == 0


async def test_without_a_public_address_there_is_no_page(site: Site) -> None:
    settings = site.firm.app.settings
    assert settings.links is not None
    assert settings.model_copy(update={"earshot_public_url": None}).links is None
    assert settings.model_copy(update={"slack_app_token": "xapp-1"}).links is None
    assert settings.model_copy(update={"slack_signing_secret": None}).links is None


async def test_two_questions_can_be_answered_in_part(site: Site) -> None:
    await site.begin(NPS, WORDS)
    assert (await site.send(await site.link("Acme"), q0="7")).status_code == 303
    assert [each for _, each in await site.answers()] == [{0: "7"}]
