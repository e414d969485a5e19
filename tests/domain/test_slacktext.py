"""Slack's text becomes what a person typed or saw, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.slacktext import from_message, storable, unescape

NAMES = {"U1": "Priya", "U2": "R&amp;D <3", "S1": "payments"}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def seen(text: str) -> str:
    return from_message(text, NAMES.get)


@pytest.mark.parametrize(
    ("escaped", "typed"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;amp;", "&amp;amp;"),
        ("&quot; &nbsp; &LT; &lt &#60;", "&quot; &nbsp; &LT; &lt &#60;"),
    ],
)
def test_exactly_three_entities_are_undone_once(escaped: str, typed: str) -> None:
    assert unescape(escaped) == typed


@given(st.text() | st.text(alphabet="&<>;ltgamp|@#! "))
def test_what_was_typed_comes_back_from_command_and_message(typed: str) -> None:
    assert unescape(escape(typed)) == typed
    assert seen(escape(typed)) == typed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see <https://x.example/a?b=1&amp;c=2>.", "see https://x.example/a?b=1&c=2."),
        ("<http://x.com|x.com>", "x.com"),
        ("<https://x.com/|X.com>", "X.com"),
        ("<https://evil.example|our portal>", "our portal (https://evil.example)"),
        ("<https://evil.example|x.com>", "x.com (https://evil.example)"),
        ("<https://x.example|a &lt;b&gt; | c>", "a <b> | c (https://x.example)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<mailto:a@b.example|Anna>", "Anna (a@b.example)"),
        ("<mailto:a@b.example>", "a@b.example"),
        ("<tel:+4930123|+4930123>", "+4930123"),
        ("<@U1> and <@U1|old.name>", "@Priya and @Priya"),
        ("<@U2>", "@R&amp;D <3"),
        ("<@U9|kim> <@U9>", "@kim @U9"),
        ("<#C1|general> <#C1|> <#C1>", "#general #C1 #C1"),
        ("<!channel> <!here|here> <!everyone|@everyone>", "@channel @here @everyone"),
        ("<!subteam^S1|@pay> <!subteam^S2|@grp> <!subteam^S2>", "@payments @grp @S2"),
        ("<!date^1392734382^{date}^https://x.example|Feb 18>", "Feb 18"),
        ("<!date^1392734382^{date}>", "<!date^1392734382^{date}>"),
        ("<!wave|hello> <!wave>", "hello <wave>"),
        ("a &lt;@U1&gt; &lt;!channel&gt;", "a <@U1> <!channel>"),
        ("1 < 2 > 0 <>", "1 < 2 > 0 <>"),
        ("<@> <#> <!> <b>", "<@> <#> <!> <b>"),
    ],
)
def test_control_sequences_become_what_the_reader_saw(text: str, words: str) -> None:
    assert seen(text) == words


@given(st.text(alphabet="<>@#!|^&;:/Ux \n") | st.text())
def test_any_text_is_decoded_without_a_fault(text: str) -> None:
    assert isinstance(seen(text), str)


@given(st.text(alphabet=st.characters(codec=None)))
def test_every_text_becomes_storable_and_only_what_cannot_be_stored_changes(text: str) -> None:
    stored = storable(text)
    assert "\0" not in stored
    assert stored.encode().decode() == stored
    assert len(stored) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, stored, strict=True))


def test_control_and_direction_characters_are_stored_as_typed() -> None:
    text = "a\x01\x1b[31m\u202e\u200d\ufeff\t\n\r👂🏽"
    assert storable(text) == text
    assert storable("a\0b\ud800c") == "a\ufffdb\ufffdc"
