"""Card and account numbers are masked however they are written; other numbers are left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masking import Masked, mask
from tests.support.growth import BELOW_SQUARE, growth

# Published test numbers of the card networks.
CARDS = [
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "30569309025904",
    "38520000023237",
    "6011111111111117",
    "3530111333300000",
    "6200000000000005",
    "6759649826438453",
    "2200770212727079",
    # Made for their length and for the end of a range.
    "6304000001234567897",
    "2720123456789010",
]
# Examples of the IBAN registry.
IBANS = [
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "NL91ABNA0417164300",
    "FR1420041010050500013M02606",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "CH9300762011623852957",
    "SA0380000000608010167519",
    "BR1800360305000010009795493C1",
    "ES9121000418450200051332",
]
FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def grouped(number: str, cuts: set[int], between: str) -> str:
    return "".join(
        (between if place in cuts and place else "") + sign for place, sign in enumerate(number)
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("card 4111 1111 1111 1111 failed", "card •••• •••• •••• 1111 failed"),
        ("4111-1111-1111-1111", "••••-••••-••••-1111"),
        ("4111111111111111.", "••••••••••••1111."),
        ("visa:4111111111111111,cvc 123", "visa:••••••••••••1111,cvc 123"),
        ("Amex 3782 822463 10005", "Amex •••• •••••• •0005"),
        ("4111 1111 1111 1111 12/27", "•••• •••• •••• 1111 12/27"),
        ("4111 1111 1111 1111 123", "•••• •••• •••• 1111 123"),
        ("order 77 4111 1111 1111 1111", "order 77 •••• •••• •••• 1111"),
        ("卡号4111111111111111被拒", "卡号••••••••••••1111被拒"),
        ("４１１１ １１１１ １１１１ １１１１", "•••• •••• •••• １１１１"),
        ("IBAN DE89 3704 0044 0532 0130 00 bounced", "IBAN DE•• •••• •••• •••• ••30 00 bounced"),
        ("de89370400440532013000", "de••••••••••••••••3000"),
        ("IBANDE89370400440532013000", "IBANDE••••••••••••••••3000"),
        ("ＤＥ89370400440532013000", "ＤＥ••••••••••••••••3000"),
    ],
)
def test_grouping_and_the_last_four_stay(text: str, masked: str) -> None:
    assert mask(text).text == masked


@given(
    st.sampled_from(CARDS),
    st.sets(st.integers(1, 18), max_size=9),
    st.sampled_from(["", " ", "-", "  ", " - ", "\u00a0", "\u202f", "–", ".", "\u200b"]),
    st.sampled_from([None, FULLWIDTH, ARABIC]),
    st.sampled_from(["", "card ", "(", "“", "id: 7, ", "Karte\n"]),
    st.sampled_from(["", ".", ")", " was charged twice", "\nthen 12", ", 2 times"]),
)
def test_a_real_card_is_masked_in_any_grouping_and_script(
    number: str,
    cuts: set[int],
    between: str,
    script: dict[int, int] | None,
    before: str,
    after: str,
) -> None:
    written = grouped(number, cuts, between).translate(script or {})
    masked = mask(before + written + after)
    assert masked.found == ("card",)
    shown = [sign for sign in masked.text[len(before) :][: len(written)] if sign.isdecimal()]
    assert "".join(shown) == number[-4:].translate(script or {})
    assert len(masked.text) == len(before + written + after)
    assert masked.text.startswith(before)
    assert masked.text.endswith(after)


@given(
    st.sampled_from(IBANS),
    st.sets(st.integers(1, 33), max_size=9) | st.just(set(range(4, 34, 4))),
    st.sampled_from(["", " ", "-", "\u00a0"]),
    st.sampled_from([str, str.lower]),
    st.sampled_from(["", "IBAN: ", "to "]),
    st.sampled_from(["", ".", " please", " 12"]),
)
def test_a_real_iban_is_masked_in_any_grouping(
    number: str, cuts: set[int], between: str, case: type[str], before: str, after: str
) -> None:
    written = grouped(case(number), cuts, between)
    masked = mask(before + written + after)
    assert masked.found == ("iban",)
    shown = [sign for sign in masked.text[len(before) :][: len(written)] if sign.isalnum()]
    assert "".join(shown) == case(number[:2] + number[-4:])


def test_several_numbers_are_all_masked_and_named_in_order() -> None:
    text = "4111111111111111, NL91 ABNA 0417 1643 00, 5555 5555 5555 4444 378282246310005"
    assert mask(text) == Masked(
        "••••••••••••1111, NL•• •••• •••• ••43 00, •••• •••• •••• 4444 •••••••••••0005",
        ("card", "iban", "card", "card"),
    )


@given(st.sampled_from(CARDS), st.integers(0, 18), st.integers(1, 9))
def test_a_number_with_one_wrong_digit_is_no_card(number: str, place: int, more: int) -> None:
    place %= len(number)
    wrong = str((int(number[place]) + more) % 10)
    text = number[:place] + wrong + number[place + 1 :]
    assert mask(text) == Masked(text)


@given(st.sampled_from(IBANS), st.integers(2, 33), st.integers(1, 9))
def test_an_iban_with_one_wrong_digit_is_none(number: str, place: int, more: int) -> None:
    place = 2 + place % (len(number) - 2)
    if number[place].isdigit():
        wrong = str((int(number[place]) + more) % 10)
        number = number[:place] + wrong + number[place + 1 :]
        assert "iban" not in mask(number).found


@given(st.sampled_from(CARDS), st.text("0123456789", min_size=20, max_size=40), st.booleans())
def test_a_card_inside_a_longer_run_of_digits_is_left_alone(
    number: str, more: str, leading: bool
) -> None:
    text = more + number if leading else number + more
    assert mask(text) == Masked(text)


# Until 2033 seconds since 1970 begin with 1, which no card does.
@given(st.datetimes(datetime(1990, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC)))
def test_times_are_left_alone(moment: datetime) -> None:
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    text = (
        f"{moment.isoformat()} {seconds} {seconds}123 {seconds}.123456 p{seconds}123456, "
        f"{moment:%Y%m%d%H%M%S}, {moment:%Y-%m-%d} {moment:%d.%m.%Y}, {moment:%d-%m-%Y %H.%M.%S}"
    )
    assert mask(text) == Masked(text)


@given(st.integers(1, 999), st.text("0123456789", min_size=6, max_size=12), st.integers(1, 4))
def test_phone_numbers_are_left_alone(country: int, number: str, size: int) -> None:
    subscriber = " ".join(number[at : at + size + 1] for at in range(0, len(number), size + 1))
    text = f"call +{country} {subscriber} or +{country}{number} or 0{number}"
    assert mask(text) == Masked(text)


@given(st.lists(st.integers(0, 10**12 - 1), max_size=6), st.sampled_from([", ", "; ", " / ", "\n"]))
def test_order_numbers_are_left_alone(orders: list[int], between: str) -> None:
    text = between.join(f"#{order}" for order in orders)
    assert mask(text) == Masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123456",
        "0000 0000 0000 0000",
        "415-555-2671 415-555-2672 415-555-2673",
        "scores 5 5 4 5 3 4 5 5 4 5 5 4 5 5 3 5",
        "order 4111-1111-1111-1112",
        "at 84 people waited here",  # length and remainder are those of an Austrian IBAN
        "2721123456789019",
        "DE89 3704 0044 0532 0130 01",
        "550e8400-e29b-41d4-a716-446655440000",
        "https://slack.example/archives/C024BE91L/p1355517523000008",
        "",
    ],
)
def test_other_numbers_and_words_are_left_alone(text: str) -> None:
    assert mask(text) == Masked(text)


@given(st.text())
def test_text_without_thirteen_digits_is_left_alone(text: str) -> None:
    if sum(map(str.isdecimal, text)) < 8:
        assert mask(text) == Masked(text)


@pytest.mark.parametrize("hostile", ["4444", "4 ", "DE89 ", "4111 1111 1111 1111 "])
def test_a_hostile_text_is_read_in_a_time_that_grows_with_its_length(hostile: str) -> None:
    assert growth(lambda times: mask(hostile * times), 500) < BELOW_SQUARE
