"""Response URLs: five uses in half an hour, ephemeral unless said, strict about what they carry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.clock import StandingClock
from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.blockkit.examples import divider

Json = dict[str, Any]


class HandClock(StandingClock):
    """A clock moved by hand."""

    def passes(self, time: timedelta) -> None:
        self._at += time


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
async def sandbox(clock: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False, clock=clock) as made:
        yield made


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Priya")


@pytest.fixture
def outside(sandbox: Sandbox, priya: Person) -> Channel:
    """A channel that the app is not in: a response URL works there all the same."""
    return sandbox.add_channel("outside", app_in=False)


def hook(
    sandbox: Sandbox, person: Person, channel: Channel, original: str | None = None
) -> AsyncWebhookClient:
    key, _ = sandbox.space.interactions.response_url(person.id, channel.id, original)
    return AsyncWebhookClient(f"{sandbox.space.base_url}response/{key}", retry_handlers=[])


async def test_it_answers_privately_unless_told_otherwise(
    sandbox: Sandbox, priya: Person, outside: Channel
) -> None:
    url = hook(sandbox, priya, outside)
    answer = await url.send(text="Psst")
    assert (answer.status_code, answer.body) == (200, "ok")
    await url.send(text="Hear!", response_type="in_channel")
    assert [m["text"] for m in priya.ephemerals(outside)] == ["Psst"]
    assert [m["text"] for m in sandbox.messages(outside)] == ["Hear!"]


async def test_five_uses(sandbox: Sandbox, priya: Person, outside: Channel) -> None:
    url = hook(sandbox, priya, outside)
    for number in range(5):
        assert (await url.send(text=str(number))).status_code == 200
    answer = await url.send(text="5")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "used_url"}')
    assert len(priya.ephemerals(outside)) == 5
    assert [r.error for r in sandbox.refusals] == ["used_url"]


async def test_half_an_hour(
    sandbox: Sandbox, priya: Person, outside: Channel, clock: HandClock
) -> None:
    url = hook(sandbox, priya, outside)
    clock.passes(timedelta(minutes=30))
    assert (await url.send(text="In time")).status_code == 200
    clock.passes(timedelta(seconds=1))
    answer = await url.send(text="Too late")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "expired_url"}')


async def test_it_replaces_and_deletes_the_message_acted_upon(
    sandbox: Sandbox, priya: Person, client: AsyncWebClient
) -> None:
    card = await client.chat_postMessage(channel=priya.id, text="Card", blocks=[divider()])
    url = hook(sandbox, priya, priya.dm_channel, card["ts"])
    await url.send(text="Changed", replace_original=True)
    assert [(m["ts"], m["text"]) for m in priya.dm] == [(card["ts"], "Changed")]
    assert "blocks" not in priya.dm[0]
    await url.send(delete_original=True)
    assert priya.dm == []
    assert (await url.send(text="x", replace_original=True)).status_code == 404


async def test_without_a_message_there_is_nothing_to_replace(
    sandbox: Sandbox, priya: Person, outside: Channel
) -> None:
    answer = await hook(sandbox, priya, outside).send(text="x", replace_original=True)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        (None, "invalid_payload"),
        ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "loud"}, "invalid_arguments"),
        ({"text": "x" * 40_001}, "msg_too_long"),
    ],
)
async def test_it_is_as_strict_as_a_method(
    sandbox: Sandbox, priya: Person, outside: Channel, body: Json, error: str
) -> None:
    answer = await hook(sandbox, priya, outside).send_dict(body)
    assert (answer.status_code, answer.body) == (400, f'{{"ok": false, "error": "{error}"}}')
    assert [r.error for r in sandbox.refusals] == [error]


async def test_an_unknown_url_is_unknown(sandbox: Sandbox) -> None:
    url = AsyncWebhookClient(f"{sandbox.space.base_url}response/1/x", retry_handlers=[])
    assert (await url.send(text="x")).status_code == 404


async def test_faults_strike_response_urls_too(
    sandbox: Sandbox, priya: Person, outside: Channel
) -> None:
    sandbox.faults.add("response_url", "ratelimited", seconds=3)
    answer = await hook(sandbox, priya, outside).send(text="x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")
    assert priya.ephemerals(outside) == []
