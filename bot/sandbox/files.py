"""Uploaded files."""

from __future__ import annotations

import mimetypes
import re
import secrets
from dataclasses import dataclass, field

from bot.sandbox.errors import SlackError
from bot.sandbox.world import Json, World

_IN_URL = re.compile(r"/(?:files-pri/\w+-|files/\w+/)(F\w+)/")


@dataclass
class File:
    """A file. Until it is `complete`, nobody but its uploader knows of it."""

    id: str
    name: str
    length: int
    user_id: str
    ticket: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    complete: bool = False
    completed: float = 0.0
    deleted: bool = False
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """Guessed from the name, as Slack does."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Files:
    """All files of the workspace."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: dict[str, File] = {}
        self._tickets: dict[str, str] = {}
        self.lag = 0.0
        """Seconds after its upload until a file can stand in a block."""

    def expect(self, name: str, length: int, user_id: str, alt_text: str = "") -> File:
        """Announces an upload; its `ticket` is the secret part of the upload URL."""
        file = File(
            self._world.serial("F"), name, length, user_id, secrets.token_urlsafe(16), alt_text
        )
        self._by_id[file.id] = file
        self._tickets[file.ticket] = file.id
        return file

    def receive(self, ticket: str, content: bytes) -> File:
        """Takes the bytes of an announced upload; raises SlackError when they are not what was
        said."""
        file = self._by_id.get(self._tickets.get(ticket, ""))
        if file is None or file.content is not None:
            raise SlackError("file_not_found")
        if len(content) != file.length:
            raise SlackError("file_update_failed")
        file.content = content
        return file

    def complete(self, file_id: str, title: str | None) -> File:
        """Makes an uploaded file usable."""
        file = self._by_id.get(file_id)
        if file is None or file.content is None or file.complete:
            raise SlackError("file_not_found")
        file.title = title or file.name
        file.complete = True
        file.completed = self._world.clock.now().timestamp()
        return file

    def add(self, name: str, content: bytes, user_id: str) -> File:
        """A file that a person gave."""
        file = self.expect(name, len(content), user_id)
        self.receive(file.ticket, content)
        return self.complete(file.id, None)

    def find(self, file_id: str) -> File | None:
        """A complete file that was not deleted."""
        file = self._by_id.get(file_id)
        return file if file is not None and file.complete and not file.deleted else None

    def named(self, image: Json, base_url: str) -> File | None:
        """The file that an image block names by id or by one of its addresses, once it is
        usable."""
        found = _IN_URL.search(image.get("url", ""))
        file = self.find(image.get("id") or (found.group(1) if found else ""))
        if file is None:
            return None
        if "url" in image and not image["url"].startswith(base_url):
            return None
        usable = file.completed + self.lag <= self._world.clock.now().timestamp()
        return file if usable else None

    def all(self) -> list[File]:
        """Every file that is complete and not deleted."""
        return [file for file in self._by_id.values() if file.complete and not file.deleted]

    def adopt(self, file: File) -> None:
        """Takes in a file as it was."""
        self._by_id[file.id] = file

    def get(self, file_id: str) -> File | None:
        """Any file, also half-uploaded or deleted."""
        return self._by_id.get(file_id)

    def shown(self, file: File, base_url: str) -> Json:
        """The file as Slack's methods and payloads show it."""
        url = f"{base_url}files-pri/{self._world.team_id}-{file.id}/{file.name}"
        return {
            "id": file.id,
            "created": int(self._world.clock.now().timestamp()),
            "name": file.name,
            "title": file.title,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2].lower(),
            "user": file.user_id,
            "user_team": self._world.team_id,
            "size": file.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(file.channels),
            "alt_txt": file.alt_text,
            "channels": [place for place in file.channels if not place.startswith("D")],
            "groups": [],
            "ims": [place for place in file.channels if place.startswith("D")],
            "url_private": url,
            "url_private_download": url,
            "permalink": f"{base_url}files/{file.user_id}/{file.id}/{file.name}",
        }
