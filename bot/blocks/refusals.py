"""The one place where a refusal becomes words: what was wrong, what is known, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, clip, either, head, inline, person, quote
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState

_MENTION = re.compile(r"<@\w+>")


_CARRIED = 11_000
"""Characters that fit into a message of 12,000 beside the sentence."""


def sentence(refusal: Refusal) -> str:
    """The refusal as mrkdwn, without the words that were typed."""
    return _SENTENCES[refusal.why](refusal)


def refusal_screen(refusal: Refusal) -> kit.Screen:
    """A private answer that also carries back what the person typed, to the letter."""
    screen = kit.say(sentence(refusal))
    if refusal.typed and refusal.typed.strip():
        screen.blocks.append(kit.context("Nothing is lost. You wrote:"))
        # a block holds 3,000 characters; what is longer comes in several
        carried = rest = head(refusal.typed, _CARRIED)
        while rest:
            piece = head(rest, 3000)
            screen.blocks.append({"type": "section", "text": kit.plain(piece)})
            rest = rest[len(piece) :]
        if carried != refusal.typed:
            screen.blocks.append(kit.context("A message holds no more. Shorter pieces would do."))
    return screen


def field_error(refusal: Refusal) -> str:
    """The refusal under an input of a modal, where Slack shows plain text only."""
    return clip(_plain(sentence(refusal)), 150)


def _plain(mrkdwn: str) -> str:
    named = _MENTION.sub("That person", mrkdwn).replace("*", "").replace("`", "")
    return named.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _already(refusal: Refusal) -> str:
    state, who = refusal.facts.get("state"), refusal.facts.get("person")
    by = f" by {person(str(who))}" if who else ""
    said = {
        IssueState.OPEN: f"This is open again{by}, so that button is no longer the right one.",
        IssueState.ACKNOWLEDGED: f"Already acknowledged{by}. Nothing more to press here.",
        IssueState.RESOLVED: f"Already resolved{by}. All done here.",
        IssueState.CLOSED: f"Already closed{by}. All done here.",
        IssueState.DISMISSED: f"Already dismissed{by}. Its reporter or a CX lead can reopen it.",
        "undone": "This was undone already.",
        "withdrawn": "This was withdrawn: nothing stands behind it any more.",
        "promised": "A promise stands already. Press Done when it is kept.",
        "kept": "No promise stands here any more. Make the next one, or resolve it.",
        "moved": "This promise was moved once already. Press Done when it is kept, or resolve it.",
        "over": "The day of this promise is over, so it can't be moved any more.",
        "past": "That promise is over, so nobody was asked. "
        f"`/cx issue {refusal.facts.get('number')}` shows what waits now.",
        "asked": "You asked for help already. It is on its way.",
        "owner": f"{person(str(who))} has it already.",
        "told": f"Already told{by}.",
        "waived": f"Already settled{by}: no need to tell.",
        "not_told": "On record as not told: the time for that is over.",
        "taken": f"{person(str(who))} was quicker and took it.",
        "lead": "You lead customer experience here already.",
        "led": f"{person(str(who))} was quicker and leads customer experience now.",
        "set": "That is set already.",
        "settled": "This was settled already.",
        "ended": "That has ended already.",
        "being_made": "That is being made already. It comes to your DM with me in a moment.",
        "back": "You are back already.",
        "begun": "These days have begun. “I'm back” ends them.",
    }
    return said.get(state, f"Someone was quicker{by}; it is done.")  # type: ignore[call-overload, no-any-return]


def _unknown_value(refusal: Refusal) -> str:
    key, value = refusal.facts.get("key", "value"), str(refusal.facts.get("value", ""))
    near, known = _names(refusal, "near"), _names(refusal, "known")
    said = f"I don't know the {key} {quote(value)}."
    said += f" Did you mean {either(near)}?" if near else ""
    said += f" It can be {either(known)}." if known else ""
    listed = key == "touchpoint" and not near
    return f"{said} `/cx touchpoints` lists them all." if listed else said


def _names(refusal: Refusal, fact: str) -> list[str]:
    names = refusal.facts.get(fact) or ()
    return [str(name) for name in names]  # type: ignore[attr-defined]


def _no_number(refusal: Refusal) -> str:
    typed = str(refusal.facts.get("value", "")).strip()
    said = f"{quote(typed, 40)} is no number. " if typed else ""
    return (
        f"{said}Which one? Write its number, as in `{refusal.facts.get('example')}`; "
        f"`{refusal.facts.get('listed')}` shows the numbers."
    )


def _closed_already(refusal: Refusal) -> str:
    number = refusal.facts.get("number")
    if refusal.facts.get("cancelled"):
        return f"Survey {number} was stopped already."
    if refusal.facts.get("answer"):
        return (
            f"Survey {number} is closed and takes no more answers. What the customer told you can "
            "still be logged: `/cx log`."
        )
    return f"Survey {number} is closed already. `/survey results {number}` shows what it says."


def _too_far(refusal: Refusal) -> str:
    days = refusal.facts.get("days")
    return f"At most {days} days ahead, please." if days else "A date within a year, please."


def _no_column(refusal: Refusal) -> str:
    found = " or ".join(quote(each, 30) for each in _names(refusal, "found"))
    seen = f"; I see {found}" if found else ""
    return f"I need a column “{refusal.facts.get('column')}”{seen}."


_SENTENCES: dict[Why, Callable[[Refusal], str]] = {
    Why.NO_WORDS: lambda _: (
        "There are no words yet. What did the customer say or do? For example: "
        '`/cx log It ate the file and said nothing customer:"Acme"`'
    ),
    Why.UNKNOWN_COMMAND: lambda r: (
        f"I don't know {quote(str(r.facts.get('command', '')))}. `/cx help` shows what I can do; "
        "to store words, begin with `/cx log`."
    ),
    Why.UNKNOWN_VALUE: _unknown_value,
    Why.NO_NUMBER: _no_number,
    Why.NO_SUCH_NUMBER: lambda r: (
        f"There is no {r.facts['what']} #{r.facts['number']}. `{r.facts['listed']}` shows yours."
    ),
    Why.NAME_TAKEN: lambda r: f"{quote(str(r.facts.get('name', '')))} is there already.",
    Why.MISSING: lambda _: "This is needed.",
    Why.DATE_PASSED: lambda _: "That is past. A later date, please.",
    Why.DATE_TODAY: lambda _: "Today is too soon. Tomorrow or later, please.",
    Why.NOT_LATER: lambda _: "A later date than the one that was promised, please.",
    Why.TOO_FAR: _too_far,
    Why.ENDS_BEFORE: lambda _: "That is before the first day.",
    Why.NOT_A_TERM: lambda r: (
        f"{quote(str(r.facts.get('value', '')), 40)} is no time I know. Write 4h for working hours "
        "or 3d for working days; at most 2000h or 365d."
    ),
    Why.TOO_MUCH: lambda r: f"At most {r.facts.get('most', 'that')}, please.",
    Why.NOT_A_PERSON: lambda r: (
        f"{person(str(r.facts['person']))} can't answer for it: deactivated, away, a guest, a bot "
        "or of another company."
    ),
    Why.NO_HOURS: lambda _: "Work can't begin and end at the same minute.",
    Why.NOT_PUBLIC: lambda _: (
        "Reactions log only in public channels of your own workspace; here nothing is stored."
    ),
    Why.NOT_INVITED: lambda _: (
        "Earshot is not in that channel. Type `/invite @Earshot` there, then save again."
    ),
    Why.NOT_FOR_DIGESTS: lambda _: (
        "That channel is shared with another company, or a private one that you are not in. A "
        "digest goes to a channel of your own."
    ),
    Why.ONE_KIND: lambda _: "Choose areas, or touchpoints, or one journey.",
    Why.NOT_AN_ANSWER: lambda r: (
        f"This can be answered with {inline(str(r.facts.get('expected', 'something else')))}."
    ),
    Why.SURVEY_OVER: lambda _: "This survey is closed. Nothing was stored; thank you all the same.",
    Why.CLOSED_ALREADY: _closed_already,
    Why.NOT_FOR_CUSTOMERS: lambda r: (
        f"Survey {r.facts.get('number', '')} asks people in Slack, who answer for themselves. One "
        "for customers takes recorded answers and links."
    ),
    Why.SELF_GIVEN: lambda r: (
        f"{bold(str(r.facts.get('customer', '')))} has answered by themselves, and that stays. "
        "What they told you can still be logged: nothing of it is lost."
    ),
    Why.NO_LINKS: lambda _: (
        "Links need a web address. Whoever runs Earshot can give it one: EARSHOT_PUBLIC_URL, in "
        "HTTP mode."
    ),
    Why.NEAR_MISS: lambda r: (
        f"Did you mean `{inline(str(r.facts['known']))}:` with "
        f"{quote(str(r.facts['slip']), 40)}? It stands in the question now."
    ),
    Why.TWICE: lambda r: (
        f"`{inline(str(r.facts['key']))}:` stands there more than once. The first counts; the rest "
        "stands in the question now."
    ),
    Why.TO_FILL: lambda r: (
        f"“{{{r.facts['gap']}}}” still stands in the question. What is asked about?"
    ),
    Why.TWO_OPTIONS: lambda _: "At least two options, please, one a line.",
    Why.NOT_BOTH: lambda _: (
        "Customers' answers carry the customer's name, so they can't be hidden."
    ),
    Why.NOT_A_SPAN: lambda r: (
        f"{quote(str(r.facts.get('value', '')), 40)} is no time I know. Write 12h, 3d or 2w; at "
        "most 90d."
    ),
    Why.ONE_PLACE: lambda _: "One channel, or people and groups: not both at once.",
    Why.LONE_WORD: lambda r: (
        f"Nothing is sent yet: {quote(str(r.facts['word']), 75)} stands as the whole question. "
        f"`/survey {r.facts['kind']}` with nothing behind it asks in its standard wording."
    ),
    Why.NOT_IN_CHANNEL: lambda r: (
        f"I'm not in <#{r.facts['channel']}>. Type `/invite @Earshot` there, then send this."
        if r.facts.get("channel")
        else "This is no channel, so there is nobody here to ask. Choose below who is asked."
    ),
    Why.NOT_YOURS_TO_ASK: lambda _: "You can ask channels that you are in. A CX lead can ask any.",
    Why.NO_KEYS: lambda _: (
        "Anonymous surveys are not set up here. Whoever runs Earshot can: EARSHOT_KEY_DIR."
    ),
    Why.NOT_ASKED: lambda _: (
        "This survey was sent to others: who is asked is fixed when it is sent, and customers who "
        "were asked something lately are left out. Nothing was stored."
    ),
    Why.FINAL: lambda _: "You have answered this. Anonymous answers are final once sent.",
    Why.KEY_GONE: lambda _: (
        "This survey can take no more answers: the key that keeps it anonymous is gone. Nothing "
        "was stored."
    ),
    Why.NOT_A_TABLE: lambda _: (
        "I can't read this as a table. Save it as “CSV UTF-8”, please, and try again."
    ),
    Why.NO_COLUMN: _no_column,
    Why.NO_ROWS: lambda _: "There is nothing below the first row, which names the columns.",
    Why.NO_SCOPE: lambda r: (
        f"I may not {r.facts['what']} here. Whoever installed Earshot can grant it: "
        f"`{r.facts['scope']}`."
    ),
    Why.NOT_FOUND: lambda r: (
        f"I can't find {inline(str(r.facts.get('what', 'that')))}. It may be gone."
    ),
    Why.NOT_ALLOWED: lambda r: f"Only {r.facts.get('who', 'its owner or a CX lead')} can do that.",
    Why.ALREADY: _already,
    Why.TOO_LATE: lambda _: "Undo works for 15 minutes. You can still edit it.",
    Why.ENOUGH_WAITING: lambda r: (
        f"{r.facts['most']} things are being made for you already, and come to your DM with me one "
        "after the other. Then ask for this one."
    ),
    Why.CHANGED_MEANWHILE: lambda _: "Someone changed this a moment ago. Look again, please.",
    Why.GUEST: lambda _: "Guests can answer surveys here, and nothing else yet. Ask a colleague.",
    Why.STRANGER: lambda _: "This works only for people of the company that runs Earshot.",
    Why.STORAGE_BUSY: lambda _: (
        "I couldn't store this just now: the database doesn't answer. Please try again in a minute."
    ),
    Why.SLACK_SILENT: lambda _: "Slack didn't answer me. Please try again in a minute.",
    Why.OURS: lambda r: (
        f"That went wrong on our side (reference {r.facts.get('reference', 'none')}). "
        "Nothing was changed."
    ),
}
