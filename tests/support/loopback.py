"""Keeps tests on this machine: whatever opens a socket to anywhere else is refused.

It listens to the interpreter's audit events, so it sees every Python socket however it was made.
Programs that a test starts are not covered; they are given loopback addresses.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class OutsideWorldError(RuntimeError):
    """A test tried to reach another machine.

    Not an OSError on purpose: code that survives a network failure must not swallow it.
    """


_ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMED = {"socket.getaddrinfo", "socket.gethostbyname"}
_watching = False


@contextmanager
def only_loopback() -> Iterator[None]:
    """Refuse with OutsideWorldError, while it lasts, every socket and look-up beyond loopback."""
    global _watching
    if not _installed:
        # An audit hook cannot be taken back, hence the switch.
        sys.addaudithook(_audit)
        _installed.append(True)
    before, _watching = _watching, True
    try:
        yield
    finally:
        _watching = before


_installed: list[bool] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _watching or not event.startswith("socket."):
        return
    if event in _ADDRESSED:
        address = arguments[1]
        # A path or bytes is a Unix socket; None is a socket that is connected already.
        if isinstance(address, tuple) and address:
            _check(address[0])
    elif event in _NAMED:
        _check(arguments[0])


def _check(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    # No name at all asks for this machine's own addresses, to listen on.
    if name is None or name in ("", "localhost"):
        return
    try:
        if isinstance(name, str) and ipaddress.ip_address(name.split("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise OutsideWorldError(f"tests stay on this machine, but something asked for {name!r}")
