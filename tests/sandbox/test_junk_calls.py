"""Whatever is sent to a method, it answers as Slack does: ok or an error code, never a crash."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import Sandbox
from bot.sandbox.methods import METHODS
from bot.sandbox.web_api import invoke
from tests.sandbox.blockkit.examples import home, modal, section

NAMES = sorted(
    """alt_txt attachments blocks bot channel channel_id cursor email external_id file filename
    files hash include_all_metadata inclusive latest length limit markdown_text message_ts metadata
    name oldest reply_broadcast team text thread_ts timestamp trigger_id ts types user user_id
    usergroup users view view_id""".split()
)
KNOWN = st.sampled_from(
    ["U0PRIYA", "C0GENERAL", "D0PRIYA", "1.000000", "", "0", "-1", "{}", "[]", "null", "[{}]", "x"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | KNOWN
STRUCTURES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "id", "blocks", "title"]), inner, max_size=3)
    ),
    max_leaves=4,
)
WELL_MADE = st.sampled_from([modal(), home(section()), [section()], [{"id": "F1"}]])


@pytest.mark.parametrize("name", sorted(METHODS))
@settings(max_examples=max(25, settings().max_examples // 10))
@given(args=st.dictionaries(st.sampled_from(NAMES), STRUCTURES | WELL_MADE, max_size=6))
def test_junk_never_breaks_a_method(name: str, args: dict[str, Any]) -> None:
    sandbox = Sandbox(limits=False)
    sandbox.add_person("Priya")
    sandbox.add_channel("general")
    given = dict.fromkeys(METHODS[name].required, "x") | args
    token = sandbox.app_token if METHODS[name].app_token else sandbox.bot_token
    for form in (given, {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}):
        asyncio.run(called(sandbox, name, token, form))


async def called(sandbox: Sandbox, name: str, token: str, args: dict[str, Any]) -> None:
    body = invoke(sandbox.space, name, token, args, None).body
    assert body["ok"] is True or isinstance(body["error"], str)
    assert sandbox.calls[-1].ok is body["ok"]
