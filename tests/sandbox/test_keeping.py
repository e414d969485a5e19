"""A workspace that is written down and gone on with is the same workspace."""

from __future__ import annotations

import json

from bot.sandbox import Sandbox
from bot.sandbox.keeping import snapshot


async def test_what_was_kept_is_there_again() -> None:
    one = Sandbox(limits=False)
    priya, sam = one.add_person("Priya", guest=True), one.add_person("Sam")
    one.add_team("T0ACME", "Acme")
    general = one.add_channel("general")
    leads = one.add_channel("leads", private=True, members=[sam], app_in=False)
    one.add_usergroup("support", [sam])
    message = await priya.say(general, "It ate the *file*")
    reply = await sam.say(general, "Which one?", message["ts"])
    await sam.react(general, message, "eyes")
    hint = one.space.world.show_ephemeral(sam.id, general, {"text": "Only for Sam"})
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
    one.space.views.publish(sam.id, {"type": "home", "blocks": [section]})
    file = one.space.files.add("words.csv", b"a,b\n\x00", sam.id)

    kept = json.loads(json.dumps(snapshot(one.space)))
    other = Sandbox(limits=False)
    other.go_on(kept)

    assert snapshot(other.space) == kept
    again = other.person(sam.id)
    assert again is not None
    assert other.messages(general.id) == one.messages(general)
    assert again.home is not None
    assert again.ephemerals(other.space.world.channels[general.id]) == [hint]
    found = other.file(file.id)
    assert found is not None
    assert found.content == b"a,b\n\x00"
    assert other.space.world.channels[leads.id].members == {sam.id}
    # and life goes on: nothing new takes the place of something old
    taken = {user.id for user in other.space.world.users.values()}
    assert other.add_person("Sam").id not in taken
    later = await again.say(other.space.world.channels[general.id], "Found it")
    assert later["ts"] > reply["ts"]
    assert other.space.world.place_of(message["ts"]) == (general.id, None)
