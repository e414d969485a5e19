"""The line behind `/survey`: a kind, a question, and options in any order.

Source: docs/reference/commands.md, "In Slack".

Slack writes what was picked from its lists as `<#C…>`, `<@U…>` and `<!subteam^S…>`; the line is
read as it comes, still escaped, so that nobody can type such a thing by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.command import parse, split_verb
from bot.domain.errors import Refusal, Why
from bot.domain.slacktext import from_message
from bot.domain.survey_form import DAY, LONGEST_OPEN, Asked, Question, SurveyForm
from bot.domain.surveys import KINDS, filled
from bot.domain.wave import Audience, Repeat

KEYS = ("to", "anonymous", "closes", "repeat", "touchpoint", "options")

_TARGET = re.compile(r"<(#|@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>")
_MORE = re.compile(r"(?<!\S)(to:)((?:<(?:@|!subteam\^)[^<>]+>[\s,;]*){2,})", re.IGNORECASE)
"""Several people and groups behind one `to:`; behind a channel they are part of the question."""
_TERM = re.compile(r"(\d{1,4})\s*(h|d|w)[a-z]*", re.IGNORECASE)
_MINUTES = {"h": 60, "d": DAY, "w": 7 * DAY}
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
_QUOTES = "\"“”„‟«»＂'‘’‚‛‹›"

_ASKING = "?？؟;"
"""How a question ends, in Latin, Chinese, Arabic and Greek script."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read. touchpoint: its name as typed. open: what keeps it from being sent as
    it stands, each with the field of the modal where it is to be mended."""

    form: SurveyForm
    touchpoint: str | None
    open: tuple[Refusal, ...]


def kind_of(text: str) -> tuple[str | None, str]:
    """The kind that a line begins with, and what follows it."""
    return split_verb(text, tuple(KINDS))


def read_line(
    text: str, *, here: str | None, company: str, names: Callable[[str], str | None]
) -> Line:
    """Read what follows `/survey`, as Slack sends it. `here`: the channel it was typed in, None
    where there is none. `names`: what to call an id that is mentioned in the question.

    Raises Refusal(UNKNOWN_COMMAND) for a line that begins with no kind.
    """
    name, rest = kind_of(text)
    if name is None:
        raise Refusal(Why.UNKNOWN_COMMAND, command=text.split()[0], typed=text)
    parsed = parse(_MORE.sub(r'\1"\2" ', rest), KEYS)
    kind = KINDS[name]
    said = {key: from_message(value, names) for key, value in parsed.options.items()}
    notes = [
        Refusal(Why.NEAR_MISS, field="text_0", slip=miss.typed, known=miss.known)
        for miss in parsed.near
    ]
    twice = dict.fromkeys(parsed.repeated)
    notes += [Refusal(Why.TWICE, field="text_0", key=key) for key in twice]
    words = _unquoted(from_message(parsed.words, names))
    if not notes and _is_lone(parsed.words, words):
        notes.append(Refusal(Why.LONE_WORD, field="text_0", word=words, kind=name))
    question = Question(
        name, words or filled(kind.question, company=company), _options(said.get("options"))
    )
    form = SurveyForm((question,), asked=Asked(channel=here))
    if "to" in parsed.options:
        form = _aimed(form, parsed.options["to"], said["to"], notes)
    form = replace(
        form,
        anonymous=_yes(said, "anonymous", notes),
        open_for=_term(said, notes, form.open_for),
        repeat=_rhythm(said, notes),
    )
    return Line(form, said.get("touchpoint"), tuple(notes))


def _unquoted(words: str) -> str:
    """The question without the quotation marks around the whole of it."""
    whole = words.strip()
    if len(whole) > 1 and whole[0] in _QUOTES and whole[-1] in _QUOTES:
        return whole[1:-1].strip()
    return whole


def _is_lone(typed: str, words: str) -> bool:
    """Whether all that was `typed` is one bare word, which a slip is more often than a question."""
    is_quoted = words != typed.strip() and typed.strip()[:1] in _QUOTES
    return len(words.split()) == 1 and not is_quoted and words[-1] not in _ASKING


def _options(typed: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in (typed or "").split(",") if each.strip()))


def _aimed(form: SurveyForm, raw: str, said: str, notes: list[Refusal]) -> SurveyForm:
    found: dict[str, list[str]] = {"#": [], "@": [], "!subteam^": []}
    for sign, target in _TARGET.findall(raw):
        found[sign].append(target)
    channels, people, groups = found.values()
    left = _TARGET.sub("", raw).strip(" ,;")
    if left or not (channels or people or groups):
        notes.append(Refusal(Why.UNKNOWN_VALUE, field="channel", key="place or person", value=said))
        return replace(form, asked=Asked())
    if len(channels) > 1 or (channels and (people or groups)):
        notes.append(Refusal(Why.ONE_PLACE, field="channel"))
        return replace(form, asked=Asked())
    if channels:
        return replace(form, asked=Asked(channel=channels[0]))
    asked = Asked(people=tuple(dict.fromkeys(people)), groups=tuple(dict.fromkeys(groups)))
    return replace(form, audience=Audience.PEOPLE, asked=asked)


def _yes(said: dict[str, str], key: str, notes: list[Refusal]) -> bool:
    typed = said.get(key, "no").strip().casefold()
    if typed not in _YES + _NO:
        notes.append(
            Refusal(Why.UNKNOWN_VALUE, field="switches", key=key, value=typed, known=("yes", "no"))
        )
    return typed in _YES


def _term(said: dict[str, str], notes: list[Refusal], default: int) -> int:
    typed = said.get("closes")
    if typed is None:
        return default
    found = _TERM.fullmatch(typed.strip())
    minutes = int(found[1]) * _MINUTES[found[2].lower()] if found else 0
    if not 0 < minutes <= LONGEST_OPEN:
        notes.append(Refusal(Why.NOT_A_SPAN, field="closes", value=typed))
        return default
    return minutes


def _rhythm(said: dict[str, str], notes: list[Refusal]) -> Repeat:
    typed = said.get("repeat", Repeat.NEVER.value).strip().casefold()
    try:
        return Repeat({"no": "never", "none": "never"}.get(typed, typed))
    except ValueError:
        known = list(Repeat)
        notes.append(
            Refusal(Why.UNKNOWN_VALUE, field="repeat", key="repeat", value=typed, known=known)
        )
        return Repeat.NEVER
