"""`/s/TOKEN`: the page on which a customer answers, for whoever has the link.

Nothing is stored by looking: mail scanners follow links, `?score=9` included. Only a form sent from
the page itself stores, and the browser is then led back to a page that can be loaded again.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.domain.errors import Refusal, Why
from bot.domain.link_token import Forged, Links, Named, read, seal
from bot.pages import survey_page as pages
from bot.pages.survey_page import FormFacts
from bot.usecases.answer_by_link import (
    ONCE_MORE,
    Sent,
    answer_by_link,
    arrive,
    company_name,
    form_facts,
    not_stored,
    thanks_facts,
)
from bot.usecases.desk import Desk
from handlers.throttle import Throttle
from storage.books import Books
from storage.units import Work

if TYPE_CHECKING:
    from bot.app import App

log = structlog.get_logger()

T = TypeVar("T")

COOKIE = "earshot_voter"
_VOTER = re.compile("[0-9a-f]{32}")
_QUESTIONS = 3
_FIELDS = 200
MAX_BYTES = 256 * 1024
"""Of a form: five long texts in any script."""

_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{pages.STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    # not "no-referrer": with it browsers hide the origin of a form too, which is looked at here
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class _Turned(Exception):
    """The answer is a page that says why not."""

    def __init__(self, page: str, status: int) -> None:
        super().__init__(status)
        self.page = page
        self.status = status


class SurveyPage:
    """The page, for one server. Requests are limited by link, and from one address: generously, as
    a whole company may come from one, and behind a proxy that says nothing, the world."""

    def __init__(self, app: App, links: Links) -> None:
        self._app = app
        self._links = links
        self._path = urlsplit(links.base).path.rstrip("/")
        self._looks = Throttle(burst=120, per_minute=600)
        self._forms = Throttle(burst=10, per_minute=20)
        self._forms_here = Throttle(burst=60, per_minute=300)

    def routes(self) -> list[Route]:
        return [Route("/s/{token}", self.serve, methods=["GET", "POST"])]

    async def serve(self, request: Request) -> Response:
        if not self._app.installed.known:
            return _page(pages.failed_page(), 503)
        try:
            if request.method == "POST":
                return await self._store(request)
            return await self._show(request)
        except _Turned as turned:
            return _page(turned.page, turned.status)
        except Exception as error:
            if isinstance(error, Refusal) and error.why is Why.STORAGE_BUSY:
                return _page(pages.failed_page(), 503)
            log.exception("survey_page_failed")
            return _page(pages.failed_page(), 500)

    async def _show(self, request: Request) -> Response:
        if not self._looks.lets_in(_address(request)):
            raise _Turned(pages.busy_page(), 429)
        token, named = self._named(request)
        cookie = _cookie(request)
        thanked = "thanks" in request.query_params
        score = request.query_params.get("score", "")

        def look(books: Books) -> str:
            here = arrive(books, self._desk(), named.link_id, cookie or "")
            if thanked:
                facts = thanks_facts(books, here, self._address(token))
                if facts.said or facts.answers:
                    return pages.thanks_page(facts)
            form = form_facts(books, here, score=score)
            return pages.form_page(self._sealed(form, token, voter))

        voter = cookie or secrets.token_hex(16)
        page = await self._asked(named, look)
        return self._with_cookie(_page(page), token, named, voter)

    async def _store(self, request: Request) -> Response:
        address = _address(request)
        if not (self._looks.lets_in(address) and self._forms_here.lets_in(address)):
            raise _Turned(pages.busy_page(), 429)
        token, named = self._named(request)
        if not self._forms.lets_in(f"{token} {address}"):
            raise _Turned(pages.busy_page(), 429)
        if not self._from_here(request):
            raise _Turned(pages.forged_page(), 403)
        form = await _form(request)
        sent, cookie = _sent(form), _cookie(request)
        voter = cookie or secrets.token_hex(16)
        proven = bool(cookie) and hmac.compare_digest(
            _one(form, "seal").encode(), self._seal(token, voter).encode()
        )

        def work(books: Books) -> str | None:
            desk = self._desk()
            here = arrive(books, desk, named.link_id, voter)
            if here.link.customer_id is None and not proven:
                again: FormFacts | None = not_stored(books, here, sent, ONCE_MORE)
            else:
                again = answer_by_link(books, desk, here, sent)
            return pages.form_page(self._sealed(again, token, voter)) if again else None

        page = await self._asked(named, work, writes=True)
        if page is not None:
            return self._with_cookie(_page(page, 422), token, named, voter)
        return RedirectResponse(f"{self._address(token)}?thanks", 303, headers=_HEADERS)

    # -- who comes ------------------------------------------------------------------------------

    def _named(self, request: Request) -> tuple[str, Named]:
        token = request.path_params["token"]
        try:
            named = read(self._links.key, token, self._app.clients.teams())
        except Forged:
            raise _Turned(pages.forged_page(), 404) from None
        if self._app.clock.now() >= named.expires:
            raise _Turned(pages.expired_page(named.expires), 410)
        return token, named

    async def _asked(self, named: Named, work: Work[T], *, writes: bool = False) -> T:
        storage = self._app.storage
        ask = storage.write if writes else storage.read
        try:
            return await ask(named.team_id, work)
        except Refusal as refusal:
            if refusal.why is Why.NOT_FOUND:
                raise _Turned(pages.forged_page(), 404) from None
            if refusal.why is Why.SURVEY_OVER:
                company = await storage.read(named.team_id, company_name)
                raise _Turned(pages.closed_page(company), 410) from None
            raise

    def _desk(self) -> Desk:
        return self._app.gate.desk()

    def _from_here(self, request: Request) -> bool:
        """Whether the form comes from our own page, as far as the browser tells: another site must
        not make its visitors vote. What tells nothing is let in; a cookie proves the rest."""
        if request.headers.get("sec-fetch-site") == "cross-site":
            return False
        origin = request.headers.get("origin")
        if origin is None:
            return True
        ours = urlsplit(self._links.base)
        return origin in (f"{ours.scheme}://{ours.netloc}", _itself(request))

    # -- what goes out --------------------------------------------------------------------------

    def _address(self, token: str) -> str:
        return f"{self._path}/s/{token}"

    def _seal(self, token: str, voter: str) -> str:
        return seal(self._links.key, token, voter)

    def _sealed(self, form: FormFacts, token: str, voter: str) -> FormFacts:
        return replace(form, seal=self._seal(token, voter))

    def _with_cookie(self, page: Response, token: str, named: Named, voter: str) -> Response:
        """One for each link: that one browser answered two surveys is nobody's business."""
        left = named.expires - self._app.clock.now()
        page.set_cookie(
            COOKIE,
            voter,
            max_age=max(1, int(left.total_seconds())),
            path=self._address(token),
            secure=self._links.base.startswith("https://"),
            httponly=True,
            samesite="lax",
        )
        return page


def _page(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, headers=_HEADERS)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _itself(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def _cookie(request: Request) -> str | None:
    held = request.cookies.get(COOKIE, "")
    return held if _VOTER.fullmatch(held) else None


async def _form(request: Request) -> dict[str, list[str]]:
    """What a form brought, line ends as one character."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise _Turned(pages.too_long_page(), 413)
    try:
        form = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:  # bytes that are no text, or too many fields: no form of ours
        raise _Turned(pages.forged_page(), 400) from None
    return {name: [each.replace("\r\n", "\n") for each in held] for name, held in form.items()}


def _one(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _sent(form: dict[str, list[str]]) -> Sent:
    return Sent(
        answers={part: form.get(f"q{part}", []) for part in range(_QUESTIONS)},
        reason=_one(form, "reason"),
        follow_up=_one(form, "follow") == "yes",
        reach=_one(form, "reach"),
        seen=_one(form, "seen"),
    )
