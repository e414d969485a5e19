"""files.*"""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.registry import method
from bot.sandbox.world import Json


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
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", ["[ERROR] must be an array [json-pointer:/files]"])
    channel_id = call.text("channel_id")
    channel = space.channel_for_app(channel_id) if channel_id else None
    if channel is not None and space.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    files = [space.files.complete(entry.get("id", ""), entry.get("title")) for entry in wanted]
    if channel is not None:
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
        thread_ts = call.text("thread_ts")
        space.world.post(channel, message | ({"thread_ts": thread_ts} if thread_ts else {}))
    return {"files": [space.files.shown(file, space.base_url) for file in files]}


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
