"""The report as a file: everything in it, nothing fetched, and people's words are only words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from bot.blocks.report_records import report_records
from bot.domain.digest.content import (
    Answered,
    Broken,
    JourneyLine,
    Promises,
    ScoreLine,
    Waiting,
)
from bot.domain.digest.records import Behind
from bot.domain.journey_map import MapCell
from bot.domain.report import Bar, Count, GoodWords, JourneyPart, PlaceLine, Report, ThemeLine
from bot.domain.report_scores import ScoreGroup, ScorePart
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Figure, PastFigure, find
from bot.domain.wave import Given
from bot.report.page import Heading, page
from bot.report.sentences import headline
from tests.support.golden import check_golden

NASTY = "<script>alert(1)</script><img src=x onerror=y>&amp;\"' {{ 7*7 }} \u202egnp.exe </style>"
HEADING = Heading(
    "Northlight",
    "last 30 days",
    date(2026, 8, 16),
    date(2026, 9, 14),
    "",
    "",
    datetime(2026, 9, 14, 10, tzinfo=UTC),
    "Europe/Berlin",
)
FIRM = find(KINDS["ces"], {"7": 30, "5": 12, "3": 12}, before={"6": 20, "2": 40})
PAST = PastFigure(datetime(2026, 8, 31, tzinfo=UTC), 54, Figure(78, 65, 87))


def filled(words: str) -> Report:
    """One of everything, each text of a person being `words`."""
    line = JourneyLine(1, words, 21, 58, None, 74, words, worst=words, seam=(words, words))
    silent = replace(
        line, health=None, blind=((words, 5), (words, None)), last=64, last_on=date(2026, 8, 17)
    )
    return Report(
        customers=Count(1488, 1400),
        hurt=Count(272, 272),
        observations=Count(3000, 2900),
        colleagues=21,
        opened=Count(13, 4),
        resolved=Count(14, 3),
        told=2,
        to_tell=3,
        promises=Promises(4, 3, 0, 1, 0, (Broken(6, words, words, words, ""),)),
        kept_before=(5, 9),
        unresolved=10,
        waiting=Waiting(3, 2, 9, ((words, True), ("Tickets", False))),
        bars=(Bar(date(2026, 9, 1), 40, 12), Bar(date(2026, 9, 8), 51, 24)),
        daily=False,
        places=(PlaceLine(words, words, Count(72, 27), 124.5, words),),
        themes=(ThemeLine(words, Count(21, 9), words),),
        scores=(
            ScorePart(
                "ces",
                words,
                words,
                (7, 5),
                (
                    ScoreGroup(Given.SELF, FIRM, 90),
                    ScoreGroup(Given.RECORDED, find(KINDS["ces"], {"6": 7, "2": 2}), None),
                ),
                (PAST, PAST),
            ),
            ScorePart(
                "nps", words, "", (6,), (ScoreGroup(Given.SELF, find(KINDS["nps"], {}), None),), ()
            ),
        ),
        answered=(Answered(3, words, words, words, 1, 2), Answered(4, "", "", "", 0, 0)),
        journeys=(
            JourneyPart(line, (words, "Use"), {(0, 2): MapCell(14.0, 5, False)}),
            JourneyPart(silent, ("Use",), {}),
        ),
        good=(GoodWords(words, words),),
    )


NOTHING = Report(
    customers=Count(0, 0),
    hurt=Count(0, 0),
    observations=Count(0, 0),
    colleagues=0,
    opened=Count(0, 0),
    resolved=Count(0, 0),
    told=0,
    to_tell=0,
    promises=Promises(),
    kept_before=(0, 0),
    unresolved=0,
    waiting=Waiting(),
    bars=(Bar(date(2026, 9, 14), 0, 0),),
    daily=True,
    places=(),
    themes=(),
    scores=(),
    answered=(),
    journeys=(),
    good=(),
)


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def test_what_people_wrote_makes_no_tag_and_is_there_to_the_letter() -> None:
    calm, nasty = seen(page(HEADING, filled("Data import"))), seen(page(HEADING, filled(NASTY)))
    assert set(nasty.tags) == set(calm.tags)
    assert nasty.names == calm.names
    assert "script" not in nasty.tags
    assert NASTY in nasty.text


@pytest.mark.parametrize("report", [filled("Data import"), filled(NASTY), NOTHING])
def test_nothing_is_fetched_and_nothing_runs(report: Report) -> None:
    html = page(HEADING, report)
    read = seen(html)
    fetching = {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert not fetching & set(read.tags)
    assert not {name for name in read.names if name.startswith("on") or name in ("src", "href")}
    addresses = set(re.findall(r"(?:https?:)?//[\w.]+", html.replace(NASTY, "")))
    assert addresses <= {"http://www.w3.org"}
    assert "url(" not in html.replace("url(#hatch)", "")


def test_each_figure_stands_on_the_page() -> None:
    html = page(HEADING, filled("Data import"))
    text = " ".join(re.sub(r"</(?:b|span|i|p|div|h3)>", " ", html).split())
    text = " ".join(re.sub(r"<[^>]+>", "", text).split())
    for said in (
        "1,488 customers heard 1,400 before",
        "272 frustrated or angry as before",
        "14 issues resolved 3 before; 13 opened",
        "2 of 3 customers told",
        "3 of 4 promises kept 5 of 9 before",
        "2 waiting too long of 10 unresolved",
        "And 12 more.",
        "CES · Data import",
        "78 % say it was easy (95 %: 65 to 87 %) 54 of 90 answered, given by themselves "
        "42 easy (5–7), 12 not easy (1–4) · mean 5.7 of 7 (5.2 to 6.1) 33 % before: a real rise",
        "78 % say it was easy (95 %: 45 to 94 %) 9 answered, recorded by colleagues",
        "Rough: fewer than 30 answers, too few to be compared",
        "NPS Data import Too few to say given by themselves",
        "Broken: Data import",
        "2 issues wait past their time, for 3 customers; the oldest for 9 days",
        "Data import (no owner yet), Tickets",
        "too few to say, last 64 on 17 August 2026 · 21 customers in 28 days",
        "Nothing heard on Data import for 5 weeks. No touchpoint lies in Data import.",
        "Northlight · 16 August 2026 – 14 September 2026",
        "Made by Earshot on 14 September 2026, 12:00 (Europe/Berlin)",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (NOTHING, "Nothing was heard in this time. Silence is never green."),
        (
            replace(NOTHING, customers=Count(1, 0)),
            "1 customer heard, and none of them frustrated or angry.",
        ),
        (
            filled("Data import"),
            "272 of 1,488 customers were frustrated or angry, most often at Data import (72). "
            "2 of 3 who waited for news have been told.",
        ),
    ],
)
def test_the_first_sentence_says_what_matters(report: Report, said: str) -> None:
    assert headline(report) == said


def test_one_customer_is_no_plural() -> None:
    line = JourneyLine(1, "Use", 1, None)
    report = replace(
        NOTHING, journeys=(JourneyPart(line, ("Use",), {(0, 2): MapCell(1, 1, False)}),)
    )
    assert "too few to say · 1 customer in 28 days" in page(HEADING, report)


@pytest.mark.parametrize(("name", "words"), [("normal", "Data import"), ("hostile", NASTY)])
def test_every_number_has_its_records(name: str, words: str) -> None:
    score = ScoreLine(words, "CES 78 % say it was easy, 54 of 90 answered", "survey 7", 7)
    seen = Behind((1,))
    report = filled(words)
    report = replace(report, places=(replace(report.places[0], behind=seen),))
    message = report_records(report, "Customer report, last 30 days", (score,), 5)
    check_golden(f"report_records_{name}", message)


def test_the_same_facts_give_the_same_page() -> None:
    assert page(HEADING, filled("Data import")) == page(HEADING, filled("Data import"))
