from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from tests.support.loopback import OutsideWorldError

# Addresses kept for documentation (RFC 5737, RFC 3849): nobody answers there in any case.
ELSEWHERE = [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")]


@pytest.mark.parametrize(("family", "host"), ELSEWHERE)
def test_a_socket_to_another_machine_is_refused(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as one, pytest.raises(OutsideWorldError, match=host):
        one.connect((host, 443))
    with (
        socket.socket(family, socket.SOCK_DGRAM) as one,
        pytest.raises(OutsideWorldError, match=host),
    ):
        one.sendto(b"x", (host, 53))


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(OutsideWorldError, match=r"slack\.com"):
        httpx.get("https://slack.com/api/api.test")


async def test_asyncio_is_held_to_it_too() -> None:
    with pytest.raises(OutsideWorldError):
        await asyncio.open_connection("192.0.2.1", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_loopback_is_open(host: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"hello\n")
        assert await reader.readline() == b"hello\n"
        writer.close()
        await writer.wait_closed()
