"""The keys of anonymous waves: files, never in the database, gone when the wave closes."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.domain.errors import Refusal, Why

_BYTES = 32
_ENDING = ".key"
_TAG = "CACHEDIR.TAG"
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n"
"""What backup tools look for in a folder that they should leave out (bford.info/cachedir)."""


class FileKeys:
    """`VoterKeys` of `bot.ports`. `folder` belongs to this installation; all copies of the app
    must see the same one. None: anonymous surveys are refused."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def make(self) -> str:
        """A new key; its name. Raises Refusal(NO_KEYS) where there is no place for one."""
        if self._folder is None:
            raise Refusal(Why.NO_KEYS)
        name = secrets.token_hex(16)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            tag = self._folder / _TAG
            if not tag.exists():
                tag.write_text(_SIGNATURE)
            handle = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Refusal(Why.NO_KEYS) from error
        return name

    def voter(self, name: str, wave: int, part: int, person: str) -> str:
        """What stands for `person` in one part of a wave; of two parts nobody sees that it is the
        same person. HMAC-SHA-256. Raises Refusal(KEY_GONE)."""
        try:
            key = self._path(name).read_bytes()
        except OSError:
            key = b""
        if len(key) != _BYTES:
            raise Refusal(Why.KEY_GONE)
        return hmac.new(key, f"{wave}:{part}:{person}".encode(), hashlib.sha256).hexdigest()

    def destroy(self, name: str) -> None:
        """After this nobody can tell who a hash stands for. Again does nothing."""
        path = self._path(name)
        try:
            # over it first, for whoever reads the disk's blocks
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if self._folder is None or not name.isalnum():
            raise Refusal(Why.KEY_GONE)
        return self._folder / f"{name}{_ENDING}"
