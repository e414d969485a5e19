"""Payment card numbers and IBANs, made unreadable before anything is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

Found: TypeAlias = Literal["card", "iban"]

_DOT = "•"
# What people and programs put between digits: spaces, dashes, dots, and marks that nobody sees.
_BETWEEN = (
    r"[ \t\u00a0\u2000-\u200a\u202f\u3000"
    r"\-\u00ad\u2010-\u2015\u2212.\u200b\u200e\u200f\u2060\ufeff]{0,3}"
)
_DIGITS = re.compile(r"\d+")
_RUN = re.compile(rf"\+?\d+(?:{_BETWEEN}\d+)*")
_IBAN = re.compile(
    rf"(?:(?<![A-Z0-9])|(?<=IBAN))(?=([A-Z]{_BETWEEN}[A-Z]{_BETWEEN}\d{_BETWEEN}\d))"
)
_IN_WORD = re.compile("[A-Z0-9]")
_IBAN_SIGN = re.compile(rf"{_BETWEEN}([A-Z0-9])")

# How cards are printed, besides in fours; next to other numbers only such groups are taken.
_PRINTED = {(4, 6, 5), (4, 6, 4), (6, 13), (8, 8)}
_MOST_GROUPS = 10  # a longer row of small numbers is a row of small numbers
_MOST_DIGITS = 19

# Lengths in use by first digits, from the card networks' published ranges (ISO/IEC 7812).
_CARDS: tuple[tuple[range, frozenset[int]], ...] = tuple(
    (range(first, last + 1), frozenset(lengths))
    for first, last, lengths in (
        (4, 4, (13, 16, 19)),  # Visa
        (51, 55, (16,)),  # Mastercard
        (2221, 2720, (16,)),  # Mastercard
        (34, 34, (15,)),  # American Express
        (37, 37, (15,)),  # American Express
        (300, 305, (14, 16)),  # Diners Club
        (3095, 3095, (14, 16)),  # Diners Club
        (36, 36, (14, 16)),  # Diners Club
        (38, 39, (14, 16)),  # Diners Club
        (6011, 6011, (16, 17, 18, 19)),  # Discover
        (644, 649, (16, 17, 18, 19)),  # Discover
        (65, 65, (16, 17, 18, 19)),  # Discover, RuPay
        (62, 62, (16, 17, 18, 19)),  # UnionPay
        (3528, 3589, (16, 17, 18, 19)),  # JCB
        (2200, 2204, (16, 17, 18, 19)),  # Mir
        (5018, 5018, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
        (5020, 5020, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
        (5038, 5038, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
        (5893, 5893, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
        (6304, 6304, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
        (6759, 6763, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
        (60, 60, (16,)),  # RuPay, Hipercard
        (81, 82, (16,)),  # RuPay, UnionPay
        (508, 508, (16,)),  # RuPay
        (9792, 9792, (16,)),  # Troy
    )
)

# Lengths by country, from the IBAN registry (ISO 13616).
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` with every masked sign replaced by "•", and what was masked, in order."""

    text: str
    found: tuple[Found, ...] = ()


def mask(text: str) -> Masked:
    """Mask payment card numbers (the last 4 digits stay) and IBANs (country and last 4 stay).

    Grouping and every other character are kept; digits and Latin letters of any width or script
    count. A card is 13 to 19 digits with a network's first digits and length that pass the Luhn
    check (ISO/IEC 7812-1 annex B), in up to ten groups with the same sign between all; where the
    signs differ or other numbers stand beside, a phone number's country code for one, only in
    groups as printed on cards. An IBAN has its country's length, at least as many digits as letters
    behind the check digits, and remainder 1 (ISO 13616, modulo 97).
    """
    plain = _plain(text)
    ibans = list(_ibans(plain))
    cards = list(_cards(_with_dots(plain, ibans)))
    hidden = [places[2:-4] for places in ibans] + [places[:-4] for places in cards]
    found: list[tuple[int, Found]] = [(places[0], "iban") for places in ibans]
    found += [(places[0], "card") for places in cards]
    return Masked(_with_dots(text, hidden), tuple(kind for _, kind in sorted(found)))


def _with_dots(text: str, hidden: list[list[int]]) -> str:
    signs = list(text)
    for places in hidden:
        for place in places:
            signs[place] = _DOT
    return "".join(signs)


def _plain(text: str) -> str:
    """The text with ASCII digits and capital Latin letters, sign by sign at the same places."""
    return "".join(map(_plain_sign, text)) if not text.isascii() else text.upper()


def _plain_sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    letter = unicodedata.normalize("NFKC", sign).upper()
    return letter if len(letter) == 1 and letter.isascii() and letter.isalpha() else sign


def _cards(plain: str) -> Iterator[list[int]]:
    """The places of the digits of each card number."""
    for run in _RUN.finditer(plain):
        groups = [found.span() for found in _DIGITS.finditer(plain, *run.span())]
        between = {plain[end:start] for (_, end), (start, _) in pairwise(groups)}
        phone = run[0].startswith("+")
        alone = not phone and len(between) <= 1 and len(groups) <= _MOST_GROUPS
        first = 1 if phone else 0
        while first < len(groups):
            last = _card_end(plain, groups, first, alone and first == 0)
            if last:
                yield [place for group in groups[first:last] for place in range(*group)]
            first = last or first + 1


def _card_end(plain: str, groups: list[tuple[int, int]], first: int, alone: bool) -> int:
    """The index after the last group of the longest card number that starts with group `first`.

    0 when there is none. `alone`: all groups together may be taken in any shape.
    """
    number = ""
    sizes: list[int] = []
    longest = 0
    for last, (start, end) in enumerate(groups[first:], first + 1):
        number += plain[start:end]
        sizes.append(end - start)
        if len(number) > _MOST_DIGITS:
            break
        shaped = _as_printed(sizes) or (alone and last == len(groups))
        if shaped and _is_card(number):
            longest = last
    return longest


def _as_printed(sizes: list[int]) -> bool:
    fours = all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
    return len(sizes) == 1 or fours or tuple(sizes) in _PRINTED


def _is_card(number: str) -> bool:
    return (
        any(
            len(number) in lengths and int(number[: len(str(first_digits[0]))]) in first_digits
            for first_digits, lengths in _CARDS
        )
        and _luhn(number) % 10 == 0
    )


def _luhn(number: str) -> int:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return doubled + sum(int(digit) for digit in number[::-2])


def _ibans(plain: str) -> Iterator[list[int]]:
    """The places of the signs of each IBAN."""
    at = 0
    while found := _IBAN.search(plain, at):
        at = found.start() + 1
        places: list[int] = []
        end = found.start()
        length = _IBAN_LENGTHS.get("".join(filter(str.isalpha, found[1])), 0)
        while len(places) < length and (sign := _IBAN_SIGN.match(plain, end)):
            places.append(sign.start(1))
            end = sign.end()
        number = "".join(plain[place] for place in places)
        goes_on = _IN_WORD.match(plain, end)
        if length and len(number) == length and not goes_on and _is_iban(number):
            yield places
            at = end


def _is_iban(number: str) -> bool:
    account = number[4:]
    if 2 * sum(map(str.isdigit, account)) < len(account):  # "at 20 past nine …" is no account
        return False
    return int("".join(str(int(sign, 36)) for sign in account + number[:4])) % 97 == 1
