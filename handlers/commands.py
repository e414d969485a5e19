"""`/cx`: the first word says which; everything else is that verb's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.blocks.about_me import about_me, on_its_way
from bot.blocks.help import help_screen
from bot.blocks.issue_screens import PAGE, issue_list, issue_whole
from bot.blocks.kit import Screen
from bot.blocks.mrkdwn import bold
from bot.domain.command import parse, split_verb
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.nearest import nearest
from bot.domain.policy import Right
from bot.usecases.about_me import me_facts
from bot.usecases.facts import issue_facts
from bot.usecases.my_data import send_my_data
from handlers import (
    catalogue,
    customers,
    digest,
    import_touchpoints,
    journeys,
    reports,
    settings,
)
from handlers.home_actions import point_to_lead
from handlers.log_command import log_command
from handlers.observation_actions import open_empty
from handlers.reply import Reply
from handlers.visit import Visit, typed_number


def cx(visit: Visit) -> Reply:
    return point_to_lead(visit, _by_verb(visit))


def stores(typed: str) -> bool:
    """Whether `/cx typed` changes anything: all others show something, or open a modal."""
    return split_verb(typed, VERBS)[0] in _STORING


def _by_verb(visit: Visit) -> Reply:
    """Find the verb and hand over. Words after no verb we know are carried back, never stored."""
    typed = visit.inbound.text
    if not typed.strip():
        return open_empty(visit)
    verb, rest = split_verb(typed, VERBS)
    if verb is None:
        raise Refusal(Why.UNKNOWN_COMMAND, typed=typed, command=typed.split()[0])
    if verb not in ("log", "help"):
        # guests who may log come this far
        visit.need(Right.READ, set(), "a member")
    return VERBS[verb](visit, rest)


def issues(visit: Visit, text: str) -> Reply:
    # it travels in the page buttons, which hold 2,000 characters
    return Reply(show=_issues(visit, " ".join(text.split()), 0))


def issues_page(visit: Visit) -> Reply:
    """Another page; the button carries where it starts and what was asked."""
    start, _, query = visit.inbound.value.partition(" ")
    return Reply(show=_issues(visit, query, number(start) or 0))


def issue(visit: Visit, text: str) -> Reply:
    row = visit.books.issues.numbered(typed_number(text, "/cx issue 42", "/cx issues"))
    if row is None:
        raise Refusal(Why.NOT_FOUND, what=f"an issue “{text.strip()}”", value=text)
    facts = issue_facts(visit.books, row, visit.actor, visit.desk.now, history=True)
    return Reply(show=issue_whole(facts))


def help_(visit: Visit, _text: str) -> Reply:
    return Reply(show=help_screen())


def me(visit: Visit, _text: str) -> Reply:
    return Reply(show=about_me(me_facts(visit.books, visit.desk, visit.actor.user_id)))


def download_me(visit: Visit) -> Reply:
    """ "Download": the file follows in the DM of whoever pressed."""
    new = send_my_data(visit.books, visit.desk, visit.actor.user_id)
    return Reply(tell=on_its_way(again=not new))


def _log(visit: Visit, text: str) -> Reply:
    return log_command(visit, text)


def _issues(visit: Visit, text: str, start: int) -> Screen:
    parsed = parse(text, ("touchpoint", "customer"))
    which = parsed.words.strip().casefold()
    if which not in _WHICH:
        lists = [name for name in _WHICH if name]
        near = nearest(which, lists)
        raise Refusal(
            Why.UNKNOWN_VALUE, key="list", value=which, near=near, known=lists, typed=text
        )
    title, asked = _WHICH[which]
    filters = asked(visit)
    if name := parsed.options.get("touchpoint"):
        touchpoint = visit.books.catalogue.find_touchpoint(name)
        filters["touchpoint_id"] = touchpoint.id
        title += f" at {bold(touchpoint.name)}"
    if name := parsed.options.get("customer"):
        customer = visit.books.customers.find(name)
        filters["customer_id"] = customer.id
        title += f" of {bold(customer.name)}"
    now = visit.desk.now
    rows, total = visit.books.issues.page(now, offset=start, limit=PAGE, **filters)
    facts = [issue_facts(visit.books, row, visit.actor, now) for row in rows]
    return issue_list(title, facts, total, start=start, query=text)


_WHICH: dict[str, tuple[str, Callable[[Visit], dict[str, Any]]]] = {
    "": ("Issues", lambda _: {}),
    "mine": ("Waiting for you", lambda visit: {"owner": visit.actor.user_id}),
    "open": ("Not resolved yet", lambda _: {"unresolved": True}),
    "overdue": ("Overdue", lambda _: {"overdue": True}),
    "unowned": ("Nobody owns these", lambda _: {"unowned": True}),
}

VERBS: dict[str, Callable[[Visit, str], Reply]] = {
    "log": _log,
    "issues": issues,
    "issue": issue,
    "help": help_,
    "customer": customers.customer,
    "search": customers.search,
    "touchpoints": catalogue.touchpoints,
    "touchpoint add": catalogue.touchpoint_add,
    "touchpoint edit": catalogue.touchpoint_edit,
    "touchpoints import": import_touchpoints.touchpoints_import,
    "journey": journeys.journey,
    "journey edit": journeys.journey_edit,
    "report": reports.report,
    "digest": digest.digest,
    "digest setup": digest.setup,
    "digest off": digest.off,
    "export": reports.export,
    "settings": settings.settings,
    "me": me,
}

_STORING = ("log", "report", "export", "digest", "digest off", "journey")

PAGES = {
    "issues_page": issues_page,
    "search_page": customers.search_page,
    "customer_page": customers.customer_page,
    "touchpoints_page": catalogue.touchpoints_page,
}
"""Buttons that turn a page."""
