"""How people say it: many voices, some in a hurry, some with slips of the finger."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from bot.simulate.details import fill
from bot.simulate.said import Place, Problem

_BEFORE_ILL: Final = (
    "Honestly? ", "Sorry, but ", "Hi, ", "Hello team, ", "Just so you know: ", "Again: ",
    "I don't want to complain, but ", "Quick one: ", "Third time I write this. ", "So: ",
    "Maybe it's me. ", "Not angry, just tired: ", "Between us: ", "From our side: ",
)  # fmt: skip
_AFTER_ILL: Final = (
    "We lost half a day over it.", "Can somebody look at this?", "It can't be that hard.",
    "I have to explain this to {role} on {weekday}.", "It's the second time this month.",
    "{role} asked whether we should look for something else.", "We work around it with {tool}.",
    "Is that on purpose?", "Please tell me it's being worked on.", "Otherwise we like it, really.",
    "For {team} that's a real problem.", "I gave up after {minutes} minutes.",
    "What do I tell {team}?", "That was not so last year.", "We noticed on {weekday}.",
    "It costs us {hours} every week.", "We pay {amount} a month for this.",
    "If there's a trick, I'd love to know it.", "No hurry, but it adds up.",
)  # fmt: skip
_BEFORE_WELL: Final = (
    "Just wanted to say: ",
    "Credit where it's due. ",
    "Hi all, ",
    "By the way: ",
)
_AFTER_WELL: Final = (
    "Please pass it on.", "Keep it that way.", "{team} says thanks.", "That's all.",
    "I don't write such mails often.", "We told {role}.", "It's noticed.", "More of that.",
)  # fmt: skip
_ON_A_CALL: Final = (
    "On the call: {said}", "{caller}, on the phone: {said}",
    "Quote from the review call: {said}",
    "{said} (from their mail on {weekday})", "Literally: {said}",
    "At the fair in {city}, one of their people: {said}", "In the QBR: {said}",
    "{said} She wasn't angry, just surprised.", "Chat, {weekday} morning: {said}",
)  # fmt: skip
_SEEN: Final = (
    "Seen on their screen, in their own words: {said}",
    "Was on site on {weekday}. Somebody called across the room: {said}",
    "Read it in their chat while they shared the screen: {said}",
    "They didn't complain, but the note on the monitor said: {said}",
    "Watched them try. After {minutes} minutes, to a colleague: {said}",
)
_OWN: Final = (
    "I believe we make this harder than it is: {title}.",
    "My own view after {count} calls: {title}. We should look at it.",
    "Nobody has said it to me yet, but I expect trouble here: {title}.",
    "Own opinion: {title}. It would bother me.",
)


def complaint(problem: Problem, rng: Random) -> str:
    """What a customer says about a problem, in a voice of their own."""
    if problem.abroad and rng.random() < 0.07:
        return fill(rng.choice(problem.abroad), rng)
    said = rng.choice(problem.said)
    if rng.random() < 0.22:
        said = _after(rng.choice(_BEFORE_ILL), said)
    if rng.random() < 0.3:
        said = f"{said} {_sentence(rng.choice(_AFTER_ILL))}"
    return _voiced(said, rng)


def praise(place: Place, rng: Random) -> str:
    said = rng.choice(place.praise)
    if rng.random() < 0.15:
        said = _after(rng.choice(_BEFORE_WELL), said)
    if rng.random() < 0.25:
        said = f"{said} {_sentence(rng.choice(_AFTER_WELL))}"
    return _voiced(said, rng)


def remark(place: Place, rng: Random) -> str:
    """What is only noted, by the colleague who heard it."""
    return _slipped(_upper(fill(rng.choice(place.remarks), rng)), rng)


def seen(problem: Problem, rng: Random) -> str:
    """What a colleague saw a customer do."""
    return _upper(_quoted(rng.choice(_SEEN), _inner(rng.choice(problem.said)), rng))


def own_view(problem: Problem, rng: Random) -> str:
    """What a colleague thinks themselves."""
    title = problem.title[0].lower() + problem.title[1:]
    return _quoted(rng.choice(_OWN).replace("{title}", "{said}"), title, rng)


def _voiced(said: str, rng: Random) -> str:
    filled = _upper(fill(said, rng))
    way = rng.random()
    if way < 0.12:
        return _quoted(rng.choice(_ON_A_CALL), _inner(filled), rng)
    if way < 0.2:  # typed on a phone
        return _slipped(filled.lower().replace("'", "").rstrip("."), rng)
    if way < 0.22:
        return filled.rstrip(".") + "..."
    return _slipped(filled, rng)


def _inner(said: str) -> str:
    """A quote in what is quoted has other marks."""
    return re.sub(r'"([^"]*)"', r"‘\1’", _sentence(said))


def _quoted(frame: str, said: str, rng: Random) -> str:
    before, _, after = frame.partition("{said}")
    return _upper(fill(before, rng)) + fill(said, rng) + fill(after, rng)


def _slipped(text: str, rng: Random) -> str:
    """The text, with a slip of the finger once in a while."""
    if rng.random() > 0.06:
        return text
    words = text.split(" ")
    at = rng.randrange(len(words))
    word = words[at]
    if len(word) > 4 and word.isalpha():
        cut = rng.randrange(1, len(word) - 2)
        swap, drop = word[cut + 1] + word[cut], word[cut + 1]
        words[at] = word[:cut] + rng.choice((swap, drop)) + word[cut + 2 :]
    return " ".join(words)


def _after(before: str, said: str) -> str:
    """`said` in the same sentence, where `before` leaves it open."""
    goes_on = before.endswith(("but ", ", "))
    if goes_on and said[1].islower():
        said = said[0].lower() + said[1:]
    return before + (said if goes_on else _sentence(said))


def _sentence(text: str) -> str:
    """The detail that may begin it with a capital letter."""
    return "{" + text[1].upper() + text[2:] if text.startswith("{") else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
