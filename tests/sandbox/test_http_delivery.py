"""Requests to the app over HTTP: signed, encoded as Slack encodes them, events repeated."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox import Person, Sandbox
from tests.sandbox.blockkit.examples import actions, button
from tests.sandbox.running import bolt, over_http, serving


class Listener:
    """An endpoint that keeps what it got and answers with the given responses, the last one for
    good."""

    def __init__(self, *responses: Response) -> None:
        self.responses = list(responses) or [Response()]
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, request: Request) -> Response:
        self.got.append((dict(request.headers), await request.body()))
        return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]


@asynccontextmanager
async def listening(sandbox: Sandbox, listener: Listener) -> AsyncIterator[None]:
    async with serving(Starlette(routes=[Route("/", listener.__call__, methods=["POST"])])) as port:
        sandbox.deliver_by_http(f"http://127.0.0.1:{port}/")
        yield


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    sandbox.dispatch.retry_delays = (0.0, 0.0, 0.0)
    return sandbox.add_person("Priya")


async def test_every_request_is_signed(sandbox: Sandbox, priya: Person) -> None:
    listener = Listener()
    async with listening(sandbox, listener):
        await priya.slash("/cx", "log Ünïcode & <b>")
        await priya.shortcut("log")
        await priya.open_home()
    verifier = SignatureVerifier(sandbox.signing_secret)
    assert len(listener.got) == 3
    for headers, body in listener.got:
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(body + b" ", headers)


async def test_commands_are_forms_interactions_forms_of_json_events_json(
    sandbox: Sandbox, priya: Person
) -> None:
    listener = Listener()
    async with listening(sandbox, listener):
        await priya.slash("/cx", "log Ü & 1 < 2")
        await priya.shortcut("log")
        await priya.open_home()
    (_, command), (_, shortcut), (headers, event) = listener.got
    fields = {key: values[0] for key, values in parse_qs(command.decode()).items()}
    assert fields["text"] == "log Ü &amp; 1 &lt; 2"
    assert fields["channel_name"] == "directmessage"
    assert fields["is_enterprise_install"] == "false"
    assert json.loads(parse_qs(shortcut.decode())["payload"][0])["callback_id"] == "log"
    assert headers["content-type"] == "application/json"
    envelope = json.loads(event)
    assert envelope["type"] == "event_callback"
    assert envelope["event"]["type"] == "app_home_opened"
    assert envelope["authorizations"][0]["user_id"] == "U0EARSHOT"


async def test_names_and_links_are_resolved_only_with_should_escape() -> None:
    for should_escape, text in (
        (False, "@Priya https://a.b"),
        (True, "<@U0PRIYA|priya> <https://a.b>"),
    ):
        command = {"command": "/cx", "should_escape": should_escape}
        async with Sandbox({"features": {"slash_commands": [command]}}) as sandbox:
            listener = Listener()
            async with listening(sandbox, listener):
                await sandbox.add_person("Priya").slash("/cx", "@Priya https://a.b")
        assert parse_qs(listener.got[0][1].decode())["text"] == [text]


async def test_an_event_is_repeated_three_times_with_the_same_id(
    sandbox: Sandbox, priya: Person
) -> None:
    listener = Listener(Response(status_code=500))
    async with listening(sandbox, listener):
        await priya.open_home()
        await sandbox.dispatch.settle()
    numbers = [headers.get("x-slack-retry-num") for headers, _ in listener.got]
    assert numbers == [None, "1", "2", "3"]
    reasons = {headers.get("x-slack-retry-reason") for headers, _ in listener.got[1:]}
    assert reasons == {"http_error"}
    assert len({json.loads(body)["event_id"] for _, body in listener.got}) == 1


async def test_repeating_ends_with_success_or_when_asked_to(
    sandbox: Sandbox, priya: Person
) -> None:
    once = Listener(Response(status_code=500), Response())
    async with listening(sandbox, once):
        await priya.open_home()
        await sandbox.dispatch.settle()
    assert len(once.got) == 2
    never = Listener(Response(status_code=404, headers={"X-Slack-No-Retry": "1"}))
    async with listening(sandbox, never):
        await priya.open_home()
        await sandbox.dispatch.settle()
    assert len(never.got) == 1


async def test_commands_and_interactions_are_not_repeated(sandbox: Sandbox, priya: Person) -> None:
    listener = Listener(Response(status_code=500))
    async with listening(sandbox, listener):
        answer = await priya.slash("/cx")
        assert (answer.status, answer.problem) == (500, "dispatch_failed")
        await priya.shortcut("log")
        await sandbox.dispatch.settle()
    assert len(listener.got) == 2


async def test_a_lost_answer_can_be_followed_by_the_same_event_again(
    sandbox: Sandbox, priya: Person
) -> None:
    listener = Listener()
    async with listening(sandbox, listener):
        await priya.open_home()
        await sandbox.redeliver(sandbox.deliveries[-1])
    (_, first), (headers, second) = listener.got
    assert first == second
    assert headers["x-slack-retry-num"] == "1"
    assert headers["x-slack-retry-reason"] == "http_timeout"


async def test_nobody_there(sandbox: Sandbox, priya: Person) -> None:
    sandbox.deliver_by_http("http://127.0.0.1:9/")
    answer = await priya.slash("/cx")
    assert (answer.status, answer.problem) == (0, "dispatch_failed")


@pytest.mark.parametrize(
    "response",
    [
        JSONResponse({"text": "x", "blocks": [{"type": "section"}]}),
        JSONResponse({"blocks": []}),
        JSONResponse({"text": "x", "response_type": "loud"}),
    ],
)
async def test_an_acknowledgement_that_slack_would_not_show(
    sandbox: Sandbox, priya: Person, response: Response
) -> None:
    async with listening(sandbox, Listener(response)):
        answer = await priya.slash("/cx")
    assert answer.problem == "invalid_ack"
    assert priya.ephemerals() == []
    assert [r.where for r in sandbox.refusals] == ["acknowledgement of command"]


async def test_a_plain_text_acknowledgement_is_shown(sandbox: Sandbox, priya: Person) -> None:
    async with listening(sandbox, Listener(PlainTextResponse("Stored"))):
        answer = await priya.slash("/cx")
    assert answer.text == "Stored"


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update"},
        {"response_action": "push", "view": {"type": "modal"}},
        {"response_action": "close"},
    ],
)
async def test_an_answer_to_a_submission_that_slack_would_not_take(
    sandbox: Sandbox, priya: Person, body: dict[str, object]
) -> None:
    sandbox.space.views.open(
        priya.id,
        {"type": "modal", "title": {}, "submit": {}, "blocks": [actions(button())]},
    )
    async with listening(sandbox, Listener(JSONResponse(body))):
        answer = await priya.submit()
    assert answer.problem == "invalid_ack"
    assert priya.modal is not None, "the modal stays"
    assert [r.where for r in sandbox.refusals] == ["acknowledgement of view_submission"]


async def test_bolt_answers_the_challenge(sandbox: Sandbox) -> None:
    async with over_http(sandbox, bolt(sandbox)):
        assert await sandbox.verify_url()
    async with listening(sandbox, Listener(Response(status_code=404))):
        assert not await sandbox.verify_url()
