"""The grammar of a typed line: the customer's words, with `key:value` options anywhere in it.

The rules, where a line could be read in more than one way:

- An option is a listed key at the start of a word (any case), a colon, and a value right behind it.
- A value is a run without spaces, or up to 1,000 characters of one line in quotes. Double marks
  (`"` “ ” „ « ») close double ones, single marks close single ones, in any mix; a mark directly
  before a letter or digit closes nothing, so that 'Joe's Diner' is whole. A comma or semicolon
  after a value is no part of it.
- The first of a repeated key counts; later ones stay in the words, where they can be seen.
- A key whose quotes are empty or never close stays in the words, and is reported as a near-miss.
- A key before a space, and every other colon, is plain words and reported as nothing.
- Words keep each character. Only white space goes: at both ends, and on one side of an option that
  was taken out (the side with fewer line breaks).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

_DOUBLE_MARKS = '"“”„‟«»＂'
_SINGLE_MARKS = "'‘’‚‛‹›"
_KEY = re.compile(r"(?<!\S)([^\W\d_][\w-]*):(?=\S)")
_SPACED = re.compile(r"(?<!\S)([^\W\d_][\w-]*):[^\S\r\n]+(?=\S)")
_BARE = re.compile(r"\S+")
_QUOTED = {
    mark: re.compile(rf"[{marks}]([^\r\n]{{0,1000}}?)[{marks}](?!\w)")
    for marks in (_DOUBLE_MARKS, _SINGLE_MARKS)
    for mark in marks
}
_SHORTEST_KEY_TO_MISS = 4
_LONG_KEY = 6
_SHORTEST_ABBREVIATION = 3


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A word before a colon that may have been meant as a key.

    `typed` is the word as typed, without its colon; `known` the listed key. They are equal when the
    key was right but its quotes were empty or never closed.
    """

    typed: str
    known: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of the words that was perhaps meant as the option `key` with `value`. `stands`: the
    piece, as typed."""

    key: str
    value: str
    stands: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line taken apart.

    `options` maps listed keys to their first value; `near` and `repeated` name, in order, what was
    left in `words` although it looks like an option.
    """

    words: str
    options: dict[str, str]
    near: tuple[NearMiss, ...] = ()
    repeated: tuple[str, ...] = ()


def split_verb(text: str, verbs: Collection[str]) -> tuple[str | None, str]:
    """Take a leading verb of one or more words off `text`; the longest that fits wins.

    Returns the verb as listed and what follows it, to the letter, without the white space between.
    Returns (None, text) when the text starts with no listed verb.
    """
    listed = {tuple(verb.casefold().split()): verb for verb in verbs}
    for length in sorted({len(words) for words in listed}, reverse=True):
        pieces = text.split(maxsplit=length)
        verb = listed.get(tuple(piece.casefold() for piece in pieces[:length]))
        if verb is not None:
            return verb, "".join(pieces[length:])
    return None, text


def parse(text: str, keys: Collection[str]) -> Parsed:
    """Take a line apart into words and options with the listed `keys`; any text is a line.

    The module's docstring has the rules.
    """
    listed = {key.casefold(): key for key in keys}
    options: dict[str, str] = {}
    near: list[NearMiss] = []
    repeated: list[str] = []
    taken: list[tuple[int, int]] = []
    at = 0
    while found := _KEY.search(text, at):
        at = found.end()
        typed = found[1]
        key = listed.get(typed.casefold())
        if key is None:
            meant = None if text.startswith("//", at) else _meant(typed, keys)
            if meant is not None:
                near.append(NearMiss(typed, meant))
            continue
        value, end = _value(text, at)
        if not value:
            near.append(NearMiss(typed, key))
            continue
        at = end
        if key in options:
            repeated.append(key)
        else:
            options[key] = value
            taken.append((found.start(), end))
    return Parsed(_without(text, taken), options, tuple(near), tuple(repeated))


def slips(parsed: Parsed, keys: Collection[str]) -> list[Slip]:
    """What stands in the words and was perhaps meant as an option, in order and each key once:
    near-misses with a value, and listed keys with a space behind their colon (words to `parse`)
    unless the same option was given as well."""
    listed = {key.casefold(): key for key in keys}
    mistyped = {miss.typed: miss.known for miss in parsed.near if miss.typed != miss.known}
    pieces = [(each, mistyped.get(each[1])) for each in _KEY.finditer(parsed.words)]
    for each in _SPACED.finditer(parsed.words):
        key = listed.get(each[1].casefold())
        pieces.append((each, None if key in parsed.options else key))
    found: dict[str, Slip] = {}
    for each, key in sorted(pieces, key=lambda piece: piece[0].start()):
        value, end = _value(parsed.words, each.end())
        if key and value:
            found.setdefault(key, Slip(key, value, parsed.words[each.start() : end]))
    return list(found.values())


def without(words: str, piece: str) -> str:
    """The words without a piece that begins a word in them, where it stands first; as they are, if
    it does not."""
    found = re.search(rf"(?<!\S){re.escape(piece)}", words)
    return _without(words, [found.span()]) if found else words


def render(words: str, options: Mapping[str, str]) -> str:
    """Make the line that `parse` takes apart into these words and options.

    Raises ValueError for a value that no line can express: blank, with white space at an end or a
    line break in it, or with both kinds of quotes where they would close.
    """
    line = " ".join(f"{key}:{_quoted(value)}" for key, value in options.items())
    return f"{line} {words}".strip()


def _value(text: str, at: int) -> tuple[str, int]:
    """Read the value that starts at `at`; returns it with its end, "" when there is none."""
    quoted = _QUOTED.get(text[at])
    if quoted is not None:
        found = quoted.match(text, at)
        return (found[1].strip(), found.end()) if found else ("", at)
    bare = _BARE.match(text, at)
    value = bare[0].rstrip(",;") if bare else ""
    return value, at + len(value)


def _quoted(value: str) -> str:
    for written in (value, f'"{value}"', f"'{value}'"):
        if value and _value(written, 0) == (value, len(written)):
            return written
    raise ValueError(f"no line can express the value {value!r}")


def _meant(typed: str, keys: Iterable[str]) -> str | None:
    """The listed key that a mistyped or shortened one resembles, if any does.

    Up to two slips in a long key and one in a short one, counted as by Damerau and Levenshtein.
    The first letter must be there: people rarely miss it, and many plain words differ only in it.
    """
    word = typed.casefold()
    slips: dict[str, int] = {}
    for key in keys:
        plain = key.casefold()
        if len(plain) < _SHORTEST_KEY_TO_MISS:
            continue
        if word[0] != plain[0] and word[:2] != plain[1::-1]:
            continue
        if len(word) >= _SHORTEST_ABBREVIATION and plain.startswith(word):
            slips[key] = 0
            continue
        allowed = 2 if len(plain) >= _LONG_KEY else 1
        distance = DamerauLevenshtein.distance(word, plain, score_cutoff=allowed)
        if distance <= allowed:
            slips[key] = distance
    return min(slips, key=slips.__getitem__, default=None)


def _without(text: str, taken: list[tuple[int, int]]) -> str:
    """Cut the taken spans out, leaving one gap where an option stood between two."""
    starts = [0, *(end for _, end in taken)]
    ends = [*(start for start, _ in taken), len(text)]
    words, *rest = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    for piece in rest:
        left, right = words.rstrip(), piece.lstrip()
        before, after = words[len(left) :], piece[: len(piece) - len(right)]
        words = left + max(before, after, key=_line_breaks) + right
    return words.strip()


def _line_breaks(gap: str) -> int:
    return gap.count("\n") + gap.count("\r")
