"""Typed names find the known ones: the same name, nearly the same, or similar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nearest import match, name_key, nearest

CATALOGUE = [
    "Website & pricing",
    "Reviews & references",
    "Campaign promises",
    "Sales demo",
    "Quote & contract",
    "Handover",
    "Trial",
    "Data import",
    "Everyday workflow",
    "Speed & uptime",
    "Login & SSO",
    "Billing & invoices",
    "Incident notices",
    "CRM connector",
    "API & webhooks",
    "Docs & training",
    "Help centre",
    "Tickets",
    "Security & legal review",
    "Plan limits",
    "Renewal & price change",
    "Cancellation",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Corp", " acme\u00a0\n CORP "),
        ("STRASSE", "Straße"),
        ("Ａｃｍｅ", "acme"),
        ("Café", "Cafe\u0301"),
        ("ﬁnance", "Finance"),
        ("\u2068Acme\u2069\u200b", "Acme"),
    ],
)
def test_the_same_name_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Acme", "Acmé"), ("A-B", "A B"), ("C++", "C#")])
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_key_is_its_own_key_for_every_character() -> None:
    for code in range(0x30000):  # no character of the planes above is folded
        once = name_key(f"a{chr(code)}b")
        assert name_key(once) == once


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("data import", "Data import"),
        ("DATA-IMPORT", "Data import"),
        ("dataimport", "Data import"),
        ("Login and SSO", "Login & SSO"),
        ("login&sso", "Login & SSO"),
        ("login, sso", None),
        ("bill", "Billing & invoices"),
        ("Billing & inv", "Billing & invoices"),
        ("re", None),
        ("ren", "Renewal & price change"),
        ("se", None),
        ("bilings", None),
        ("invoices", "Billing & invoices"),
        ("import", "Data import"),
        ("voices", None),
        ("", None),
        ("&", None),
        ("!?", None),
    ],
)
def test_a_clear_name_is_matched_and_an_unclear_one_is_not(typed: str, name: str | None) -> None:
    assert match(typed, CATALOGUE) == name


def test_two_names_that_fit_alike_are_no_match_but_an_exact_one_is() -> None:
    names = ["Import CSV", "Import API", "Co-op", "Coop", "C++", "C#"]
    assert match("import", names) is None
    assert match("c.o.o.p", names) is None
    assert match("coop", names) == "Coop"
    assert match("c#", names) == "C#"
    assert match("c#", ["C++"]) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bilings", "Billing & invoices"),
        ("invoice", "Billing & invoices"),
        ("logn", "Login & SSO"),
        ("sso", "Login & SSO"),
        ("help center", "Help centre"),
        ("pln limits", "Plan limits"),
        ("price", "Renewal & price change"),
        ("webhook", "API & webhooks"),
    ],
)
def test_the_most_similar_name_is_offered_first(typed: str, first: str) -> None:
    assert nearest(typed, CATALOGUE)[0] == first


@pytest.mark.parametrize("typed", ["", " ", "x", "zzz", "渠道", "delivery", "Acme"])
def test_nothing_is_offered_for_what_resembles_nothing(typed: str) -> None:
    assert nearest(typed, CATALOGUE) == []


@given(st.text(), st.lists(st.text(max_size=12), max_size=8), st.integers(0, 4))
def test_offers_are_known_names_and_no_more_than_asked(
    typed: str, names: list[str], limit: int
) -> None:
    offers = nearest(typed, names, limit)
    assert len(offers) <= limit
    assert set(offers) <= set(names)
    found = match(typed, names)
    assert found is None or found in names


@given(st.sampled_from(CATALOGUE))
def test_a_known_name_is_matched_and_offered_first(name: str) -> None:
    assert match(name.upper(), CATALOGUE) == name
    assert nearest(name, CATALOGUE)[0] == name
