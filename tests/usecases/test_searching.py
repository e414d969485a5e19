"""Search finds what was said, in any script, to the letter, for who may read it."""

from __future__ import annotations

import os
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.slacktext import storable
from bot.domain.vocabulary import DismissReason
from bot.usecases.edit_observation import undo_observation
from bot.usecases.end_issue import Dismissal, dismiss_issue, reopen_issue, resolve_issue
from bot.usecases.hand_over import hand_over
from bot.usecases.promises import make_promise
from storage.books import Books
from storage.tables import Observation
from storage.tables.observation import ObservationFields
from tests.support.office import TEAM, Office

JO, PRIYA, SAM = "U0JO", "U0PRIYA", "U0SAM"


def found(office: Office, words: str, reader: str | None = JO) -> tuple[list[str], int]:
    """The words found, newest first, and how many there are."""

    def ask(books: Books) -> tuple[list[str], int]:
        rows, total = books.observations.search(words, reader, offset=0, limit=50)
        return [row.words for row in rows], total

    return office.ask(ask)


def test_every_word_must_stand_in_it_in_any_case_and_place(office: Office) -> None:
    office.log("The import ate my file.")
    office.log("Import works.")
    assert found(office, "IMPORT") == (["Import works.", "The import ate my file."], 2)
    assert found(office, "file import") == (["The import ate my file."], 1)
    assert found(office, "mport wor") == (["Import works."], 1)
    assert found(office, "import invoice") == ([], 0)
    assert found(office, "e") == (["The import ate my file."], 1)


SCRIPTS = [
    "Получили счёт дважды",
    "請求書が二回届いた",
    "الفاتورة وصلت مرتين",
    "חשבונית כפולה",
    "ใบแจ้งหนี้ซ้ำ",
    "Straße ÆØÅ ŒUVRE İstanbul",
    "👩‍👩‍👧 broke 100% of C:\\path_to 'it' \"now\" [a-z]* ^(x)$ ; DROP TABLE --",
]


def test_any_script_is_found_whole_and_in_part(office: Office) -> None:
    for words in SCRIPTS:
        office.log(words)
    for words in SCRIPTS:
        for asked in (words, words.upper(), words[1:-1]):
            assert found(office, asked) == ([words], 1), asked


def test_wildcards_are_letters_like_others(office: Office) -> None:
    wild = ["%", "_", "*", "a_c", "ab*", '"', "%%%", "___", "/%", "'", "\\", "?", "[a]"]
    office.log("abc 100 plain")
    assert [found(office, each)[1] for each in wild] == [0] * len(wild)
    said = [f"with {each} in it" for each in wild]
    for words in said:
        office.log(words)
    for each in wild:
        assert sorted(found(office, each)[0]) == sorted(words for words in said if each in words)


def test_what_is_said_in_a_note_is_found_too(office: Office) -> None:
    office.log("It failed.", expected="A spreadsheet")
    assert found(office, "spreadsheet") == (["It failed."], 1)


def test_what_people_wrote_on_its_issue_is_found_where_the_reader_may_read_it(
    office: Office,
) -> None:
    office.log("It failed.")
    office.with_issue(make_promise, "Ask the Größe team", date(2026, 9, 16))
    office.with_issue(
        lambda books, desk, issue, by: resolve_issue(
            books, desk, issue, "Счёт is read", by, root_cause="A locale"
        )
    )
    office.with_issue(reopen_issue, "Still 100% broken", by=PRIYA)
    office.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, "Theirs, says Ann"))
    office.log("Something else.")
    for words in ("GRÖSSE ask", "счёт READ", "locale", "100%", "theirs ann", "failed"):
        assert found(office, words) == (["It failed."], 1), words
    for words in ("ask locale", "100_", "opened"):
        assert found(office, words) == ([], 0), f"{words}: in no one text together"
    office.log("secret merger", private=True)
    office.with_issue(resolve_issue, "Merged quietly")
    assert found(office, "quietly", reader=JO) == ([], 0)
    assert found(office, "quietly", reader=SAM) == (["secret merger"], 1)


def test_what_was_undone_is_not_found(office: Office) -> None:
    logged = office.log("Oops")
    office.do(
        lambda books: undo_observation(books, office.desk, _row(books, logged.observation), PRIYA)
    )
    assert found(office, "oops") == ([], 0)


def test_what_was_said_in_private_is_found_only_by_who_may_read_it(office: Office) -> None:
    office.log("secret merger", private=True)
    office.log("open secret")
    both = (["open secret", "secret merger"], 2)
    assert found(office, "secret", reader=PRIYA) == both  # logged it
    assert found(office, "secret", reader=SAM) == both  # answers for it
    assert found(office, "secret", reader=None) == both  # leads
    assert found(office, "secret", reader=JO) == (["open secret"], 1)
    assert found(office, "merger", reader=JO) == ([], 0)


def test_who_handed_it_over_finds_it_no_more(office: Office) -> None:
    office.log("secret merger", private=True)
    office.with_issue(
        lambda books, desk, issue, by: hand_over(books, desk, issue, JO, by=by, note="")
    )
    assert found(office, "merger", reader=SAM) == ([], 0)
    assert found(office, "merger", reader=JO)[1] == 1


def test_another_workspace_is_not_searched(office: Office) -> None:
    office.log("only here")

    def elsewhere(books: Books) -> int:
        return books.observations.search("only", None, offset=0, limit=5)[1]

    assert office.storage.read_now("T0OTHER", elsewhere) == 0


def test_as_many_words_as_a_search_takes_are_searched(office: Office) -> None:
    words = " ".join(f"w{number}" for number in range(190))
    office.log(words)
    assert found(office, words)[1] == 1
    singles = " ".join(chr(0x4E00 + number) for number in range(450))
    office.log(singles)
    assert found(office, singles)[1] == 1


SAID = st.text(st.characters() | st.sampled_from("%_*\"'\\/ \t"), min_size=1, max_size=40)


@settings(
    max_examples=2_000 if os.environ.get("EARSHOT_PROVE") else 40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(SAID, st.integers(0, 40), st.integers(1, 40))
def test_whatever_was_stored_is_found_by_any_part_of_it(
    office: Office, said: str, start: int, length: int
) -> None:
    words = storable(said)
    if not words.strip():
        return
    row = office.do(
        lambda books: books.observations.add(
            Observation(team_id=TEAM, at=office.now, reporter=PRIYA, words=words)
        )
    )
    part = words[start : start + length]
    if part.strip():
        assert newest(office, words) == row.id
        assert newest(office, part) == row.id


def newest(office: Office, words: str) -> int | None:
    rows, _ = office.ask(
        lambda books: books.observations.search(words, JO, offset=0, limit=1),
    )
    return rows[0].id if rows else None


def _row(books: Books, observation: ObservationFields) -> Observation:
    row = books.observations.get(observation.id)
    assert row is not None
    return row
