"""`/cx help`: one screen, examples first."""

from __future__ import annotations

from bot.blocks import kit

_EXAMPLES = """*Log what a customer said*
`/cx log It ate the file and said nothing customer:"Acme Corp" touchpoint:import feeling:angry`
`/cx` opens the form · on any message: ⋯ → *Log as observation*"""

_ASK = """*Ask*
`/survey nps` asks this channel at once · `to:#channel` or `to:@group` · `anonymous:yes` · \
`closes:3d`
`/survey` opens the form with a preview · `/survey list`"""

_SURVEYS = """`/survey results 7` what came of survey 7 · `/survey close 7` before its time
`/survey record 7 customer:Acme score:9 "why"` what a customer told you
Kinds: `nps`, `csat`, `ces`, `yesno`, `choice`, `multiple`, `text` · also `repeat:monthly`, \
`touchpoint:X`, `options:"A, B"`"""

_LOOK = """*Look*
`/cx issues mine` · also `open`, `overdue`, `unowned`, `touchpoint:X`, `customer:X`
`/cx issue 42` with its whole history
`/cx customer Acme` everything heard from one customer, and their scores
`/cx search invoice` in all words and notes
`/cx report 30d` figures and charts as a file · also `90d`, `2026-Q3`, `area:X`"""

_SET_UP = """*Set up*
`/cx touchpoints` · `/cx touchpoint add` · `/cx touchpoint edit NAME`
`/cx journey NAME` its picture · `/cx journey edit NAME` owner, sponsor, stages, goal
`/cx digest setup` a channel's week · `/cx digest` as it would read now
`/cx settings` · `/cx me` what is held about you"""

_GRAMMAR = """Options stand anywhere, with no space after the colon: `customer:` `touchpoint:` \
`feeling:` delighted, happy, neutral, frustrated, angry · `severity:` low, medium, high, \
critical · `source:` call, email, chat, meeting … · `followup:yes`. All else is the customer's \
words, kept to the letter."""


def survey_help() -> kit.Screen:
    """`/survey help`."""
    return kit.Screen("How to ask", [kit.section(_ASK), kit.section(_SURVEYS)])


def help_screen() -> kit.Screen:
    return kit.Screen(
        "How to use Earshot",
        [
            kit.section(_EXAMPLES),
            kit.section(_ASK),
            kit.section(_LOOK),
            kit.section(_SET_UP),
            kit.context(_GRAMMAR),
            *kit.row(kit.button("Log an observation", "log_open", style="primary")),
        ],
    )
