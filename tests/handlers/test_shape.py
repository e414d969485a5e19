"""What gets past the door has the shape that the handlers and Bolt read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.shape import is_command, is_event, is_interaction

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    "type user team view channel container message actions action_id callback_id value state"
    " values event event_id item tokens authorizations blocks id response_urls trigger_id".split()
)
_KINDS = st.sampled_from(
    "block_actions block_suggestion view_submission view_closed shortcut message_action"
    " event_callback url_verification".split()
)


@given(st.dictionaries(_NAMES, _JSON), _KINDS, _JSON)
def test_any_json_is_one_or_is_none(fields: dict[str, Any], kind: str, other: Any) -> None:
    for payload in (fields | {"type": kind}, fields, other):
        assert is_interaction(payload) in (True, False)
        assert is_event(payload) in (True, False)


@given(st.dictionaries(_NAMES | st.text(), st.lists(st.text(), min_size=1)))
def test_any_form_is_a_command_or_is_none(form: dict[str, list[str]]) -> None:
    assert is_command(form) in (True, False)


_PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "sam", "team_id": "T1"},
    "team": None,  # an app that is installed for a whole organisation
    "enterprise": {"id": "E1", "name": "Acme"},
    "is_enterprise_install": True,
    "container": {"type": "message", "message_ts": "1.000100", "channel_id": "D1"},
    "channel": {"id": "D1", "name": "directmessage"},
    "trigger_id": "1.2.3",
    "message": {"type": "message", "ts": "1.000100", "text": "Hi", "bot_id": "B1", "user": "U2"},
    "state": {"values": {}},
    "actions": [
        {"type": "button", "action_id": "a", "block_id": "b", "value": "7", "action_ts": "1.2"}
    ],
}
_EVENT: dict[str, Any] = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T1",
    "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "U2", "is_bot": True}],
    "event": {"type": "message", "user": "USLACKBOT", "text": "Hi \ud83d", "ts": "1.000100"},
}


def test_what_slack_sends_gets_past() -> None:
    assert is_interaction(_PRESS)
    assert is_event(_EVENT)
    assert is_event({"type": "url_verification", "challenge": "abc", "token": "x"})
    command = {"command": "/cx", "user_id": "U1", "text": "", "enterprise_id": "", "team_id": "T1"}
    assert is_command({name: [value] for name, value in command.items()})


@pytest.mark.parametrize(
    "change",
    [
        {"user": None},
        {"user": {"id": ["U1"]}},
        {"actions": []},
        {"actions": [{"value": "7"}]},
        {"actions": [{"action_id": "a", "selected_option": {}}]},
        {"view": {"id": "V1", "type": "modal", "state": {"values": {"b": []}}}},
        {"trigger_id": "t" * 121},
        {"channel": "D1"},
        {"message": {"user": 7}},
        {"response_urls": None},
        {"type": "dialog_submission"},
    ],
)
def test_what_slack_never_sends_does_not(change: dict[str, Any]) -> None:
    assert not is_interaction(_PRESS | change)


@pytest.mark.parametrize(
    "change",
    [
        {"event": None},
        {"event": {"type": None}},
        {"event": {"type": "message", "user": []}},
        {"event": {"type": "message", "message": {"user": 7}}},
        {"event_id": ""},
        {"authorizations": [None]},
        {"authorizations": {}},
        {"type": None},
    ],
)
def test_nor_does_a_broken_event(change: dict[str, Any]) -> None:
    assert not is_event(_EVENT | change)
