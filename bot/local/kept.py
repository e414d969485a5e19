"""A local workspace in a folder: made once, gone on with as often as wanted."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.clock import ShiftedClock
from bot.local.company import Company
from bot.sandbox import Sandbox
from bot.sandbox.keeping import snapshot


@dataclass(frozen=True)
class Kept:
    """Where the database lies, and Slack's side of it. Neither is worth anything alone."""

    folder: Path

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'sandbox.db'}"

    @property
    def _slack(self) -> Path:
        return self.folder / "slack.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """The folder, made if need be, for this process alone; the system lets go of it however
        the process ends. Raises OSError (EBUSY) while another has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "in-use.lock").open("w", encoding="utf-8") as file:
            try:
                _lock(file)
            except (BlockingIOError, PermissionError):
                says = "another local workspace has it open; end that one first"
                raise OSError(errno.EBUSY, says, str(self.folder)) from None
            yield

    def save(self, sandbox: Sandbox, clock: ShiftedClock, company: Company) -> None:
        """Writes Slack's side and the time there; whole, or not at all."""
        text = json.dumps(
            {
                "now": clock.now().isoformat(),
                "company": asdict(company),
                "space": snapshot(sandbox.space),
            }
        )
        fresh = self._slack.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self._slack)

    def go_on(self, sandbox: Sandbox, clock: ShiftedClock) -> Company | None:
        """Goes on where it was left, the time there too; None if there is nothing yet."""
        if not self._slack.exists():
            for half in self.folder.glob("sandbox.db*"):
                half.unlink()  # an earlier start was ended before it was whole
            return None
        kept = json.loads(self._slack.read_text(encoding="utf-8"))
        clock.shift = datetime.fromisoformat(kept["now"]) - clock.wall()
        sandbox.go_on(kept["space"])
        return Company(**kept["company"])


def _lock(file: TextIO) -> None:
    """Raises BlockingIOError, or PermissionError on Windows, where somebody else has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
