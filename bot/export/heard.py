"""What was heard, as it stands in files: an export's zip, JSON lines, or somebody's CSV."""

from __future__ import annotations

import csv
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

Line = Mapping[str, Any]
Numbered = tuple[int, Line]
"""A row, and the line of the file that it ends on; the first is 1."""
_INSIDE = "observations.jsonl"


def read_lines(file: Path) -> Iterator[Numbered]:
    """The rows of an export's zip, of JSON lines, or of a CSV with a heading, as they are read.

    Raises ValueError for a file that is none of these, OSError for one that can't be read.
    """
    readers = {".zip": _zip, ".jsonl": _jsonl, ".csv": _csv}
    if file.suffix not in readers:
        raise ValueError("a .zip that Earshot exported, a .jsonl or a .csv is wanted.")
    try:
        yield from readers[file.suffix](file)
    except UnicodeDecodeError:
        raise ValueError("it is not in UTF-8.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise ValueError("it is no zip, or a broken one.") from None
    except csv.Error as error:
        raise ValueError(f"it is no CSV ({error}).") from None


def _zip(file: Path) -> Iterator[Numbered]:
    with zipfile.ZipFile(file) as archive:
        if _INSIDE not in archive.namelist():
            raise ValueError(f"there is no {_INSIDE} in it.")
        with archive.open(_INSIDE) as lines:
            yield from _json(lines)


def _jsonl(file: Path) -> Iterator[Numbered]:
    with file.open("rb") as lines:
        yield from _json(lines)


def _json(lines: IO[bytes]) -> Iterator[Numbered]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _object(number, line)


def _object(number: int, line: bytes) -> Line:
    try:
        read = json.loads(line)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise ValueError(f"line {number} is no JSON object.")
    return read


def _csv(file: Path) -> Iterator[Numbered]:
    """Parted by commas or by semicolons, whichever its heading is."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        top = text.readline()
        headings = {mark: _columns(next(csv.reader([top], delimiter=mark), [])) for mark in ",;"}
        mark = max(headings, key=lambda mark: ("words" in headings[mark], len(headings[mark])))
        if "words" not in headings[mark]:
            found = ", ".join(name for name in headings[mark] if name.strip())
            raise ValueError(f"it has no column words; its first line has {found or 'nothing'}.")
        text.seek(0)
        rows = csv.DictReader(text, delimiter=mark)
        rows.fieldnames = _columns(rows.fieldnames or [])
        for row in rows:
            yield rows.line_num, row


def _columns(heading: Sequence[str]) -> list[str]:
    """As the columns are called here, where somebody's table has capitals or spaces."""
    return [name.strip().casefold() for name in heading]
