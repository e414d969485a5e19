"""What a message says: read from arguments, checked, and made ready to be stored."""

from __future__ import annotations

import json

from bot.sandbox import blockkit
from bot.sandbox.call import Call
from bot.sandbox.elements import with_ids
from bot.sandbox.errors import SlackError
from bot.sandbox.world import Json

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
MARKDOWN_LIMIT = 12_000
ATTACHMENT_LIMIT = 100
METADATA_LIMIT = 8_000


def content(call: Call, *, text_limit: int = TEXT_LIMIT) -> Json:
    """The `text`, `blocks`, `attachments` and `metadata` among the arguments, checked.

    Only what was given is returned; raises SlackError as Slack would.
    """
    said: Json = {}
    text = call.text("text")
    markdown = call.text("markdown_text")
    if markdown is not None:
        if text is not None or call.args.get("blocks") is not None:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MARKDOWN_LIMIT:
            raise SlackError("msg_too_long")
        text = markdown
    if text is not None:
        if len(text) > text_limit:
            raise SlackError("msg_too_long")
        said["text"] = text
    blocks = call.structure("blocks", "invalid_blocks_format")
    if blocks is not None:
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        call.space.require_blocks(blockkit.message_faults(blocks))
        call.space.require_files(blocks)
        said["blocks"] = with_ids(blocks)
    attachments = call.structure("attachments", "invalid_attachments")
    if attachments is not None:
        said["attachments"] = _attachments(call, attachments)
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is not None:
        said["metadata"] = _metadata(metadata)
    return said


def require_something(said: Json) -> None:
    """Raises no_text for a message without text, blocks and attachments."""
    if not (said.get("text") or said.get("blocks") or said.get("attachments")):
        raise SlackError("no_text")


def _attachments(call: Call, attachments: object) -> list[Json]:
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENT_LIMIT:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        call.space.require_blocks(
            blockkit.message_faults(attachment.get("blocks", []), f"/attachments/{index}/blocks")
        )
    return attachments


def _metadata(metadata: object) -> Json:
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not metadata:
        return metadata
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if metadata.keys() - {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_LIMIT:
        raise SlackError("metadata_too_large")
    return metadata
