"""Typed text on its way to the app."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.text import as_sent, escape, unescape

NAMES = {"@Tom": "<@U0TOM>", "@Tom Ford": "<@U0TOMFORD>", "#general": "<#C0GENERAL|general>"}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("plain", "plain"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("&amp;", "&amp;amp;"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("ask @Tom, or @Tom Ford!", "ask <@U0TOM>, or <@U0TOMFORD>!"),
        ("@Tommy", "@Tommy"),
        ("in #general.", "in <#C0GENERAL|general>."),
        ("see https://a.b/c?d=1&e=2.", "see <https://a.b/c?d=1&amp;e=2>."),
        ("write a.b@c.de", "write <mailto:a.b@c.de|a.b@c.de>"),
        ("Re: invoice", "Re: invoice"),
    ],
)
def test_mentions_links_and_the_three_characters(typed: str, sent: str) -> None:
    assert as_sent(typed, NAMES) == sent


@given(st.text())
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet="<>&!@#|abc"))
def test_nothing_typed_becomes_a_control_sequence(text: str) -> None:
    assert "<" not in as_sent(text, {})
    assert unescape(as_sent(text, {})) == text
