"""A feeling is guessed where the words tell one, and nothing where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.vocabulary import Feeling
from bot.text.feeling import guess_feeling
from tests.support.growth import BELOW_SQUARE, growth
from tests.text.feeling_sentences import SEEN, UNSEEN, Sentence


@pytest.mark.parametrize("sentences", [SEEN, UNSEEN], ids=["seen", "unseen"])
def test_a_guess_is_rarely_wrong_and_often_made(sentences: list[Sentence]) -> None:
    guesses = [(felt, guess_feeling(words)) for words, felt in sentences]
    made = [(felt, guess) for felt, guess in guesses if guess is not None]
    right = sum(felt is guess for felt, guess in made)
    assert right / len(made) >= 0.97
    assert right / sum(felt is not None for felt, _ in guesses) >= 0.9


@pytest.mark.parametrize("name", ["love", "angry", "happy", "frustrated", "thank you"])
@pytest.mark.parametrize("frame", ["They would be {} if it worked", "I hope to be {}", "If {}:"])
def test_what_is_only_supposed_tells_nothing(frame: str, name: str) -> None:
    assert guess_feeling(frame.format(name)) is None


@pytest.mark.parametrize(
    ("words", "feeling"),
    [
        ("happy", Feeling.HAPPY),
        ("isn’t really happy", Feeling.FRUSTRATED),
        ("not at all angry", None),
        ("never had a problem, no bugs", None),
        ("kein bisschen zufrieden", Feeling.FRUSTRATED),
        ("der Login funktioniert seit Montag nicht", Feeling.FRUSTRATED),
        ("It works", None),
        ("It does not work", Feeling.FRUSTRATED),
    ],
)
def test_a_denial_turns_joy_and_silences_trouble(words: str, feeling: Feeling | None) -> None:
    assert guess_feeling(words) is feeling


def test_what_comes_after_but_is_what_was_meant() -> None:
    assert guess_feeling("Love it, but the import is painful") is Feeling.FRUSTRATED
    assert guess_feeling("The import is painful but they love it") is Feeling.DELIGHTED
    assert guess_feeling("Love it, but wants a date") is None


@pytest.mark.parametrize(
    ("words", "feeling"),
    [
        ("They love it. Found one bug.", Feeling.DELIGHTED),
        ("Very pleased. Found one bug.", None),
        ("Thanks. It is broken and slow.", Feeling.FRUSTRATED),
        ("Thanks. It is broken.", None),
        ("An error.", None),
        ("An error, again.", Feeling.FRUSTRATED),
        ("Good, quick, nice.", None),
    ],
)
def test_hints_weigh_but_only_trouble_is_made_of_hints(words: str, feeling: Feeling | None) -> None:
    assert guess_feeling(words) is feeling


def test_a_denial_reaches_no_further_than_its_clause() -> None:
    assert guess_feeling("Would not say, happy") is None
    assert guess_feeling("No, they are happy") is Feeling.HAPPY
    assert guess_feeling("Call with Acme: not happy") is Feeling.FRUSTRATED


def test_two_strong_feelings_at_once_are_not_decided() -> None:
    assert guess_feeling("Loves the editor. Hates the invoices.") is None


@pytest.mark.parametrize("words", ["", " ", "請求書", "ضايع", "क्या", "👂", "1234", "HAPPYNESS"])
def test_words_on_no_list_tell_nothing(words: str) -> None:
    assert guess_feeling(words) is None


@given(st.text())
def test_any_text_is_read(words: str) -> None:
    assert guess_feeling(words) in (None, *Feeling)


def test_a_guess_takes_no_longer_than_its_text_is() -> None:
    longest = " ".join(words for words, _ in SEEN + UNSEEN)
    assert growth(lambda times: guess_feeling(longest * times), 20) < BELOW_SQUARE
