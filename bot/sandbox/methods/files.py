"""files.*"""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.events import message_events
from bot.sandbox.files import File
from bot.sandbox.methods.registry import method
from bot.sandbox.world import Channel, Json


@method("files.getUploadURLExternal")
def get_upload_url(call: Call) -> Json:
    """Announces an upload; the bytes are then posted to the address given."""
    name, length = call.text("filename") or "", call.integer("length", 0)
    if not name or length <= 0:
        raise SlackError("missing_argument")
    alt_text = call.text("alt_txt") or ""
    if len(alt_text) > 1000:
        raise SlackError("alt_txt_too_large")
    file = call.space.files.expect(name, length, call.space.app.user_id, alt_text)
    return {"upload_url": f"{call.space.base_url}upload/v1/{file.ticket}", "file_id": file.id}


@method("files.completeUploadExternal")
def complete_upload(call: Call) -> Json:
    """Makes uploaded files usable and, if a channel is named, shares them there in one message."""
    space = call.space
    wanted = call.structure("files")
    if not isinstance(wanted, list) or not wanted or not all(_names_a_file(one) for one in wanted):
        reason = "[ERROR] must be an array of objects with an id [json-pointer:/files]"
        raise SlackError("invalid_arguments", [reason])
    channel_id = call.text("channel_id")
    channel = space.channel_for_app(channel_id) if channel_id else None
    if channel is not None and space.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    files = [space.files.complete(entry["id"], entry.get("title")) for entry in wanted]
    if channel is not None:
        _share(call, channel, files)
    return {"files": [space.files.shown(file, space.base_url) for file in files]}


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    space = call.space
    for file in files:
        file.channels.append(channel.id)
    message: Json = {
        "user": space.app.user_id,
        "bot_id": space.app.bot_id,
        "app_id": space.app.app_id,
        "text": call.text("initial_comment") or "",
        "files": [space.files.shown(file, space.base_url) for file in files],
        "upload": True,
    }
    if thread_ts := call.text("thread_ts"):
        message["thread_ts"] = thread_ts
    posted = space.world.post(channel, message)
    space.announce(message_events(space, channel, posted), channel)


def _names_a_file(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and isinstance(entry.get("title", ""), str)
    )


@method("files.info")
def info(call: Call) -> Json:
    """One file."""
    space = call.space
    file = space.files.get(call.text("file") or "")
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": space.files.shown(file, space.base_url), "comments": []}


@method("files.delete")
def delete(call: Call) -> Json:
    """Deletes one of the app's own files."""
    file = call.space.files.find(call.text("file") or "")
    if file is None:
        raise SlackError("file_not_found")
    if file.user_id != call.space.app.user_id:
        raise SlackError("cant_delete_file")
    file.deleted = True
    return {}
