"""Logs say what failed and where, and never with what."""

from __future__ import annotations

import subprocess
import sys

FAILING = """
import logging, structlog
from bot import logs
logs.configure("info")
try:
    try:
        int("her secret words")
    except ValueError as error:
        raise ExceptionGroup("her secret words", [KeyError("her secret words")]) from error
except ExceptionGroup as error:
    structlog.get_logger().exception("request_failed", reference="4f2a")
    logging.getLogger("slack_bolt").exception(f"Failed to run a listener (error: {error})")
"""


def test_an_errors_own_text_stays_out_of_the_log() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING], capture_output=True, text=True, timeout=60, check=True
    )
    ours, library = done.stderr.splitlines()
    assert "secret" not in done.stderr
    assert all(said in ours for said in ("4f2a", "KeyError", "ValueError", "lineno"))
    assert all(said in library for said in ("Failed to run a listener", "ExceptionGroup"))
