"""Digests to draw: a quiet week, a first one, a normal one, a bad one, and hostile ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.digest.content import (
    Answered,
    Asks,
    Broken,
    Decision,
    Digest,
    Good,
    Headline,
    Hurt,
    JourneyLine,
    Lead,
    Promises,
    ScoreLine,
    Waiting,
)

QUIET = Digest("", date(2026, 9, 7), date(2026, 9, 14), 1, True, Headline(Lead.QUIET))

FIRST = Digest(
    scope="",
    first=date(2026, 9, 7),
    last=date(2026, 9, 14),
    weeks=1,
    masked=True,
    headline=Headline(Lead.HEARD, count=3, of=3),
    journeys=(JourneyLine(1, "Customer journey", 3, None),),
    hurts=(Hurt("Data import", 1, 0, 0, "It ate the file and said nothing."),),
    good=Good("Your onboarding lead stayed on till our last user could log in.", "Handover", ""),
    observations=3,
    customers=3,
    colleagues=2,
)

NORMAL = Digest(
    scope="",
    first=date(2026, 9, 7),
    last=date(2026, 9, 14),
    weeks=1,
    masked=True,
    headline=Headline(
        Lead.THEME, "Data import", 9, 51, 4, "Dates are read in any format", date(2026, 9, 18)
    ),
    decisions=(
        Decision(
            12,
            12,
            Asks.CHOSEN,
            "Billing & invoices",
            "I have the money. You won't take it.",
            6,
            2,
            4,
        ),
        Decision(31, 31, Asks.UNOWNED, "API & webhooks", "The limit hits us daily.", 4, 0, 2),
    ),
    answered=(
        Answered(
            7,
            "Nobody told me the seats were full.",
            "Plan limits",
            "The invite screen says so now",
            5,
            5,
        ),
        Answered(
            9, "I explained it three times.", "Tickets", "Support sees the sales notes.", 4, 6
        ),
    ),
    resolved=3,
    told=11,
    to_tell=13,
    promises=Promises(
        12,
        10,
        1,
        1,
        0,
        (
            Broken(
                15,
                "Billing & invoices",
                "VAT number on every PDF by Wed",
                "Tax check ran long; now Tue 15 Sep",
                "",
            ),
        ),
    ),
    journeys=(
        JourneyLine(
            1,
            "Getting started",
            21,
            58,
            change=-9,
            worst="Data import",
            seam=("Sales", "Onboarding"),
            goal=75,
        ),
        JourneyLine(2, "Everyday use", 48, 76, change=2, missing=("score",)),
        JourneyLine(3, "Getting help", 37, 82, change=6, goal=80),
        JourneyLine(
            4,
            "Renewing",
            4,
            None,
            blind=(("Renewal & price change", 5), ("Win back", None)),
            last=71,
            last_on=date(2026, 8, 17),
        ),
    ),
    hurts=(
        Hurt("Data import", 9, 4, 3, "It ate the file and said nothing."),
        Hurt("Billing & invoices", 6, 6, 5, "I have the money. You won't take it."),
        Hurt("CRM connector", 3, 5, 6, "Better, but I still check by hand."),
    ),
    scores=(
        ScoreLine("Support “made it easy”", "79 % (68–87, n 63), was 56 %", "a real rise", 7),
        ScoreLine("NPS", "+28 (13 to 41, n 112)", "no real change", 9),
    ),
    waiting=Waiting(
        7, 3, 12, (("API & webhooks", True), ("Login & SSO", False), ("Renewal mail", False))
    ),
    good=Good("Your onboarding lead stayed on till our last user could log in.", "Handover", ""),
    observations=74,
    customers=51,
    colleagues=38,
)

DISASTER = replace(
    NORMAL,
    headline=Headline(
        Lead.CRITICAL, "Speed & uptime", 31, 3, 0, "Status page by noon", date(2026, 9, 15)
    ),
    decisions=tuple(
        Decision(n, n, Asks.SPONSOR, "Speed & uptime", "We could not work at all today.", 31, 0, 1)
        for n in (40, 41, 42)
    ),
    more_decisions=5,
    more_ask=(Asks.SPONSOR,),
    answered=(),
    resolved=0,
    told=0,
    to_tell=0,
    promises=Promises(
        9,
        1,
        0,
        8,
        0,
        tuple(Broken(40 + n, "Speed & uptime", "Status page by noon", "", "Sam") for n in range(4)),
    ),
    journeys=(
        JourneyLine(
            2,
            "Everyday use",
            61,
            59,
            change=-17,
            uncapped=63,
            because="Speed & uptime",
            worst="Speed & uptime",
        ),
    ),
    hurts=(Hurt("Speed & uptime", 57, 2, 1, "We could not work at all today."),),
    scores=(),
    waiting=Waiting(44, 38, 40, (("Speed & uptime", False),)),
    good=None,
    observations=212,
    customers=88,
    colleagues=61,
)

MISSED = replace(NORMAL, weeks=3, first=date(2026, 8, 24), scope="Support, Sales")

NASTY = "<!channel> *bold* _it_ `code` <https://evil.example|Acme> & <@U0SAM> :bomb: " * 6
HEBREW = "המערכת \u202eבלעה\u202c את הקובץ ולא אמרה דבר, ואז הכול נעצר לכל הצוות שלנו"


def of_words(words: str) -> Digest:
    """A full week in which every text that people wrote is `words`."""
    name = words[:75]
    return Digest(
        scope=words,
        first=date(2026, 12, 28),
        last=date(2027, 1, 4),
        weeks=2,
        masked=False,
        headline=Headline(Lead.THEME, name, 9, 51, 12, words, date(2027, 1, 8)),
        decisions=tuple(
            Decision(n, n, why, name, words, 6, 2, n, "U0SAM" if n == 3 else None, words)
            for n, why in enumerate(Asks, 1)
        ),
        more_decisions=9,
        more_ask=tuple(Asks),
        answered=tuple(Answered(n, words, name, words, n, 5) for n in range(4)),
        resolved=70,
        told=11,
        to_tell=13,
        promises=Promises(
            9, 1, 2, 5, 1, tuple(Broken(n, name, words, words, words) for n in range(4))
        ),
        journeys=tuple(
            JourneyLine(
                n,
                words[:150],
                40,
                59,
                change=-9,
                uncapped=70,
                because=name,
                missing=("score", "promises"),
                worst=name,
                seam=(name, name),
                blind=((name, 4), (name, 5)),
                goal=90,
            )
            for n in range(30)
        ),
        hurts=tuple(Hurt(words, 9, 4, 3, words) for _ in range(3)),
        scores=tuple(ScoreLine(words, words, words, 12) for _ in range(5)),
        waiting=Waiting(7, 30, 12, tuple((name, True) for _ in range(5))),
        good=Good(words, name, words[:140]),
        observations=100_000,
        customers=41_234,
        colleagues=1_500,
    )


VAST = replace(
    NORMAL,
    hurts=tuple(replace(hurt, this=12_345, last=11_002, average=9_876) for hurt in NORMAL.hurts),
    observations=100_000,
    customers=41_234,
    colleagues=1_500,
    resolved=2_310,
    told=8_111,
    to_tell=9_402,
)
