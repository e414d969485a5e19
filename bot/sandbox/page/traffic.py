"""The inspector: what went in and out, with Slack's verdict on each and why."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from bot.sandbox.record import ApiCall, Delivery, Record
from bot.sandbox.world import Json

T = TypeVar("T")
MOST = 200


def traffic(record: Record, calls: int, deliveries: int) -> Json:
    """What was recorded after the first `calls` and `deliveries`, newest last, at most 200; and
    how many there are now."""
    rows = [
        *(_call(call, number) for number, call in _after(record.calls, calls)),
        *(_delivery(one, number) for number, one in _after(record.deliveries, deliveries)),
    ]
    rows.sort(key=lambda row: (row["at"], row["id"]))
    return {
        "rows": rows[-MOST:],
        "calls": len(record.calls),
        "deliveries": len(record.deliveries),
    }


def _after(items: list[T], seen: int) -> list[tuple[int, T]]:
    first = max(seen, len(items) - MOST)
    return list(enumerate(items[first:], first))


def _call(call: ApiCall, number: int) -> Json:
    return {
        "id": f"c{number}",
        "way": "out",
        "title": call.method,
        "at": _text(call.at),
        "ok": call.ok,
        "verdict": "ok" if call.ok else call.error or "no answer",
        "why": list(call.messages),
        "payload": {"method": call.method, "args": call.args},
        "answer": {"ok": call.ok} | ({"error": call.error} if call.error else {}),
    }


def _delivery(one: Delivery, number: int) -> Json:
    return {
        "id": f"d{number}",
        "way": "in",
        "title": _title(one),
        "at": _text(one.at),
        "ok": one.problem is None,
        "verdict": one.problem or f"{one.status}, {one.seconds * 1000:.0f} ms",
        "why": [_WHY[one.problem]] if one.problem in _WHY else [],
        "payload": {"kind": one.kind, "payload": one.payload},
        "answer": one.body,
    }


_WHY = {
    "operation_timeout": "No acknowledgement within three seconds.",
    "dispatch_failed": "The app answered with an error, or nobody was there.",
}


def _title(one: Delivery) -> str:
    payload = one.payload
    if one.kind == "slash_commands":
        return f"{payload['command']} {payload['text']}"
    if one.kind == "events_api":
        return str(payload.get("event", {}).get("type", payload["type"]))
    acted = payload.get("actions") or [{}]
    what = acted[0].get("action_id") or payload.get("callback_id") or payload.get("action_id")
    what = what or payload.get("view", {}).get("callback_id", "")
    return f"{payload['type']} {what}"


def _text(at: datetime | None) -> str:
    return at.isoformat(timespec="milliseconds") if at else ""
