"""Slack's Web API without HTTP: token, method, scope, arguments, limits, then the method itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.call import Call
from bot.sandbox.errors import RateLimited, SlackError
from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS, Method
from bot.sandbox.record import ApiCall
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Json


@dataclass(frozen=True)
class Outcome:
    """An answer: its body and, when 429, the seconds of Retry-After."""

    body: Json
    retry_after: int | None = None


def invoke(
    space: Workspace, name: str, token: str | None, args: Json, fault: Fault | None
) -> Outcome:
    """Runs one call, records it, and returns what Slack would answer.

    `fault` may turn the call away (`ratelimited`, `error:…`); its other kinds belong to the
    transport.
    """
    try:
        if fault is not None and fault.kind == "ratelimited":
            raise RateLimited(max(1, round(fault.seconds)))
        if fault is not None and fault.kind.startswith("error:"):
            raise SlackError(fault.kind.removeprefix("error:"))
        outcome = Outcome({"ok": True, **_run(space, name, token, args)})
    except RateLimited as error:
        outcome = Outcome({"ok": False, "error": error.code}, error.retry_after)
    except SlackError as error:
        outcome = Outcome(_refused(error))
        if fault is None:
            space.record.refuse(name, error.code, error.messages, args)
    note(space, name, args, outcome.body, fault)
    return outcome


def note(space: Workspace, name: str, args: Json, body: Json, fault: Fault | None) -> None:
    """Records one call with its answer."""
    ts = body.get("ts") or body.get("message_ts")
    ok = bool(body.get("ok"))
    space.record.called(
        ApiCall(
            name,
            args,
            ok,
            body.get("error"),
            ts if isinstance(ts, str) else None,
            space.clock.now(),
            fault.kind if fault else None,
            tuple(body.get("errors", ())),
        )
    )


def _run(space: Workspace, name: str, token: str | None, args: Json) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    _authorise(space, method, token)
    space.require_scope(*method.scopes)
    missing = [name for name in method.required if args.get(name) in (None, "")]
    if missing:
        raise SlackError(
            "invalid_arguments", [f"[ERROR] missing required field: {name}" for name in missing]
        )
    if space.limiter and (wait := space.limiter.method(name, method.tier)):
        raise RateLimited(wait)
    return method.run(Call(space, args))


def _authorise(space: Workspace, method: Method, token: str | None) -> None:
    if method.name == "api.test":
        return
    if not token:
        raise SlackError("not_authed")
    if token not in (space.bot_token, space.app_token):
        raise SlackError("invalid_auth")
    if (token == space.app_token) != method.app_token:
        raise SlackError("not_allowed_token_type")
    if space.revoked is not None:
        raise SlackError(space.revoked)


def _refused(error: SlackError) -> Json:
    body: Json = {"ok": False, "error": error.code, **error.extra}
    if error.messages:
        body["errors"] = error.messages
        body["response_metadata"] = {
            "messages": [
                message if message.startswith("[") else f"[ERROR] {message}"
                for message in error.messages
            ]
        }
    return body
