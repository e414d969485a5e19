"""Nobody but this machine's own browser, at this very address, gets in.

A page on the internet can make a browser send requests to a loopback port, and can point a name of
its own at 127.0.0.1 (DNS rebinding). So: the `Host` must be ours, a named `Origin` too, and what
changes anything needs a token that only our own page was given.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

TOKEN_HEADER = "X-Sandbox-Page"  # noqa: S105 - a name

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def only_here(base_url: Callable[[], str]) -> Middleware:
    """Refuses with 403 whatever is addressed to another name, or comes from another site."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if fault := fault_of(request.headers, base_url()):
            return web.Response(status=403, text=f"{fault}\n", headers=HEADERS)
        return await handler(request)

    return check


def fault_of(told: Mapping[str, str], base_url: str) -> str | None:
    """What is wrong with a request's headers, as one sentence; None if nothing is."""
    port = urlsplit(base_url).port
    ours = {f"127.0.0.1:{port}", f"localhost:{port}"}
    if told.get("Host", "").lower() not in ours:
        return "This server answers only to its own address."
    origin = told.get("Origin")
    if origin is not None and origin.lower() not in {f"http://{host}" for host in ours}:
        return "This request comes from another page."
    if told.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "This request comes from another page."
    return None


def knows(token: str, request: web.Request) -> bool:
    """True if the request carries the token of our own page."""
    given = request.headers.get(TOKEN_HEADER, "")
    return hmac.compare_digest(given.encode(), token.encode())
