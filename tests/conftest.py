"""What every test may rely on: an empty database, no outside world, nobody's environment."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from bot import logs
from tests.support import databases, postgres
from tests.support.loopback import only_loopback

_ABOUT_TESTS = ("EARSHOT_PROVE", "EARSHOT_SHOW_LOGS", "EARSHOT_WORDS_CSV")
# A developer's own settings must not decide a test; programs started by tests inherit this too.
for _name in list(os.environ):
    if _name.startswith(("SLACK_", "EARSHOT_")) and _name not in _ABOUT_TESTS:
        del os.environ[_name]
os.environ.pop("DATABASE_URL", None)

# A busy machine is not a fault in the code: no deadline, no complaint about slow generation.
_BUSY = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile(
    "default", max_examples=50, derandomize=True, deadline=None, suppress_health_check=_BUSY
)
hypothesis.settings.register_profile(
    "prove", max_examples=5_000, deadline=None, suppress_health_check=_BUSY, print_blob=True
)
hypothesis.settings.load_profile("prove" if os.environ.get("EARSHOT_PROVE") else "default")


@pytest.fixture(scope="session", autouse=True)
def _no_outside_world() -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture(autouse=True)
def _logs_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loggers keep the stream that they wrote to first, and the runner of commands closes its own:
    whatever logs later in the same process would fail."""
    monkeypatch.setattr(logs, "configure", lambda level: None)


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The url of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/earshot.db"
        return
    url = postgres.fresh_database()
    yield url
    postgres.server().drop(url)


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def migrated_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """As `database_url`, with the newest schema in it already."""
    if request.param == "sqlite":
        with tempfile.TemporaryDirectory(dir=databases.quick_folder()) as folder:
            yield databases.migrated_sqlite(Path(folder))
        return
    url = databases.migrated_postgresql()
    yield url
    postgres.server().drop(url)
