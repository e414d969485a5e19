"""Modals and Home tabs: triggers, stack, hash, what survives an update."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import NotOffered, Person, Sandbox
from tests.sandbox.blockkit.examples import actions, button, home, modal, plain, with_element
from tests.sandbox.calling import Timer, refusal
from tests.sandbox.running import client_of

Json = dict[str, Any]


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
async def sandbox(timer: Timer) -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False, timer=timer) as made:
        yield made


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Priya")


def trigger(sandbox: Sandbox, person: Person, from_view: str | None = None) -> str:
    return sandbox.space.interactions.trigger(person.id, from_view)[0]


async def opened(sandbox: Sandbox, person: Person, view: Json) -> Json:
    answer = await client_of(sandbox).views_open(trigger_id=trigger(sandbox, person), view=view)
    return dict(answer["view"])


async def test_a_trigger_opens_one_modal_within_three_seconds(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person, timer: Timer
) -> None:
    key = trigger(sandbox, priya)
    assert await refusal(client.views_open(trigger_id="1.2.abc", view=modal())) == (
        "invalid_trigger_id"
    )
    timer.passes(2.9)
    await client.views_open(trigger_id=key, view=modal())
    assert await refusal(client.views_open(trigger_id=key, view=modal())) == "exchanged_trigger_id"
    key = trigger(sandbox, priya)
    timer.passes(3.1)
    assert await refusal(client.views_open(trigger_id=key, view=modal())) == "expired_trigger_id"


async def test_a_badly_made_view_does_not_cost_the_trigger(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    key = trigger(sandbox, priya)
    call = client.views_open(trigger_id=key, view=modal() | {"title": plain("x" * 25)})
    assert await refusal(call) == "invalid_arguments"
    assert priya.modal is None
    await client.views_open(trigger_id=key, view=modal())


async def test_a_stack_holds_three_and_push_needs_a_trigger_from_inside(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    first = await opened(sandbox, priya, modal(callback_id="1"))
    call = client.views_push(trigger_id=trigger(sandbox, priya), view=modal())
    assert await refusal(call) == "not_found"
    for number in ("2", "3"):
        key = trigger(sandbox, priya, first["id"])
        pushed = await client.views_push(trigger_id=key, view=modal(callback_id=number))
        assert pushed["view"]["root_view_id"] == first["id"]
    key = trigger(sandbox, priya, first["id"])
    assert await refusal(client.views_push(trigger_id=key, view=modal())) == "push_limit_reached"
    await priya.close()
    assert priya.modal is not None
    assert priya.modal["callback_id"] == "2"


async def test_a_stale_hash_is_a_conflict(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    first = await opened(sandbox, priya, modal())
    await client.views_update(view_id=first["id"], view=modal(), hash=first["hash"])
    call = client.views_update(view_id=first["id"], view=modal(), hash=first["hash"])
    assert await refusal(call) == "hash_conflict"
    await client.views_publish(user_id=priya.id, view=home())
    assert priya.home is not None
    seen = priya.home["hash"]
    await client.views_publish(user_id=priya.id, view=home(), hash=seen)
    call = client.views_publish(user_id=priya.id, view=home(), hash=seen)
    assert await refusal(call) == "hash_conflict"


async def test_external_ids_are_unique_while_open(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    tom = sandbox.add_person("Tom")
    await opened(sandbox, priya, modal(external_id="mine"))
    call = client.views_open(trigger_id=trigger(sandbox, tom), view=modal(external_id="mine"))
    assert await refusal(call) == "duplicate_external_id"
    await client.views_update(external_id="mine", view=modal(callback_id="x", external_id="mine"))
    assert priya.modal is not None
    assert priya.modal["callback_id"] == "x"
    await priya.close()
    await opened(sandbox, tom, modal(external_id="mine"))


async def test_a_closed_view_is_not_found(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    view = await opened(sandbox, priya, modal(actions(button())))
    await priya.close()
    call = client.views_update(view_id=view["id"], view=modal())
    assert await refusal(call) == "not_found"
    with pytest.raises(NotOffered):
        await priya.press(view, "Press")
    with pytest.raises(NotOffered):
        await priya.submit()


async def test_values_survive_an_update_where_both_ids_stay(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    def form(first: str, second: str) -> Json:
        return modal(
            with_element("plain_text_input") | {"block_id": first, "label": plain("One")},
            with_element("plain_text_input", initial_value="preset")
            | {"block_id": second, "label": plain("Two")},
        )

    view = await opened(sandbox, priya, form("a", "b"))
    await priya.fill("One", "typed")
    await priya.fill("Two", "typed too")
    await client.views_update(view_id=view["id"], view=form("a", "c"))
    assert priya.modal is not None
    values = priya.modal["state"]["values"]
    assert values["a"]["element"]["value"] == "typed"
    assert values["c"]["element"]["value"] == "preset"


async def test_every_kind_of_input_has_its_shape_in_the_state(
    sandbox: Sandbox, priya: Person
) -> None:
    kinds: dict[str, tuple[Json, str, object]] = {
        "plain_text_input": ({}, "value", None),
        "number_input": ({"is_decimal_allowed": False}, "value", None),
        "email_text_input": ({}, "value", None),
        "url_text_input": ({}, "value", None),
        "rich_text_input": ({}, "rich_text_value", None),
        "users_select": ({}, "selected_user", None),
        "multi_users_select": ({}, "selected_users", []),
        "conversations_select": ({}, "selected_conversation", None),
        "channels_select": ({}, "selected_channel", None),
        "external_select": ({}, "selected_option", None),
        "datepicker": ({}, "selected_date", None),
        "timepicker": ({}, "selected_time", None),
        "datetimepicker": ({}, "selected_date_time", None),
        "file_input": ({}, "files", []),
    }
    blocks = [
        with_element(kind, **more) | {"block_id": kind} for kind, (more, _, _) in kinds.items()
    ]
    await opened(sandbox, priya, modal(*blocks))
    assert priya.modal is not None
    values = priya.modal["state"]["values"]
    for kind, (_, key, empty) in kinds.items():
        assert values[kind]["element"] == {"type": kind, key: empty}


async def test_the_client_checks_inputs_before_it_sends(sandbox: Sandbox, priya: Person) -> None:
    whole = with_element("number_input", is_decimal_allowed=False, min_value="1", max_value="9")
    await opened(
        sandbox,
        priya,
        modal(
            whole | {"label": plain("Number")},
            with_element("plain_text_input", min_length=3) | {"label": plain("Words")},
            with_element("email_text_input") | {"label": plain("Mail")},
            with_element("url_text_input") | {"label": plain("Link")},
        ),
    )
    bad = {"Number": ["1.5", "0", "10", "many"], "Words": ["ab"], "Mail": ["a"], "Link": ["b"]}
    good = {"Number": "5", "Words": "abc", "Mail": "a@b.cd", "Link": "https://a.b"}
    for label, values in bad.items():
        for value in values:
            for other, fine in good.items():
                await priya.fill(other, fine)
            await priya.fill(label, value)
            answer = await priya.submit()
            assert (answer.status, list(answer.errors)) == (-1, [label])
    assert sandbox.deliveries == []


async def test_a_home_tab_is_no_modal(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    call = client.views_open(trigger_id=trigger(sandbox, priya), view=home())
    assert await refusal(call) == "invalid_arguments"
    call = client.views_publish(user_id=priya.id, view=modal())
    assert await refusal(call) == "invalid_arguments"
    call = client.views_publish(user_id="U0NOBODY", view=home())
    assert await refusal(call) == "invalid_arguments"
