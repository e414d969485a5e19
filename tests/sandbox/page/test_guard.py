"""The page is never a way in."""

from __future__ import annotations

import httpx
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.guard import TOKEN_HEADER
from tests.sandbox.page.paging import paged


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_another_name_or_another_site_is_turned_away(headers: dict[str, str]) -> None:
    async with paged() as (sandbox, _, visit):
        sandbox.add_person("Priya")
        for path in ("", "page/scene", "page/static/js/main.js", "api/api.test"):
            assert (await visit.client.get(path)).status_code == 200
            assert (await visit.client.get(path, headers=headers)).status_code == 403


async def test_the_server_listens_on_loopback_only() -> None:
    async with Sandbox() as sandbox:
        assert sandbox.space.base_url.startswith("http://127.0.0.1:")


async def test_nothing_is_changed_without_the_token_of_the_page() -> None:
    async with paged() as (sandbox, _, visit):
        priya = sandbox.add_person("Priya")
        general = sandbox.add_channel("general")
        asked = {"as": priya.id, "channel": general.id, "text": "hello"}
        for headers in ({}, {TOKEN_HEADER: ""}, {TOKEN_HEADER: "guess"}):
            answer = await visit.client.post("page/do/say", json=asked, headers=headers)
            assert answer.status_code == 403
            assert (await visit.client.post("page/clock", json={})).status_code == 403
        # what a form on another site could send without being asked
        form = await visit.client.post("page/do/say", data={"text": "hello"})
        assert form.status_code == 403
        assert sandbox.messages(general) == []
        assert (await visit.do("say", priya.id, channel=general.id, text="hello"))["ok"]
        assert [message["text"] for message in sandbox.messages(general)] == ["hello"]


async def test_the_token_is_another_at_every_start() -> None:
    async with paged() as (_, _, one), paged() as (_, _, other):
        assert one.token != other.token


async def test_the_policy_allows_no_script_but_the_pages_own_files() -> None:
    async with paged() as (_, _, visit):
        index = await visit.client.get("")
        policy = dict(
            rule.split(" ", 1) for rule in index.headers["Content-Security-Policy"].split("; ")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == policy["img-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["require-trusted-types-for"] == "'script'"
        assert "<script>" not in index.text
        assert " on" + "click=" not in index.text


@pytest.mark.parametrize(
    "name", ["../site.py", "..%2fsite.py", "%2e%2e/guard.py", "index.html", "js", "/etc/hosts"]
)
async def test_only_the_files_of_the_page_are_served(name: str) -> None:
    async with paged() as (_, _, visit):
        url = f"{visit.client.base_url}page/static/{name}"
        answer = await visit.client.get(httpx.URL(url))
        assert answer.status_code == 404


async def test_a_file_from_somebody_is_only_shown_when_it_is_a_picture() -> None:
    async with paged() as (sandbox, _, visit):
        files = sandbox.space.files
        for name, kind in [
            ("chart.png", "image/png"),
            ("page.html", "application/octet-stream"),
            ("drawing.svg", "application/octet-stream"),
        ]:
            file = files.add(name, b"<script>alert(1)</script>", "U0PRIYA")
            answer = await visit.client.get(f"page/file/{file.id}")
            assert answer.headers["Content-Type"].split(";")[0] == kind
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert ("attachment" in answer.headers.get("Content-Disposition", "")) == (
                kind != "image/png"
            )
