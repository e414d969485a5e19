"""Before Slack has told us who we are."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.app import build
from bot.config import Settings
from handlers.web import web_app

SECRET = "shh"
NOBODY = "http://127.0.0.1:9/api/"
MENTION = {
    "type": "event_callback",
    "team_id": "T0EARSHOT",
    "event_id": "Ev0EARLY",
    "event": {"type": "app_mention", "user": "U0PRIYA", "text": "<@U0BOT> log It ate the file"},
}
COMMAND = "command=/cx&text=log+It+ate+the+file&user_id=U0PRIYA&team_id=T0EARSHOT"


async def test_what_comes_before_slack_answered_is_sent_again(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/earshot.db",
        slack_bot_token=SecretStr("xoxb-early"),
        slack_api_url=NOBODY,
    )
    app = build(settings)
    door = httpx.ASGITransport(web_app(app, signing_secret=SECRET))
    async with httpx.AsyncClient(transport=door, base_url="http://earshot") as client:
        for kind, body in (
            ("application/json", json.dumps(MENTION)),
            ("application/x-www-form-urlencoded", COMMAND),
        ):
            headers = {"content-type": kind, **_signed(body)}
            answer = await client.post("/slack/events", content=body, headers=headers)
            assert answer.status_code == 503, "an answer of 200 would say that it is stored"
        unsigned = await client.post("/slack/events", content=COMMAND)
        assert unsigned.status_code == 401
    await app.stop()


def _signed(body: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    return {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signature.hexdigest()}",
    }
