"""What a person can do on the page: each goes to the hands of the stand-in's `Person`, so through
the real protocol."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.answers import Answer
from bot.sandbox.elements import said
from bot.sandbox.errors import NotOffered
from bot.sandbox.page.reading import Reading
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.screen import Label
from bot.sandbox.world import Channel, Json

Verb = Callable[[Person, Json], Awaitable[Json]]


class Doing:
    """The verbs, each from the JSON of a request to the JSON of what came of it.

    `errors` are by block_id; `problem` is what Slack would complain about. Raises NotOffered for
    what no client offers, KeyError and ValueError for a request that is not well made.
    """

    def __init__(self, sandbox: Sandbox, reading: Reading) -> None:
        self._sandbox = sandbox
        self._reading = reading
        self.verbs: dict[str, Verb] = {
            "slash": self._slash,
            "say": self._say,
            "invite": self._invite,
            "press": self._press,
            "choose": self._choose,
            "enter": self._enter,
            "suggest": self._suggest,
            "attach": self._attach,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "message_shortcut": self._message_shortcut,
            "react": self._react,
            "unreact": self._unreact,
            "home": self._home,
            "read": self._read,
        }

    async def _slash(self, person: Person, asked: Json) -> Json:
        place = self._channel(asked)
        return _outcome(await person.slash(asked["command"], asked.get("text", ""), place))

    async def _say(self, person: Person, asked: Json) -> Json:
        await person.say(self._channel(asked), asked["text"], asked.get("thread_ts"))
        return {"ok": True}

    async def _invite(self, person: Person, asked: Json) -> Json:
        """`/invite @name`, which belongs to Slack itself."""
        place, name = self._channel(asked), asked["name"].strip().lstrip("@").lower()
        if person.id not in place.members or person.user.guest:
            raise NotOffered("Only members of a channel can invite to it.")
        for user in self._sandbox.space.world.users.values():
            if name in (user.handle.lower(), user.name.lower()):
                await self._sandbox.join(place, user.id)
                return {"ok": True}
        raise NotOffered(f"Nobody here is called {asked['name']}.")

    async def _press(self, person: Person, asked: Json) -> Json:
        surface = self._surface(person, asked)
        if errors := await _enter(person, asked):
            return _refused(errors)
        return _outcome(await person.press(surface, _label(asked)))

    async def _choose(self, person: Person, asked: Json) -> Json:
        surface = self._surface(person, asked)
        if errors := await _enter(person, asked):
            return _refused(errors)
        answer = await person.choose(surface, _label(asked), asked["value"])
        return {"ok": True} if answer.status == -1 else _outcome(answer)

    async def _enter(self, person: Person, asked: Json) -> Json:
        self._surface(person, asked)
        return {"ok": True} | _refused(await _enter(person, asked))

    async def _suggest(self, person: Person, asked: Json) -> Json:
        surface = self._surface(person, asked)
        offered = await person.offers(surface, _label(asked), asked["typed"])
        return {"ok": True, "options": offered}

    async def _attach(self, person: Person, asked: Json) -> Json:
        content = b64decode(asked["content"], validate=True)
        await person.attach(_label(asked), asked["name"], content)
        return {"ok": True}

    async def _submit(self, person: Person, asked: Json) -> Json:
        if errors := await _enter(person, asked):
            return _refused(errors)
        view = person.modal or {"blocks": []}
        blocks = {
            said(block["label"]): block["block_id"]
            for block in view["blocks"]
            if block["type"] == "input"
        }
        answer = await person.submit()
        return _outcome(answer) | _refused(
            {blocks[label]: text for label, text in answer.errors.items()}
        )

    async def _close(self, person: Person, asked: Json) -> Json:
        answer = await person.close(whole_stack=bool(asked.get("whole")))
        return _outcome(answer) if answer else {"ok": True}

    async def _shortcut(self, person: Person, asked: Json) -> Json:
        return _outcome(await person.shortcut(asked["callback_id"]))

    async def _message_shortcut(self, person: Person, asked: Json) -> Json:
        place, message = self._message(person, asked)
        return _outcome(await person.message_shortcut(asked["callback_id"], message, place))

    async def _react(self, person: Person, asked: Json) -> Json:
        place, message = self._message(person, asked)
        await person.react(place, message, asked["emoji"])
        return {"ok": True}

    async def _unreact(self, person: Person, asked: Json) -> Json:
        place, message = self._message(person, asked)
        await person.unreact(place, message, asked["emoji"])
        return {"ok": True}

    async def _home(self, person: Person, _: Json) -> Json:
        answer = await person.open_home()
        return _outcome(answer) if answer else {"ok": True}

    async def _read(self, person: Person, asked: Json) -> Json:
        self._reading.mark(person.id, self._channel(asked))
        return {"ok": True}

    # What a request names

    def _channel(self, asked: Json) -> Channel:
        channel = self._sandbox.space.world.channels.get(asked["channel"])
        if channel is None:
            raise NotOffered("There is no such conversation.")
        return channel

    def _message(self, person: Person, asked: Json) -> tuple[Channel, Json]:
        place = self._channel(asked)
        mine = {each["ts"]: each for each in person.ephemerals(place)}
        message = mine.get(asked["ts"]) or place.messages.get(asked["ts"])
        if message is None or person.id not in place.members:
            raise NotOffered("That message is gone.")
        return place, message

    def _surface(self, person: Person, asked: Json) -> Json:
        if "view" not in asked:
            return self._message(person, asked)[1]
        for view in (person.modal, person.home):
            if view and view["id"] == asked["view"]:
                return view
        raise NotOffered("That view is closed.")


def _label(asked: Json) -> Label:
    return str(asked["block_id"]), str(asked["action_id"])


async def _enter(person: Person, asked: Json) -> dict[str, str]:
    """Puts into the open modal what was entered since; block_id -> why that cannot be."""
    errors: dict[str, str] = {}
    for entry in asked.get("entries", ()):
        try:
            await person.fill(_label(entry), entry["value"])
        except (NotOffered, ValueError) as error:
            errors[entry["block_id"]] = str(error)
    return errors


def _refused(errors: dict[str, Any]) -> Json:
    return {"ok": False, "errors": errors} if errors else {}


def _outcome(answer: Answer) -> Json:
    return {"ok": answer.ok, "problem": answer.problem, "status": answer.status}
