"""Logs: structured, one event a line; no token, no verbatim, no anonymous voter."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict

# no locals: they hold people's words, and tokens
_TRACEBACKS = ExceptionDictTransformer(show_locals=False)


def _without_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """What failed and where, and not with what: an error's own text may hold people's words."""
    errors = list(event.get("exception") or ())
    while errors:
        error = errors.pop()
        error["exc_value"], error["exc_notes"] = "", []
        errors += [each for group in error["exceptions"] for each in group]
    return event


def _failed_only(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The same for what libraries log, who put the error's text into the sentence too."""
    if failure := event.pop("exc_info", None):
        event["event"] = str(event["event"]).partition(" (error")[0]
        event["error"] = failure[0].__name__ if isinstance(failure, tuple) else str(failure)
    return event


def configure(level: str) -> None:
    """Send our events and the libraries' warnings to standard error as JSON lines."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.ExceptionRenderer(_TRACEBACKS),
            _without_values,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _failed_only,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    # libraries print payloads at debug and info: those hold people's words
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
