"""A folder that is kept belongs to one local workspace at a time, and stays the company it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import main
from bot.clock import ShiftedClock
from bot.local.company import Company
from bot.local.kept import Kept
from bot.local_workspace import unused
from bot.sandbox import Sandbox

HOLD = """
import sys, time
from pathlib import Path
from bot.local.kept import Kept
with Kept(Path(sys.argv[1])).held():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_folder_that_another_process_has_is_refused_until_that_one_is_gone(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "mine"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        said = CliRunner().invoke(main, ["sandbox", "--port", "0", "--keep", str(folder)])
        assert said.exit_code != 0
        assert said.output == (
            f"{folder}: another local workspace has it open; end that one first.\n"
        )
        other.kill()
        other.wait()
    with Kept(folder).held():
        pass
    with Kept(folder).held():  # and who was done with it let it go
        pass


@pytest.mark.parametrize("asked", [None, 3])
def test_a_company_is_gone_on_with_in_silence_where_its_own_seed_or_none_is_asked_for(
    asked: int | None,
) -> None:
    assert unused(asked, Company("Sam", "Jo", 3)) == ()


def test_another_seed_than_that_of_the_kept_company_is_said_to_be_unused(tmp_path: Path) -> None:
    kept, clock = Kept(tmp_path), ShiftedClock()
    kept.save(Sandbox(), clock, Company("Sam", "Jo", 3))
    company = kept.go_on(Sandbox(), clock)
    assert company == Company("Sam", "Jo", 3)
    line = "The company there is kept as it is: --seed 4 is for a new one."
    assert unused(4, company) == (line,)


def test_a_company_that_was_kept_before_seeds_were_is_gone_on_with(tmp_path: Path) -> None:
    kept, clock = Kept(tmp_path), ShiftedClock()
    kept.save(Sandbox(), clock, Company("Sam", "Jo", 3))
    (written,) = tmp_path.glob("slack.json")
    told = json.loads(written.read_text(encoding="utf-8"))
    del told["company"]["seed"]
    written.write_text(json.dumps(told), encoding="utf-8")
    company = kept.go_on(Sandbox(), clock)
    assert company == Company("Sam", "Jo")
    assert len(unused(3, company)) == 1
