"""Rights are asked of the person who presses, whatever message the press came from."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.sandbox import Person
from bot.sandbox.answers import all_text
from bot.sandbox.world import Json
from tests.acceptance import door
from tests.acceptance.company import Company, company, open_for_business, shown
from tests.support.live import until

pytestmark = [pytest.mark.xdist_group("acceptance_at_once"), pytest.mark.timeout(240)]


async def test_who_has_no_right_is_told_so_or_not_heard_at_all(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        space = firm.sandbox
        guest = space.add_person("Gus", guest=True)
        stranger = space.add_person("Stella", team_id="T0OTHER")
        robot = space.add_person("Robbie", bot=True)
        gone = space.add_person("Gone")
        await gone.slash("/cx", "help")  # she was here, and is known
        await space.user_change(gone, deleted=True)

        answer = await guest.slash("/cx", "log The lobby was cold")
        assert "Guests can answer surveys here" in answer.text
        assert "The lobby was cold" in answer.text  # nothing typed is lost
        assert "Guests can answer" in (await guest.slash("/cx")).text
        assert guest.modal is None

        await firm.log("It ate the file")
        await shown(firm.sam, "It ate the file", button="Acknowledge")
        whole = await firm.sam.slash("/cx", "issue 1", channel=firm.general)
        await firm.sam.press(whole, "Snooze")
        pressed = space.deliveries[-1].payload
        pressed["actions"][0]["action_id"] = "issue_acknowledge"
        before = _counts(firm)
        async with httpx.AsyncClient(base_url=firm.live.url) as client:
            for person, sentence in (
                (firm.priya, "Only its owner, the touchpoint's people or a CX lead can do that."),
                (guest, "Guests can answer surveys here"),
                (stranger, "This works only for people of the company that runs Earshot."),
                (robot, "Only "),
                (gone, "Only "),
            ):
                key, url = space.space.interactions.response_url(
                    person.id, firm.general.id, pressed["container"]["message_ts"]
                )
                forged = _as_if(pressed, person) | {
                    "response_url": f"{space.space.base_url}response/{key}"
                }
                sent = await door.send(client, door.interaction(forged))
                assert sent.status_code == 200
                await until(partial(getattr, url, "replies"))
                assert sentence in all_text(url.replies[-1]), person
            for person in (stranger, robot, gone):
                text = f"<@{space.app.user_id}> log Words of nobody here"
                said: Json = {
                    "type": "app_mention",
                    "user": person.id,
                    "text": text,
                    "channel": firm.general.id,
                    "ts": space.space.world.next_ts(),
                    "user_team": person.user.team_id,
                }
                if person is robot:
                    said |= {"bot_id": "B0ROBBIE", "subtype": "bot_message"}
                assert (await space.event(said)).ok
        assert _counts(firm) == before
        assert [row[1] for row in firm.history(1)] == ["opened"]


def _as_if(payload: Json, person: Person) -> Json:
    """The same press by somebody else: what a client of Slack's could send."""
    user = person.user
    return payload | {
        "user": {"id": user.id, "username": user.handle, "team_id": user.team_id},
        "trigger_id": secrets.token_hex(8),
    }


def _counts(firm: Company) -> list[int]:
    tables = ("observation", "issue", "issue_event", "outbox", "card", "customer")
    return [firm.rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables]
