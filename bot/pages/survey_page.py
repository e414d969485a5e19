"""The pages behind a survey link, as HTML: plain facts in, one document out.

No script, nothing loaded, nothing that moves. People's text is escaped by the templates and stands
in `dir="auto"`, so that it is read in its own direction and turns nothing else around.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from bot.domain.surveys import KINDS, Point

_HERE = Path(__file__).parent
# ours, not a person's: it stands in the page as it is
_CSS = (_HERE / "survey.css").read_text("utf-8")
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
)
_TEMPLATES.globals["css"] = Markup(_CSS)  # noqa: S704 - a file of ours

STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
"""What a Content-Security-Policy names to let the page's own style in, and no other."""


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question and what stands in it. answer: as its kind stores it, or "". needed: there is no
    answer without it. wrong: what is wrong with what was sent, in words, or ""."""

    part: int
    kind: str
    text: str
    options: tuple[str, ...] = ()
    answer: str = ""
    needed: bool = False
    wrong: str = ""

    @property
    def points(self) -> tuple[Point, ...]:
        return KINDS[self.kind].points(self.options)

    @property
    def ends(self) -> tuple[str, str] | None:
        return KINDS[self.kind].ends()

    @property
    def is_scale(self) -> bool:
        return self.ends is not None

    @property
    def many(self) -> bool:
        """Whether several may be chosen."""
        return bool(self.points) and not KINDS[self.kind].one_click

    @property
    def chosen(self) -> list[str]:
        return self.answer.split() if self.points else []

    @property
    def words(self) -> str:
        return "" if self.points else self.answer


@dataclass(frozen=True, slots=True)
class FormFacts:
    """reason: what stands there; None: not asked for. reach: the same for an address; None where we
    know who answers. closes_at: aware UTC. seal, seen: what the form brings back."""

    company: str
    questions: Sequence[QuestionFacts]
    closes_at: datetime
    named: str | None
    """Under which name the answer is stored; None: under none."""
    reason: str | None = None
    reach: str | None = None
    follow_up: bool = False
    problem: str = ""
    seal: str = ""
    seen: str = ""

    @property
    def until(self) -> str:
        return _moment(self.closes_at)

    @property
    def kept(self) -> str:
        if self.named:
            return f"Your answer is stored under the name {self.named}."
        return (
            "Your answer is stored without a name; a cookie lets this browser change it, and is "
            "used for nothing else."
        )


@dataclass(frozen=True, slots=True)
class ThanksFacts:
    """said: the one answer that the heading repeats, or "". answers: (question, answer), as people
    read them. back: the form's address."""

    company: str
    said: str
    answers: Sequence[tuple[str, str]]
    closes_at: datetime
    back: str

    @property
    def heading(self) -> str:
        return f"You answered {self.said}. Thank you." if self.said else "Thank you."

    @property
    def until(self) -> str:
        return _moment(self.closes_at)


def form_page(facts: FormFacts) -> str:
    title = facts.questions[0].text
    return _render("form.html", title, facts.company, facts=facts)


def thanks_page(facts: ThanksFacts) -> str:
    return _render("thanks.html", facts.heading, facts.company, facts=facts)


def sorry_page(title: str, sentence: str, company: str = "") -> str:
    return _render("sorry.html", title, company, sentence=sentence)


def forged_page() -> str:
    return sorry_page(
        "This link does not work.",
        "It may not have been copied whole. Please open it again from where you got it, or ask "
        "whoever sent it to you.",
    )


def expired_page(expired: datetime) -> str:
    return sorry_page(
        "This link has expired.",
        f"It was good until {_moment(expired)}. Thank you for coming all the same. If there is "
        "something to tell us, please write to whoever sent it to you.",
    )


def closed_page(company: str) -> str:
    return sorry_page(
        "This survey is closed.",
        "Nothing was stored just now, and what was answered before counts. Thank you for coming "
        "all the same.",
        company,
    )


def busy_page() -> str:
    return sorry_page(
        "One moment, please.",
        "There were very many requests just now. Nothing was stored. Please try again in a minute.",
    )


def failed_page() -> str:
    return sorry_page(
        "That did not work.",
        "It was our fault, and nothing was stored. Please go back and try again in a minute.",
    )


def too_long_page() -> str:
    return sorry_page(
        "That is too long for us.",
        "Nothing was stored. Please go back; a shorter text will do.",
    )


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _render(template: str, title: str, company: str, **facts: object) -> str:
    return _TEMPLATES.get_template(template).render(title=title, company=company, **facts)
