"""What Slack refuses is parked once, put back, or stops a workspace: each error in one class."""

from __future__ import annotations

import asyncio
import json
from importlib import resources

import pytest

from bot.delivery.errors import CODES, Fate, table
from storage.tables.delivery import OutboxState
from storage.tables.workspace import WorkspaceState
from tests.delivery.bench import QUICK, TEAM, Bench

PARKED, QUEUED, SENT = OutboxState.PARKED, OutboxState.QUEUED, OutboxState.SENT


def test_every_error_of_every_method_we_may_use_has_a_class() -> None:
    """The stand-in knows no other methods, so the app can call no others."""
    facts = json.loads(resources.files("bot.sandbox.methods").joinpath("facts.json").read_text())
    assert {"chat.postMessage", "chat.update", "conversations.history"} <= set(facts)
    unclassified = {
        f"{method}: {code}"
        for method, fact in facts.items()
        for code in fact["errors"]
        if code not in CODES
    }
    assert not unclassified


def test_only_the_loss_of_the_token_stops_a_workspace() -> None:
    assert {code for code, fate in CODES.items() if fate is Fate.GONE} == {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }


def test_no_error_can_have_two_classes() -> None:
    with pytest.raises(ValueError, match="is_archived is refused already"):
        table(REFUSED="is_archived no_text", PASSING="is_archived")


@pytest.mark.parametrize(
    "code", [code for code, fate in CODES.items() if fate is Fate.REFUSED][::29]
)
async def test_what_slack_will_never_take_is_parked_once_with_its_error(
    bench: Bench, code: str
) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", f"error:{code}", times=None)
    await bench.post("hello", priya)
    drained = await bench.delivery().drain()
    assert drained.parked == 1
    assert (await bench.delivery().drain()).parked == 0
    assert len(bench.calls("chat.postMessage")) == 1
    row = await bench.row("hello")
    assert (row.state, row.error) == (PARKED, code)


async def test_an_error_nobody_has_heard_of_is_a_refusal(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "error:invented_tomorrow", times=None)
    await bench.post("hello", priya)
    assert (await bench.delivery().drain()).parked == 1


async def test_people_who_left_and_channels_that_closed_are_terminal(bench: Bench) -> None:
    left = bench.sandbox.add_person("Left", deleted=True)
    archived = bench.sandbox.add_channel("old", archived=True)
    outside = bench.sandbox.add_channel("outside", app_in=False)
    for there in (left, archived, outside):
        await bench.post(f"to {there.id}", there)
    drained = await bench.delivery().drain()
    assert (drained.sent, drained.parked) == (0, 3)
    errors = {row.error for row in await bench.rows()}
    assert errors <= {"user_disabled", "channel_not_found", "is_archived", "not_in_channel"}


async def test_a_message_that_slack_cannot_read_is_parked_not_repeated(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    now = bench.clock.now()
    await bench.storage.write(
        TEAM,
        lambda books: books.outbox.post(
            "broken", priya.id, {"text": "hello", "blocks": [{"type": "section"}]}, now=now
        ),
    )
    assert (await bench.delivery().drain()).parked == 1
    assert (await bench.row("broken")).error == "invalid_blocks"


async def test_what_may_pass_is_tried_again_and_in_the_end_given_up(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "error:service_unavailable", times=2)
    await bench.post("hello", priya)
    assert (await bench.delivery().drain()).sent == 1
    bench.sandbox.faults.add("chat.postMessage", "error:service_unavailable", times=None)
    await bench.post("again", priya)
    assert (await bench.delivery().drain()).parked == 1
    row = await bench.row("again")
    assert (row.error, len(bench.calls("chat.postMessage"))) == (
        "service_unavailable",
        3 + QUICK.tries,
    )


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_a_token_that_is_gone_stops_the_workspace_and_keeps_its_messages(
    bench: Bench, code: str
) -> None:
    priya, omar = bench.sandbox.add_person("Priya"), bench.sandbox.add_person("Omar")
    bench.sandbox.faults.add("chat.postMessage", f"error:{code}")
    await bench.post("one", priya)
    drained = await bench.delivery().drain()
    assert (drained.sent, drained.parked, drained.failed) == (0, 0, 1)
    assert bench.slack.teams() == ()
    await bench.post("two", omar)
    # a copy that still has the token must not use it either
    bench.slack.put(TEAM, bench.sandbox.bot_token)
    await bench.delivery().drain(patience=0)
    assert len(bench.calls("chat.postMessage")) == 1
    workspace = await bench.storage.read(TEAM, lambda books: books.workspace.get())
    assert workspace is not None
    assert workspace.state is WorkspaceState.GONE
    assert await bench.states() == [QUEUED, QUEUED]


async def test_a_workspace_that_comes_back_gets_what_was_kept(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.space.revoked = "token_revoked"
    await bench.post("kept", priya)
    await bench.delivery().drain()
    bench.sandbox.reinstall()
    bench.slack.put(TEAM, bench.sandbox.bot_token)
    now = bench.clock.now()
    await bench.storage.write(
        TEAM,
        lambda books: books.workspace.install(name="Test", url="", bot_user_id="U1", now=now),
    )
    assert (await bench.delivery().drain()).sent == 1
    assert bench.said(priya) == ["kept"]


async def test_an_uninstalled_workspace_is_left_alone_within_a_tick(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    async with bench.running():
        await bench.settled()
        now = bench.clock.now()
        await bench.storage.write(TEAM, lambda books: books.workspace.leave(now))
        calls = len(bench.sandbox.calls)
        await bench.post("hello", priya)
        await bench.touch(7)
        await asyncio.sleep(3 * QUICK.poll)
    assert len(bench.sandbox.calls) == calls
