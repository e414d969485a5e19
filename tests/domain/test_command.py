"""The grammar of a typed line: options are found, words are kept to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.command import NearMiss, Parsed, Slip, parse, render, slips, split_verb, without
from tests.support.growth import BELOW_SQUARE, growth

LOG_KEYS = ("customer", "touchpoint", "feeling", "severity", "source", "followup")
SURVEY_KEYS = ("to", "anonymous", "closes", "repeat", "touchpoint", "options", "customer", "score")
VERBS = ("log", "issues", "issue", "digest", "digest setup", "touchpoints", "touchpoint add")

_PIECES = st.sampled_from(
    [
        *LOG_KEYS,
        *(f"{key}:" for key in ("customer", "source", "Customer", "custmer")),
        *('customer:"a b"', "source:'c'", "customer:“d e”", "to", "Acme", "x", "é", "👂"),
        *":: \n\t\u3000\u202e\"“”„«»'’,;",
        *("//", "\r\n", "&amp;"),
    ]
)
LINES = st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join))


def words_of(text: str) -> str:
    return parse(text, LOG_KEYS).words


def options_of(text: str) -> dict[str, str]:
    return parse(text, LOG_KEYS).options


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("log It ate the file ", "log", "It ate the file "),
        ("  LOG\nIt ate\n the file", "log", "It ate\n the file"),
        ("log", "log", ""),
        ("digest", "digest", ""),
        ("digest  Setup now", "digest setup", "now"),
        ("digest setups", "digest", "setups"),
        ("touchpoint add", "touchpoint add", ""),
        ("touchpoint", None, "touchpoint"),
        (" It ate the file ", None, " It ate the file "),
        ("logging", None, "logging"),
        ("log: it", None, "log: it"),
        ("", None, ""),
    ],
)
def test_the_longest_listed_verb_is_taken_off_in_any_case(
    text: str, verb: str | None, rest: str
) -> None:
    assert split_verb(text, VERBS) == (verb, rest)


@pytest.mark.parametrize(
    "text",
    [
        'It ate the file customer:"Acme Corp" severity:high',
        "It ate the file severity:high customer:“Acme Corp”",
        "customer:„Acme Corp“ It ate the file severity:high",
        "severity:high customer:«Acme Corp» It ate the file",
        "It ate customer:« Acme Corp » the file severity:high",
        "It ate\u00a0severity:high customer:”Acme Corp” the file",
        "It ate the file CUSTOMER:'Acme Corp' Severity:high",
        "customer:‘Acme Corp’ severity:high It ate the file",
    ],
)
def test_options_stand_anywhere_in_any_order_case_and_quotes(text: str) -> None:
    parsed = parse(text, LOG_KEYS)
    assert parsed.options == {"customer": "Acme Corp", "severity": "high"}
    assert parsed.words.split() == ["It", "ate", "the", "file"]
    assert (parsed.near, parsed.repeated) == ((), ())


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ('customer:“Acme Corp" said “it broke”', "Acme Corp", "said “it broke”"),
        ("customer:'Joe's Diner' is sad", "Joe's Diner", "is sad"),
        ("customer:‘Joe’s Diner’ is sad", "Joe’s Diner", "is sad"),
        ("customer:O’Brien can’t log in", "O’Brien", "can’t log in"),
        ('customer:"Acme Corp", it "broke"', "Acme Corp", ', it "broke"'),
        ("customer:Acme, it broke", "Acme", ", it broke"),
        ("customer:Acme. It broke", "Acme.", "It broke"),
        ("customer:acme:eu it broke", "acme:eu", "it broke"),
        ("customer:株式会社 遅い", "株式会社", "遅い"),
        ('customer:"source:call" x', "source:call", "x"),
    ],
)
def test_a_value_ends_where_a_reader_would_end_it(text: str, value: str, words: str) -> None:
    assert parse(text, LOG_KEYS) == Parsed(words, {"customer": value})


@pytest.mark.parametrize(
    "text",
    [
        "https://acme.example/x?customer:1",
        "Re: invoice 12: late",
        "http:foo https:foo re:invoice note:this mailto:x tel:1 12:30 fw:it e.g.:x",
        "customer: Acme said no",
        "the customer:\nAcme",
        "customer:",
        "(customer:Acme)",
        "He said \"it broke\", then 'left' “for good”",
        "sources://path severitys://path",
        "no:way ot:x",
    ],
)
def test_every_other_colon_and_quote_belongs_to_the_words_without_a_question(text: str) -> None:
    assert parse(text, LOG_KEYS + SURVEY_KEYS) == Parsed(text, {})


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("custmer", "customer"),
        ("Costumer", "customer"),
        ("ucstomer", "customer"),
        ("customers", "customer"),
        ("cust", "customer"),
        ("feelings", "feeling"),
        ("sev", "severity"),
        ("follow-up", "followup"),
        ("touch_point", "touchpoint"),
        ("surce", "source"),
        ("soorse", "source"),
    ],
)
def test_a_near_miss_stays_in_the_words_and_is_asked_about(typed: str, known: str) -> None:
    text = f"It broke {typed}:Acme badly"
    assert parse(text, LOG_KEYS) == Parsed(text, {}, near=(NearMiss(typed, known),))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("customer: Acme said no", [Slip("customer", "Acme", "customer: Acme")]),
        (
            'Customer:  "Acme Corp", no',
            [Slip("customer", "Acme Corp", 'Customer:  "Acme Corp"')],
        ),
        ("customer: Acme customer: Blue", [Slip("customer", "Acme", "customer: Acme")]),
        ("It broke custmer:“Acme Corp” no", [Slip("customer", "Acme Corp", "custmer:“Acme Corp”")]),
        (
            "feelings:angry It broke custmer: no customer: Acme",
            [
                Slip("feeling", "angry", "feelings:angry"),
                Slip("customer", "Acme", "customer: Acme"),
            ],
        ),
        ("customer:Acme custmer:Blue", [Slip("customer", "Blue", "custmer:Blue")]),
        ("customer:Acme customer: Blue", []),
        ("customer:Acme Re: invoice", []),
        ("the customer:\nAcme", []),
        ("customer:", []),
        ('customer: "" no', []),
        ('custmer:"Acme it broke', []),
        ('customer:"Acme it broke', []),
    ],
)
def test_what_was_perhaps_meant_as_an_option_is_found_where_it_stands(
    text: str, found: list[Slip]
) -> None:
    assert slips(parse(text, LOG_KEYS), LOG_KEYS) == found


@pytest.mark.parametrize(
    ("words", "piece", "left"),
    [
        ("It broke custmer:Acme badly", "custmer:Acme", "It broke badly"),
        ("xcustmer:Acme custmer:Acme", "custmer:Acme", "xcustmer:Acme"),
        ("It broke\ncustomer: Acme", "customer: Acme", "It broke"),
        ("It broke", "custmer:Acme", "It broke"),
        ("custmer:Acme", "custmer:Acme", ""),
    ],
)
def test_a_piece_is_taken_out_of_the_words_with_one_gap_left(
    words: str, piece: str, left: str
) -> None:
    assert without(words, piece) == left


def test_the_closest_key_is_asked_about_and_a_key_keeps_its_own_spelling() -> None:
    keys = ("option", "Options", "Area")
    assert parse("optionss:x", keys).near == (NearMiss("optionss", "Options"),)
    assert parse("aera:x arae:y", keys).near == (NearMiss("aera", "Area"), NearMiss("arae", "Area"))
    assert parse("OPTIONS:x area:y", keys).options == {"Options": "x", "Area": "y"}
    assert split_verb("log it", ("Log",)) == ("Log", "it")


@pytest.mark.parametrize("broken", ['customer:"Acme it broke', "customer:“” x", 'customer:" " x'])
def test_quotes_that_never_close_or_hold_nothing_stay_in_the_words(broken: str) -> None:
    parsed = parse(f"{broken} source:call", LOG_KEYS)
    assert parsed == Parsed(broken, {"source": "call"}, near=(NearMiss("customer", "customer"),))


def test_quotes_do_not_close_on_another_line() -> None:
    assert options_of('customer:"Acme it broke\nand "then" some') == {}


def test_an_unclosed_quote_cannot_swallow_a_long_text() -> None:
    text = 'customer:"Acme broke. ' + "x" * 1_000 + '"'
    assert parse(text, LOG_KEYS) == Parsed(text, {}, near=(NearMiss("customer", "customer"),))


@pytest.mark.parametrize("hostile", ['customer:"', "          ", 'customer:"a ', "x-x-x-x-"])
def test_a_hostile_line_is_read_in_a_time_that_grows_with_its_length(hostile: str) -> None:
    assert growth(lambda times: parse(hostile * times + "x", LOG_KEYS), 1_000) < BELOW_SQUARE


def test_the_first_of_a_repeated_key_counts_and_the_rest_is_not_lost() -> None:
    parsed = parse('customer:Acme broke customer:"Beta B" and Customer:C', LOG_KEYS)
    assert parsed.options == {"customer": "Acme"}
    assert parsed.words == 'broke customer:"Beta B" and Customer:C'
    assert parsed.repeated == ("customer", "customer")


def test_one_gap_is_left_where_options_stood_and_line_breaks_stay() -> None:
    assert words_of("a  customer:x source:y  b") == "a  b"
    assert words_of("a customer:x\n\nb") == "a\n\nb"
    assert words_of("a\n\ncustomer:x b") == "a\n\nb"
    assert words_of(" \n a  b\n c\t customer:x ") == "a  b\n c"


def test_only_the_listed_keys_are_options() -> None:
    assert parse("customer:Acme", SURVEY_KEYS[:4]) == Parsed("customer:Acme", {})
    assert parse('nps "How was it?" to:#general closes:3d', SURVEY_KEYS) == Parsed(
        'nps "How was it?"', {"to": "#general", "closes": "3d"}
    )


@given(LINES)
def test_a_line_made_again_is_read_the_same(text: str) -> None:
    parsed = parse(text, LOG_KEYS)
    again = parse(render(parsed.words, parsed.options), LOG_KEYS)
    assert (again.words, again.options) == (parsed.words, parsed.options)


@given(LINES)
def test_nothing_typed_is_lost(text: str) -> None:
    parsed = parse(text, LOG_KEYS)
    kept = "".join([parsed.words, *(f"{key}:{value}" for key, value in parsed.options.items())])
    quotes = "\"“”„‟«»＂'‘’‚‛‹›"
    missing = sorted("".join(text.casefold().split()))
    for char in "".join(kept.casefold().split()):
        missing.remove(char)
    assert len(missing) <= 2 * len(parsed.options)
    assert set(missing) <= set(quotes)


@given(LINES)
def test_words_without_options_are_kept_to_the_letter(text: str) -> None:
    assert parse(text, ()).words == text.strip()


@given(
    st.lists(st.sampled_from(["It", "ate:", "«the»", "“file”", "é"]), min_size=1),
    st.permutations([("customer", '"Acme Corp"'), ("source", "call"), ("severity", "“high”")]),
    st.lists(st.integers(0, 20), min_size=3, max_size=3),
)
def test_options_are_found_wherever_they_stand(
    words: list[str], options: list[tuple[str, str]], places: list[int]
) -> None:
    line = list(words)
    for (key, value), place in zip(options, places, strict=True):
        line.insert(place, f"{key}:{value}")
    parsed = parse(" ".join(line), LOG_KEYS)
    assert parsed.words == " ".join(words)
    assert parsed.options == {"customer": "Acme Corp", "source": "call", "severity": "high"}


def test_a_line_has_no_white_space_at_its_ends() -> None:
    assert render("words", {}) == "words"
    assert render("", {"customer": "Acme Corp"}) == 'customer:"Acme Corp"'


@pytest.mark.parametrize("value", ["", " ", "a\nb", " a", "\"a\" 'b' c"])
def test_a_value_that_no_line_can_express_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no line can express"):
        render("words", {"customer": value})
