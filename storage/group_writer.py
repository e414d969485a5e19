"""The one thread that writes, and takes what waits in groups."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from storage.units import Unit

GROUP = 64
"""Units in one commit: enough to share a write to disk, few enough to answer the first soon."""


class GroupWriter:
    """Hands everything that waits, in the order in which it came, to `commit`."""

    def __init__(self, commit: Callable[[list[Unit[Any]]], None]) -> None:
        self._commit = commit
        self._waiting: queue.SimpleQueue[Unit[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="db-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Unit[Any]) -> None:
        self._waiting.put(unit)

    def close(self) -> None:
        """Finish what was submitted."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, closing = [first], False
            while len(group) < GROUP and not closing:
                try:
                    unit = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if unit is None:
                    closing = True
                else:
                    group.append(unit)
            if wanted := [unit for unit in group if not unit.future.cancelled()]:
                self._commit(wanted)
            if closing:
                return
