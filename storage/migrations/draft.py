"""Writes a migration's first draft: what the tables declare that the migrations before it lack.

    python -m storage.migrations.draft NUMBER "What it brings"

A number that exists is drawn again, as long as it was never released. Read the draft: a CHECK that
changed is not seen, and no draft knows what should become of the data.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.engine import database_url, make_engine
from storage.migrate import config, turn
from storage.migrations import PLACE


def draft(number: int, title: str) -> Path:
    """Write `versions/NNNN_title.py` and answer where it is."""
    revision = f"{number:04d}"
    versions = PLACE / "versions"
    with tempfile.TemporaryDirectory() as folder:
        earlier = Path(folder)
        for path in versions.glob("*.py"):
            if path.name < revision:
                shutil.copy(path, earlier)
        engine = make_engine(database_url(f"sqlite:///{folder}/draft.db"))
        with turn(engine) as connection:
            settings = config(connection, versions=earlier)
            command.upgrade(settings, "head")
            command.revision(settings, title, autogenerate=True, rev_id=revision)
        engine.dispose()
        slug = re.sub(r"\W+", "_", title.lower()).strip("_")
        [drawn] = earlier.glob(f"{revision}_*.py")
        for old in versions.glob(f"{revision}_*.py"):
            old.unlink()
        place = versions / f"{revision}_{slug}.py"
        shutil.copy(drawn, place)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(place)], check=True)
    return place


if __name__ == "__main__":
    sys.stdout.write(f"{draft(int(sys.argv[1]), sys.argv[2])}\n")
