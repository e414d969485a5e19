"""What the documents say of settings, commands and scopes is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from prometheus_client import Counter, Gauge

from bot.cli import main
from bot.config import Settings
from bot.delivery import metrics
from bot.domain import survey_line
from bot.domain.surveys import KINDS
from bot.manifest import manifest
from bot.usecases.understand import KEYS
from handlers.commands import VERBS
from handlers.surveys import VERBS as SURVEY_VERBS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_setting_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)`", _read("reference/configuration.md"), re.M))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_every_command_is_documented() -> None:
    text = _read("reference/commands.md")
    assert [verb for verb in VERBS if f"/cx {verb}" not in text] == []


def test_every_survey_command_and_every_key_is_documented() -> None:
    text = _read("reference/commands.md")
    line = next(line for line in text.splitlines() if line.startswith("| `/survey nps"))
    assert [verb for verb in SURVEY_VERBS if f"`/survey {verb}" not in text] == []
    assert [kind for kind in KINDS if not re.search(rf"[ |\\]{kind}\b", line)] == []
    assert [key for key in survey_line.KEYS if f"[{key}:" not in line] == []
    assert [key for key in KEYS if f"| `{key}:` |" not in text] == []


def test_every_scope_has_its_reason() -> None:
    scopes = manifest(Settings(earshot_history="all"))["oauth_config"]["scopes"]["bot"]
    documented = set(re.findall(r"^\| `([a-z:_.]+)`", _read("permissions.md"), re.M))
    assert documented == set(scopes)


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert "://" in target or (path.parent / target).exists(), target


def test_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+?)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert "://" in target or (ROOT / target).exists(), target


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
def test_every_table_begins_with_its_heading(path: Path) -> None:
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
    tables = [block.splitlines() for block in blocks if block.startswith("|")]
    rule = re.compile(r"\|[-| :]+\|")
    assert [lines[0] for lines in tables if not rule.fullmatch("".join(lines[1:2]))] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    headings = [page.read_text(encoding="utf-8").split(" ", 2)[1] for page in pages]
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    assert headings == [f"{n}." for n in range(1, len(pages) + 1)]


_CITED = re.compile(r'(docs/[\w/-]+\.md)((?:,? (?:and )?"[^"]+")*)')


def test_what_the_code_cites_is_there() -> None:
    """`docs/reference/rules.md, "Ladder"`: the page is there, and so is the heading."""
    folders = ("bot", "handlers", "storage", "tests")
    cited = {
        found.groups()
        for path in (each for folder in folders for each in (ROOT / folder).rglob("*.py"))
        for found in _CITED.finditer(" ".join(path.read_text(encoding="utf-8").split()))
    }
    assert len(cited) > 20
    missing = []
    for page, quoted in cited:
        text = (ROOT / page).read_text(encoding="utf-8") if (ROOT / page).exists() else ""
        headings = re.findall(r"^#+ (.+)$", text, re.M)
        missing += [(page, each) for each in re.findall(r'"(.+?)"', quoted) if each not in headings]
        if not text:
            missing.append((page, ""))
    assert missing == []


def test_every_metric_is_explained_and_no_other() -> None:
    documented = set(re.findall(r"^\| `(earshot_\w+)`", _read("how-to/operate.md"), re.M))
    counted = {
        f"{name}_total" if kind == "counter" else name
        for family in vars(metrics).values()
        if isinstance(family, Counter | Gauge)
        for name, kind in [(found.name, found.type) for found in family.collect()]
    }
    assert documented == counted


_PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
_TYPED = re.compile(r"^\$ (?:\.venv/bin/)?(earshot|make) ([\w-]+)(.*)$", re.M)


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_what_is_to_be_typed_can_be(path: Path) -> None:
    """Each `$ earshot …` and `$ make …`: there is such a verb, with such options, such a goal."""
    verbs = getattr(typer.main.get_command(main), "commands")  # noqa: B009 - click's, untyped here
    goals = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for program, verb, rest in _TYPED.findall(path.read_text(encoding="utf-8")):
        if program == "make":
            assert verb in goals
            continue
        known = {option for each in verbs[verb].params for option in each.opts}
        assert set(re.findall(r"--[\w-]+", rest)) <= known, (verb, rest)
