"""What a person gets back for an action, and what acknowledgements do."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox import blockkit
from bot.sandbox.call import Call
from bot.sandbox.delivery import Reply
from bot.sandbox.elements import said
from bot.sandbox.errors import SlackError
from bot.sandbox.interactions import ResponseUrl, Trigger
from bot.sandbox.response_url import answer_message
from bot.sandbox.views import OpenView
from bot.sandbox.waiting import until
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json, User

MODAL = frozenset({"modal"})


@dataclass
class Answer:
    """The outcome of one action.

    `status` is the HTTP status of the acknowledgement (Socket Mode: 200; 0: none within three
    seconds, or nobody there; -1: the client itself refused, nothing was sent). `problem` is what
    Slack would complain about: `operation_timeout`, `dispatch_failed`, `invalid_ack`. `message` is
    the message in the acknowledgement's body, `errors` maps the labels of inputs to what was said
    under them.
    """

    status: int
    seconds: float = 0.0
    body: Json | str | None = None
    problem: str | None = None
    message: Json | None = None
    errors: dict[str, str] = field(default_factory=dict)
    trigger: Trigger | None = field(default=None, repr=False)
    url: ResponseUrl | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """True if the person saw no complaint."""
        return self.status == 200 and self.problem is None

    @property
    def replies(self) -> list[Json]:
        """Messages that came through the response URL so far."""
        return self.url.replies if self.url else []

    @property
    def views(self) -> list[Json]:
        """Views that were opened with the trigger so far."""
        return self.trigger.opened if self.trigger else []

    @property
    def text(self) -> str:
        """All words of the answer: of the message in the acknowledgement, or of the newest
        reply."""
        shown = self.message or (self.replies[-1] if self.replies else None)
        return all_text(shown) if shown else ""

    async def reply(self, timeout: float = 30.0) -> Json:
        """Waits for the first message through the response URL; raises TimeoutError."""
        await until(lambda: self.replies, timeout)
        return self.replies[0]


def all_text(surface: Json) -> str:
    """Every word that a person can read in a message or view, one text a line."""
    lines: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if isinstance(value, str) and key in ("text", "alt_text", "initial_value"):
                    lines.append(value)
                elif key not in ("metadata", "state"):
                    walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    if surface.get("title"):
        lines.append(said(surface["title"]))
    walk(surface["blocks"] if surface.get("blocks") else {"text": surface.get("text", "")})
    return "\n".join(lines)


class Acks:
    """Reads acknowledgements and does what they say, or says why Slack would not."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    def plain(self, reply: Reply) -> Answer:
        """For what is only acknowledged."""
        problem = None
        if reply.timed_out:
            problem = "operation_timeout"
            self._space.record.refuse("acknowledgement", problem, [], None)
        elif reply.status != 200:
            problem = "dispatch_failed"
        return Answer(reply.status, reply.seconds, reply.body, problem)

    def command(self, reply: Reply, user: User, channel: Channel) -> Answer:
        """A slash command: the body, if any, is a message."""
        answer = self.plain(reply)
        if not answer.ok or not reply.body:
            return answer
        body = reply.body if isinstance(reply.body, dict) else {"text": reply.body}
        try:
            message = answer_message(Call(self._space, body))
        except SlackError as error:
            return self._refused(answer, "command", error)
        if message.pop("response_type") == "in_channel":
            answer.message = self._space.world.post(channel, message)
        else:
            answer.message = self._space.world.show_ephemeral(user.id, channel, message)
        return answer

    def submission(self, reply: Reply, view: OpenView) -> Answer:
        """A view_submission: closes, updates, pushes, clears, or shows errors."""
        answer = self.plain(reply)
        if not answer.ok:
            return answer
        try:
            answer.errors = self._submitted(reply.body, view)
        except SlackError as error:
            return self._refused(answer, "view_submission", error)
        return answer

    def _submitted(self, body: Json | str | None, view: OpenView) -> dict[str, str]:
        views = self._space.views
        if not body:
            if views.top(view.user_id) is view:
                views.pop(view.user_id)
            return {}
        if not isinstance(body, dict):
            raise SlackError("invalid_ack", ["the body is not JSON"])
        match body.get("response_action"):
            case "clear":
                views.clear(view.user_id)
            case "errors":
                return _errors(body.get("errors"), view)
            case "update":
                self._space.require_view(body.get("view") or {}, kinds=MODAL)
                views.update(view, body["view"])
            case "push":
                self._space.require_view(body.get("view") or {}, kinds=MODAL)
                views.push(view.user_id, body["view"])
            case other:
                raise SlackError("invalid_ack", [f"no such response_action: {other!r}"])
        return {}

    def options(self, reply: Reply) -> tuple[Answer, list[Json]]:
        """A block_suggestion: the options it offers, flat."""
        answer = self.plain(reply)
        if not answer.ok:
            return answer, []
        try:
            self._space.require_blocks(blockkit.options_faults(reply.body))
        except SlackError as error:
            return self._refused(answer, "block_suggestion", error), []
        body = reply.body if isinstance(reply.body, dict) else {}
        offered = list(body.get("options", ()))
        for group in body.get("option_groups", ()):
            offered.extend(group["options"])
        return answer, offered

    def _refused(self, answer: Answer, where: str, error: SlackError) -> Answer:
        answer.problem = "invalid_ack"
        self._space.record.refuse(
            f"acknowledgement of {where}",
            "invalid_ack",
            [error.code, *error.messages],
            answer.body,
        )
        return answer


def _errors(errors: object, view: OpenView) -> dict[str, str]:
    inputs = {
        block["block_id"]: said(block["label"])
        for block in view.body["blocks"]
        if block["type"] == "input"
    }
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_ack", ["errors must name at least one input block"])
    for block_id, text in errors.items():
        if block_id not in inputs:
            raise SlackError("invalid_ack", [f"errors: {block_id!r} is no input block of the view"])
        if not isinstance(text, str) or not text:
            raise SlackError("invalid_ack", [f"errors: {block_id!r} needs a text"])
    return {inputs[block_id]: text for block_id, text in errors.items()}
