"""Rules of the house that no linter knows: what may be committed, and that the papers are true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

# Written so that this file does not match itself.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|root|tmp|Users|work)/[\w.]"),
    "the address of a package registry": re.compile(
        r"pyp[i]\.org/simpl[e]|files\.pythonhoste[d]\.org|registr[y]\.npmj[s]\.org"
        r"|(?<!no-emit-)index-ur[l]"
    ),
}
LINES = 400
LONGER_ON_PURPOSE = {
    # a table: an example that passes and one that doesn't for each of Slack's rules
    "tests/sandbox/blockkit/test_rules.py",
    # one play with the real libraries, read from top to bottom
    "tests/sandbox/test_with_bolt.py",
}
PICTURES = {".gif", ".png", ".ttf"}
CODE = {".css", ".html", ".js", ".py", ".sh", ".sql"}


@cache
def committed() -> list[Path]:
    """The files git knows and that are still there, relative to the root."""
    # The checkout may belong to somebody else than the one who tests, as in a container.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [Path(name) for name in listed if name and (ROOT / name).is_file()]


def papers() -> list[Path]:
    return [path for path in committed() if path.suffix == ".md"]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_committed_names(what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in committed()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of one machine", "see /tm" + "p/notes"),
        ("a path of one machine", "file:///hom" + "e/ann/x"),
        ("the address of a package registry", "--extra-inde" + "x-url https://example.com"),
    ],
)
def test_the_search_would_find(what: str, line: str) -> None:
    assert FORBIDDEN[what].search(line)


def test_the_lock_that_records_download_addresses_is_not_committed() -> None:
    assert not [path for path in committed() if path.name == "uv.lock"]


def test_nothing_is_committed_that_a_run_has_left_behind() -> None:
    strange = [
        path
        for path in committed()
        if not re.fullmatch(r"[\w./-]+", str(path))
        or (path.suffix not in PICTURES and b"\0" in (ROOT / path).read_bytes())
    ]
    assert not strange


def test_no_file_has_grown_past_one_purpose() -> None:
    lengths = {
        str(path): len(_text(path).splitlines())
        for path in committed()
        if path.suffix in CODE and "migrations/versions" not in str(path)
    }
    long = {name for name, length in lengths.items() if length > LINES}
    assert long == LONGER_ON_PURPOSE, {name: lengths[name] for name in long}


def test_every_make_target_has_a_line_of_help_and_is_shown() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert make_targets()
    for target in make_targets():
        assert re.search(rf"^make {target} +\S", shown.stdout, re.MULTILINE), target


@pytest.mark.parametrize(
    ("lock", "extra"), [("requirements.lock", None), ("requirements-dev.lock", "dev")]
)
def test_a_lock_holds_what_the_project_asks_for_with_hashes(lock: str, extra: str | None) -> None:
    pins = _pins(lock)
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    asked = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    for requirement in map(Requirement, asked):
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_what_runs_is_what_is_tested() -> None:
    assert _pins("requirements.lock").items() <= _pins("requirements-dev.lock").items()


def test_the_papers_name_only_make_targets_that_exist() -> None:
    named = {words[1] for words in documented_commands() if words[0] == "make" and len(words) > 1}
    assert named, "no paper says how to make anything"
    assert named <= make_targets()


def test_the_papers_and_the_procfile_name_only_commands_that_exist() -> None:
    pytest.importorskip("bot.cli")
    called = [words for words in documented_commands() if Path(words[0]).name == "earshot"]
    verbs = {words[1] for words in called}
    verbs |= set(re.findall(r"^\w+: earshot (\w+)", _text("Procfile"), re.MULTILINE))
    unknown = [
        verb
        for verb in sorted(verbs)
        if subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", verb, "--help"],
            cwd=ROOT,
            capture_output=True,
        ).returncode
    ]
    assert not unknown


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):(?!=)", _text("Makefile"), re.MULTILINE))


def documented_commands() -> list[list[str]]:
    """The words of every command in a ```console block, the lines that begin with a dollar."""
    return [
        line.removeprefix("$ ").split()
        for path in papers()
        for block in re.findall(r"^```console\n(.*?)^```", _text(path), re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def _pins(lock: str) -> dict[str, str]:
    """Name to version. Fails on a line that pins nothing or has no hash."""
    pins: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", _text(lock).strip()):
        pinned = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", entry)
        assert pinned, entry
        assert "--hash=sha256:" in entry, entry
        pins[canonicalize_name(pinned[1])] = pinned[2]
    return pins


def _text(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")
