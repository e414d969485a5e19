"""Messages that did not reach anyone: what, why in words, and what a CX lead can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.blocks import kit
from bot.blocks.mrkdwn import inline, moment, person

UNCERTAIN = "uncertain"
"""The error of a message that may stand in Slack or not."""
REPLY = "parent_parked"
"""The error of a reply whose message was given up."""


@dataclass(frozen=True, slots=True)
class ProblemFacts:
    """what: the kind of card, or "message". to: a user's or a channel's id. error: Slack's code, or
    ours. at: when it was given up."""

    id: int
    what: str
    to: str
    error: str
    at: datetime
    issue_number: int | None = None
    touchpoint: str | None = None

    @property
    def uncertain(self) -> bool:
        return self.error == UNCERTAIN

    @property
    def to_person(self) -> bool:
        return self.to.startswith(("U", "W"))


def problem_blocks(facts: ProblemFacts) -> list[kit.Block]:
    """Two blocks: what and why; then the buttons."""
    to = person(facts.to) if facts.to_person else f"<#{facts.to}>"
    text = f"*{_what(facts)}* for {to}, {moment(facts.at)}\n{_why(facts, to)}"
    return [kit.section(text), *kit.row(*_buttons(facts))]


def _what(facts: ProblemFacts) -> str:
    if facts.touchpoint:
        return f"“You own {inline(facts.touchpoint)}”"
    name = _NAMES.get(facts.what, "A message")
    return f"{name} of issue #{facts.issue_number}" if facts.issue_number else name


def _why(facts: ProblemFacts, to: str) -> str:
    if facts.uncertain:
        return f"Slack's answer was lost. Did it reach {to}?"
    for_channel = {} if facts.to_person else _CHANNEL_REASONS
    reason = for_channel.get(facts.error) or _REASONS.get(facts.error)
    if reason is None:
        known = facts.error.partition(":")[0]
        reason = _REASONS.get(known) or f"Slack refused it ({inline(facts.error) or 'no reason'})."
    return reason.format(to=to)


def _buttons(facts: ProblemFacts) -> list[kit.Element]:
    offered = (
        (("It's there", "parked_there"), ("Post it", "parked_post"))
        if facts.uncertain
        else (("Try again", "parked_post"), ("Forget it", "parked_forget"))
    )
    about = _what(facts)
    return [
        kit.button(text, action, facts.id, label=f"{text}: {about}") for text, action in offered
    ]


_NAMES = {
    "issue": "The card",
    "bundle": "Several cards in one message",
    "receipt": "The receipt",
    "outcome": "The outcome",
    "role": "“You own a touchpoint”",
    "digest": "The weekly digest",
    "message": "A message",
}

_OURS = "Slack did not take its form. That is a fault of Earshot's: the log says more."
_LATER = "Slack could not take it, many times over. Try again later."

_REASONS = {
    REPLY: "The message it replies to did not arrive.",
    "user_disabled": "{to} is deactivated.",
    "user_not_found": "{to} is not in this workspace any more.",
    "user_not_visible": "Earshot can't see {to}: a guest, or of another company.",
    "cannot_dm_bot": "{to} is a bot, and bots can't be written to.",
    "channel_not_found": "{to} can't be written to: deactivated, or gone.",
    "messages_tab_disabled": (
        "Earshot's Messages tab is switched off. Install the manifest again: `earshot manifest`."
    ),
    "missing_scope": "Earshot lacks a permission. `earshot doctor` says which.",
    "no_permission": "Earshot lacks a permission. `earshot doctor` says which.",
    "access_denied": "Slack does not let Earshot write there.",
    "ekm_access_denied": "An admin suspended writing by encryption keys.",
    "no_answer": "Slack did not answer, many times over, and the message is not there.",
    "message_limit_exceeded": "The workspace has reached its limit of messages.",
    "accesslimited": _LATER,
    "service_unavailable": _LATER,
    "team_added_to_org": _LATER,
    "external_channel_migrating": _LATER,
    "msg_too_long": _OURS,
    "msg_blocks_too_long": _OURS,
    "invalid_blocks": _OURS,
    "invalid_blocks_format": _OURS,
    "no_text": _OURS,
    "invalid_slack_file": "Slack did not show its picture, many times over. Try again later.",
    "file_uploads_disabled": "An admin does not let files be uploaded.",
    "storage_limit_reached": "The workspace has no room for files left.",
    "unready": "It could not be put together. That is a fault of Earshot's: the log says more.",
    UNCERTAIN: "Slack's answer was lost.",
}

_CHANNEL_REASONS = {
    "not_in_channel": "Earshot is not in {to}: type `/invite @Earshot` there, then try again.",
    "channel_not_found": "{to} is gone, or Earshot is not in it: type `/invite @Earshot` there.",
    "is_archived": "{to} is archived.",
    "channel_shared": "{to} is shared with another company: customers' words must not go there.",
    "channel_not_known": "Slack did not say whether {to} is shared with another company.",
    "restricted_action": "An admin does not let apps write in {to}.",
    "restricted_action_read_only_channel": "An admin lets only some people write in {to}.",
    "restricted_action_thread_only_channel": "In {to} only replies may be written.",
    "posting_to_channel_denied": "An admin does not let apps write in {to}.",
    "channel_is_limited_access": "An admin lets only some people write in {to}.",
}
