"""`earshot sandbox`: the real app behind a stand-in for Slack, on this machine alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from bot.config import Settings
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.serving import serve_socket
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate


async def serve_sandbox(settings: Settings, say: Callable[[str], object]) -> None:
    """Serve until a signal ends it. The database goes with it; `say` prints a line for people."""
    with tempfile.TemporaryDirectory(prefix="earshot-") as folder:
        url = f"sqlite:///{Path(folder) / 'sandbox.db'}"
        engine = make_engine(parsed(url))
        migrate(engine)
        engine.dispose()
        async with Sandbox(manifest(settings)) as sandbox:
            people = [
                sandbox.add_person("Lena", admin=True),
                sandbox.add_person("Sam"),
                sandbox.add_person("Priya"),
            ]
            sandbox.add_channel("general", members=people)
            sandbox.deliver_by_socket()
            local = settings.model_copy(
                update={
                    "slack_api_url": sandbox.api_url,
                    "slack_bot_token": SecretStr(sandbox.bot_token),
                    "slack_app_token": SecretStr(sandbox.app_token),
                    "database_url": url,
                    "host": "127.0.0.1",
                }
            )
            say("A simulator, not Slack. Its Web API, for slack_sdk and curl: " + sandbox.api_url)
            say(f"Earshot itself: http://127.0.0.1:{settings.port}/readyz. Ctrl-C ends both.")
            await serve_socket(local, sandbox.app_token)
