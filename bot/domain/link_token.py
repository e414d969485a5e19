"""The token in a survey link's address: which link, until when, and a signature.

`base64url(link (8 bytes) | expiry (4 bytes, seconds since 1970) | HMAC-SHA256, cut to 16 bytes)`,
38 characters without padding. The workspace is signed and not named: an address in somebody's
e-mail says nothing about Slack. The key comes from a secret that every copy of the app has
(docs/decisions/0012-survey-links.md).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_SIGNATURE = 16
_LINK = 8
_WHOLE = _LINK + 4 + _SIGNATURE


class Forged(Exception):
    """Nobody here signed it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a genuine token names. link_id: 16 hexadecimal digits."""

    team_id: str
    link_id: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pages are. base: the address of this server, without a slash at its end."""

    base: str
    key: bytes

    def address(self, named: Named) -> str:
        return f"{self.base}/s/{sign(self.key, named)}"


def link_key(secret: str) -> bytes:
    """The key for links, made from a secret that serves something else (HMAC as in RFC 5869)."""
    return hmac.digest(secret.encode(), b"earshot survey links, version 1", hashlib.sha256)


def sign(key: bytes, named: Named) -> str:
    """The token; 38 characters of A-Z, a-z, 0-9, - and _. `expires` is cut to whole seconds."""
    body = bytes.fromhex(named.link_id) + int(named.expires.timestamp()).to_bytes(4)
    return base64.urlsafe_b64encode(body + _mac(key, named.team_id, body)).decode().rstrip("=")


def read(key: bytes, token: str, teams: Iterable[str]) -> Named:
    """What `token` names, in one of the workspaces `teams`. Raises Forged; asks no clock."""
    try:
        whole = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Forged from None
    # one spelling each: the last letter has bits to spare
    if len(whole) != _WHOLE or base64.urlsafe_b64encode(whole).decode().rstrip("=") != token:
        raise Forged
    body, signature = whole[:-_SIGNATURE], whole[-_SIGNATURE:]
    for team_id in teams:
        if hmac.compare_digest(signature, _mac(key, team_id, body)):
            expires = datetime.fromtimestamp(int.from_bytes(body[_LINK:]), UTC)
            return Named(team_id, body[:_LINK].hex(), expires)
    raise Forged


def seal(key: bytes, *parts: str) -> str:
    """A short proof that we wrote `parts`: what a form carries along with a browser's cookie."""
    return hmac.new(key, "\n".join(("form", *parts)).encode(), hashlib.sha256).hexdigest()[:32]


def _mac(key: bytes, team_id: str, body: bytes) -> bytes:
    return hmac.digest(key, b"link\n" + team_id.encode() + b"\n" + body, hashlib.sha256)[
        :_SIGNATURE
    ]
