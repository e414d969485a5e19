"""Block Kit, as few shapes as Earshot needs. Text arguments named `text` are mrkdwn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.blocks.mrkdwn import clip, head

Block = dict[str, Any]
Element = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a message, a modal's answer or a Home tab shows.

    text: the fallback, for notifications and screen readers (mrkdwn, escaped).
    """

    text: str
    blocks: list[Block] = field(default_factory=list)

    def message(self) -> dict[str, Any]:
        return {"text": self.text, "blocks": self.blocks}


def say(text: str, *actions_: Element) -> Screen:
    """One sentence, and perhaps buttons."""
    return Screen(text, [section(text), *row(*actions_)])


# -- text ---------------------------------------------------------------------------------------


def mrkdwn(text: str) -> Element:
    return {"type": "mrkdwn", "text": clip(text, 3000)}


def plain(text: str, limit: int = 3000) -> Element:
    """Literal text: Slack parses nothing in it, not even emoji codes."""
    return {"type": "plain_text", "text": clip(text, limit) or " ", "emoji": False}


# -- blocks -------------------------------------------------------------------------------------


def section(text: str, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | ({"accessory": accessory} if accessory else {})


NOT_KEPT = "(These words are no longer kept.)"


def words(text: str, limit: int = 3000) -> Block:
    """What a person wrote, to the letter, in quotation marks."""
    shown = f"“{clip(text, limit - 2)}”" if text.strip() else NOT_KEPT
    return {"type": "section", "text": plain(shown)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts if text][:10]}


def divider() -> Block:
    return {"type": "divider"}


def row(*elements: Element | None) -> list[Block]:
    """An actions block, or nothing when there is no element."""
    present = [element for element in elements if element]
    return [{"type": "actions", "elements": present}] if present else []


def picture(name: str, alt: str) -> Block:
    """A picture that goes with the message as the file `name`; `alt` says what it says."""
    return {"type": "image", "slack_file": {"id": name}, "alt_text": clip(alt, 2000) or name}


# -- elements -----------------------------------------------------------------------------------


def button(
    text: str,
    action: str,
    value: object = "",
    *,
    style: str | None = None,
    label: str | None = None,
    url: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """`value` is an id and nothing else. `label` is what a screen reader says instead. `confirm`:
    see `asks_first`."""
    element: Element = {
        "type": "button",
        "text": plain(text, 75),
        "action_id": action,
    }
    if str(value):
        element["value"] = str(value)
    if style:
        element["style"] = style
    if label:
        element["accessibility_label"] = clip(label, 75)
    if url:
        element["url"] = url
    if confirm:
        element["confirm"] = confirm
    return element


def asks_first(title: str, text: str, *, yes: str, no: str) -> Element:
    """Slack's own question before a button that takes something away."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
        "style": "danger",
    }


def option(text: str, value: object) -> Element:
    return {"text": plain(text, 75), "value": str(value)}


def static_select(
    action: str,
    options: Sequence[Element],
    *,
    initial: Element | None = None,
    placeholder: str = "Choose",
) -> Element:
    element: Element = {
        "type": "static_select",
        "action_id": action,
        "options": list(options),
        "placeholder": plain(placeholder, 150),
    }
    return element | ({"initial_option": initial} if initial else {})


def typeahead(
    action: str, *, initial: Element | None = None, placeholder: str, min_query_length: int = 1
) -> Element:
    element: Element = {
        "type": "external_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "min_query_length": min_query_length,
    }
    return element | ({"initial_option": initial} if initial else {})


def people(action: str, *, initial: str | None = None, placeholder: str = "Choose") -> Element:
    element: Element = {
        "type": "users_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
    }
    return element | ({"initial_user": initial} if initial else {})


def several_people(action: str, *, initial: Sequence[str] = ()) -> Element:
    element: Element = {
        "type": "multi_users_select",
        "action_id": action,
        "placeholder": plain("Choose", 150),
    }
    return element | ({"initial_users": list(initial)} if initial else {})


def typeaheads(action: str, *, initial: Sequence[Element] = (), placeholder: str) -> Element:
    """Several of what a typeahead finds."""
    element: Element = {
        "type": "multi_external_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "min_query_length": 1,
    }
    return element | ({"initial_options": list(initial)} if initial else {})


def conversations(action: str, *, initial: str | None = None, shared: bool = True) -> Element:
    """A channel, also a private one, and one shared with another company unless `shared` is False;
    the one it is opened in, if nothing is said."""
    only_own = {} if shared else {"exclude_external_shared_channels": True}
    element: Element = {
        "type": "conversations_select",
        "action_id": action,
        "placeholder": plain("Choose", 150),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True} | only_own,
    }
    if initial:
        return element | {"initial_conversation": initial}
    return element | {"default_to_current_conversation": True}


def channels(action: str, *, initial: str | None = None, placeholder: str = "Choose") -> Element:
    element: Element = {
        "type": "channels_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
    }
    return element | ({"initial_channel": initial} if initial else {})


def checkboxes(action: str, options: Sequence[Element], ticked: Iterable[str] = ()) -> Element:
    chosen = set(ticked)
    initial = [choice for choice in options if choice["value"] in chosen]
    element: Element = {"type": "checkboxes", "action_id": action, "options": list(options)}
    return element | ({"initial_options": initial} if initial else {})


def many(action: str, options: Sequence[Element], chosen: Iterable[str] = ()) -> Element:
    """Several of more options than boxes can show."""
    picked = set(chosen)
    initial = [choice for choice in options if choice["value"] in picked]
    element: Element = {
        "type": "multi_static_select",
        "action_id": action,
        "options": list(options),
        "placeholder": plain("Choose", 150),
    }
    return element | ({"initial_options": initial} if initial else {})


def text_input(
    action: str,
    *,
    initial: str = "",
    multiline: bool = False,
    max_length: int = 3000,
    placeholder: str = "",
    focus: bool = False,
) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": max_length,
    }
    if initial:
        element["initial_value"] = head(initial, max_length)
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    if focus:
        element["focus_on_load"] = True
    return element


def date_input(action: str, initial: str | None = None) -> Element:
    element: Element = {"type": "datepicker", "action_id": action}
    return element | ({"initial_date": initial} if initial else {})


# -- modals -------------------------------------------------------------------------------------


def input_(
    label: str,
    element: Element,
    *,
    optional: bool = True,
    hint: str = "",
    dispatch: bool = False,
    block_id: str | None = None,
) -> Block:
    """An input. Its block id is its action id unless it must differ to be filled in anew."""
    block: Block = {
        "type": "input",
        "block_id": block_id or element["action_id"],
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def modal(
    callback: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = "Save",
    close: str = "Cancel",
    record: object = "",
    notify_on_close: bool = False,
) -> View:
    """`record` is the id the modal is about; it is not trusted when it comes back."""
    view: View = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": blocks,
        "private_metadata": str(record),
    }
    if submit:
        view["submit"] = plain(submit, 24)
    if notify_on_close:
        view["notify_on_close"] = True
    return view


def answer(title: str, screen: Screen) -> View:
    """A modal that only says something."""
    return modal("answer", title, screen.blocks, submit=None, close="Close")


def home(blocks: list[Block]) -> View:
    return {"type": "home", "blocks": blocks[:100]}
