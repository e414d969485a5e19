"""A local workspace in a folder: made once, gone on with as often as wanted."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

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
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._slack.exists():
            for half in self.folder.glob("sandbox.db*"):
                half.unlink()  # an earlier start was ended before it was whole
            return None
        kept = json.loads(self._slack.read_text(encoding="utf-8"))
        clock.shift = datetime.fromisoformat(kept["now"]) - clock.wall()
        sandbox.go_on(kept["space"])
        return Company(**kept["company"])
