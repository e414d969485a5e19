"""Tokens of survey links: genuine ones are read, every other is forged."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.link_token import Forged, Named, link_key, read, seal, sign

KEY = link_key("8f742231b10e8888abcd99yyyzzz85a5")
NAMED = Named("T0NORTH", "0123456789abcdef", datetime(2026, 9, 18, 15, 0, tzinfo=UTC))
TEAMS = ("T0SOUTH", "T0NORTH")
TOKEN = sign(KEY, NAMED)
MOMENTS = st.integers(0, 2**32 - 1).map(
    lambda s: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(0, s)
)


@given(st.binary(min_size=8, max_size=8), MOMENTS, st.sampled_from(TEAMS))
def test_a_genuine_token_is_read(link: bytes, expires: datetime, team: str) -> None:
    named = Named(team, link.hex(), expires)
    token = sign(KEY, named)
    assert read(KEY, token, TEAMS) == named
    assert len(token) == 38


@given(st.text())
def test_any_text_is_forged(token: str) -> None:
    with pytest.raises(Forged):
        read(KEY, token, TEAMS)


def test_a_token_with_any_bit_turned_is_forged() -> None:
    whole = base64.urlsafe_b64decode(TOKEN + "==")
    for bit in range(8 * len(whole)):
        turned = bytearray(whole)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Forged):
            read(KEY, base64.urlsafe_b64encode(turned).decode().rstrip("="), TEAMS)


def test_a_token_has_one_spelling() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    read_as = [last for last in alphabet if _reads(TOKEN[:-1] + last)]
    assert read_as == [TOKEN[-1]]
    assert not any(map(_reads, (TOKEN + "=", TOKEN + "==", f" {TOKEN}", TOKEN + "\n", TOKEN[:-1])))


def _reads(token: str) -> bool:
    try:
        return read(KEY, token, TEAMS) == NAMED
    except Forged:
        return False


def test_another_key_or_workspace_reads_nothing() -> None:
    with pytest.raises(Forged):
        read(link_key("another secret"), TOKEN, TEAMS)
    with pytest.raises(Forged):
        read(KEY, TOKEN, ["T0SOUTH"])
    with pytest.raises(Forged):
        read(KEY, TOKEN, [])


def test_the_key_for_links_is_not_the_secret_it_is_made_from() -> None:
    assert b"secret" not in link_key("secret")
    assert link_key("secret") == link_key("secret")
    assert link_key("secret") != link_key("Secret")


def test_the_proof_in_a_form_depends_on_each_part() -> None:
    proofs = {seal(KEY, "a", "b"), seal(KEY, "ab"), seal(KEY, "a", "c"), seal(b"k", "a", "b")}
    assert len(proofs) == 4
