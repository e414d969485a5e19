"""Each rule of Block Kit: what Slack takes passes, what Slack refuses is refused, at the right
place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.sandbox.blockkit import message_faults, options_faults, view_faults
from tests.sandbox.blockkit.examples import (
    Json,
    actions,
    button,
    buttons,
    card,
    container,
    data_table,
    divider,
    element,
    home,
    image,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_line,
    rich_list,
    rich_text,
    section,
    sections,
    table,
    with_element,
    without,
)

KINDS = frozenset({"modal", "home"})
BAD = "invalid_blocks"
TASK = {"type": "task_card", "task_id": "1", "title": "Task", "status": "pending"}
Make = Callable[[str], "list[Json] | Json"]
EMOJI = "\U0001f442"


@dataclass(frozen=True)
class Rule:
    """A surface (blocks of a message, or a view) that passes, and one that breaks one rule."""

    says: str
    good: list[Json] | Json
    bad: list[Json] | Json
    at: str
    code: str = BAD


def message(says: str, good: Json | list[Json], bad: Json | list[Json], at: str) -> Rule:
    """A rule shown by the blocks of a message."""
    return Rule(
        says,
        good if isinstance(good, list) else [good],
        bad if isinstance(bad, list) else [bad],
        at,
    )


def holder(says: str, good: Json, bad: Json, at: str = "") -> Rule:
    """A rule shown by the element of an input block in a modal."""
    return Rule(says, modal(good), modal(bad), f"/view/blocks/0/element{at}")


SURFACES = [
    message("50 blocks a message", sections(50), sections(51), "/blocks"),
    Rule("100 blocks a modal", modal(*sections(100)), modal(*sections(101)), "/view/blocks"),
    Rule("100 blocks a Home tab", home(*sections(100)), home(*sections(101)), "/view/blocks"),
    Rule(
        "250 kB a view",
        modal(*[section("x" * 2400) for _ in range(99)]),
        modal(*[section("x" * 2600) for _ in range(99)]),
        "/view",
        "view_too_large",
    ),
    Rule(
        "12,000 characters a message",
        [section("x" * 3000) for _ in range(4)],
        [section("x" * 3000) for _ in range(4)] + [section("x")],
        "/blocks",
        "msg_blocks_too_long",
    ),
    message(
        "block_id is unique in a message",
        [divider(block_id="a"), divider(block_id="b")],
        [divider(block_id="a"), divider(block_id="a")],
        "/blocks",
    ),
    Rule(
        "block_id is unique in a view",
        modal(divider(block_id="a"), divider(block_id="b")),
        modal(divider(block_id="a"), divider(block_id="a")),
        "/view/blocks",
    ),
    message(
        "block_id is unique inside containers too",
        [divider(block_id="a"), container(divider(block_id="b"))],
        [divider(block_id="a"), container(divider(block_id="a"))],
        "/blocks",
    ),
    message(
        "action_id is unique in its block",
        [actions(button(1)), actions(button(1))],
        actions(button(1), button(1)),
        "/blocks/0",
    ),
    Rule(
        "one focus_on_load a view",
        modal(with_element("plain_text_input", focus_on_load=True)),
        modal(
            with_element("plain_text_input", focus_on_load=True),
            with_element("datepicker", focus_on_load=True),
        ),
        "/view/blocks",
    ),
    Rule(
        "alert only in modals",
        modal({"type": "alert", "text": plain(), "level": "info"}),
        home({"type": "alert", "text": plain(), "level": "info"}),
        "/view/blocks/0/type",
    ),
    *(
        Rule(f"{block['type']} only in messages", [block], surface(block), "/view/blocks/0/type")
        for block in (
            {"type": "markdown", "text": "# Title"},
            {
                "type": "context_actions",
                "elements": [element("icon_button", icon="trash", text=plain())],
            },
            {"type": "plan", "title": "Plan"},
            {"type": "task_card", "task_id": "1", "title": "Task", "status": "pending"},
            table(),
            data_table(),
        )
        for surface in (modal, home)
    ),
    Rule(
        "one table a message",
        [table()],
        [table(block_id="a"), table(block_id="b")],
        "/blocks",
        "invalid_attachments",
    ),
    Rule("no card in modals", [card()], modal(card()), "/view/blocks/0/type"),
    message(
        "no file block from apps",
        divider(),
        {"type": "file", "source": "remote", "external_id": "1"},
        "/blocks/0/type",
    ),
    message(
        "no video without its scope and domains",
        divider(),
        {
            "type": "video",
            "video_url": "https://example.com/v",
            "thumbnail_url": "https://example.com/t",
            "alt_text": "Video",
            "title": plain(),
        },
        "/blocks/0/type",
    ),
    Rule(
        "file_input only in modals",
        modal(with_element("file_input")),
        home(with_element("file_input")),
        "/view/blocks/0/element/type",
    ),
    message(
        "blocks have a known type", divider(), {"type": "data_visualization"}, "/blocks/0/type"
    ),
    message("blocks have a type", divider(), {"block_id": "a"}, "/blocks/0"),
    message("nothing but known fields", divider(), divider(color="red"), "/blocks/0"),
]

BLOCKS = [
    message(
        "section has text or fields",
        {"type": "section", "fields": [plain()]},
        {"type": "section"},
        "/blocks/0",
    ),
    message(
        "section has 10 fields at most",
        {"type": "section", "fields": [plain()] * 10},
        {"type": "section", "fields": [plain()] * 11},
        "/blocks/0/fields",
    ),
    message(
        "section has fields, not an empty list",
        {"type": "section", "fields": [plain()]},
        section(fields=[]),
        "/blocks/0/fields",
    ),
    message(
        "section takes no input as accessory",
        section(accessory=button()),
        section(accessory=element("plain_text_input")),
        "/blocks/0/accessory/type",
    ),
    message(
        "header is plain text",
        {"type": "header", "text": plain()},
        {"type": "header", "text": mrkdwn()},
        "/blocks/0/text/type",
    ),
    message(
        "context has 10 elements at most",
        {"type": "context", "elements": [plain()] * 10},
        {"type": "context", "elements": [plain()] * 11},
        "/blocks/0/elements",
    ),
    message(
        "context has an element",
        {"type": "context", "elements": [plain()]},
        {"type": "context", "elements": []},
        "/blocks/0/elements",
    ),
    message(
        "context takes no buttons",
        {"type": "context", "elements": [plain()]},
        {"type": "context", "elements": [button()]},
        "/blocks/0/elements/0/type",
    ),
    message(
        "actions has 25 elements at most",
        actions(*buttons(25)),
        actions(*buttons(26)),
        "/blocks/0/elements",
    ),
    message("actions has an element", actions(button()), actions(), "/blocks/0/elements"),
    message(
        "actions takes no text input",
        actions(button()),
        actions(element("plain_text_input")),
        "/blocks/0/elements/0/type",
    ),
    message(
        "context_actions has 5 elements at most",
        {
            "type": "context_actions",
            "elements": [
                element("icon_button", icon="trash", text=plain()) | {"action_id": str(n)}
                for n in range(5)
            ],
        },
        {
            "type": "context_actions",
            "elements": [
                element("icon_button", icon="trash", text=plain()) | {"action_id": str(n)}
                for n in range(6)
            ],
        },
        "/blocks/0/elements",
    ),
    message("image has alt_text", image(), without(image(), "alt_text"), "/blocks/0"),
    message("image alt_text is not empty", image(), image(alt_text=""), "/blocks/0/alt_text"),
    message(
        "image is a URL or a file, not both",
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Chart"},
        image(slack_file={"id": "F1"}),
        "/blocks/0",
    ),
    message("image is a URL or a file", image(), without(image(), "image_url"), "/blocks/0"),
    message(
        "slack_file is named by id or URL, not both",
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Chart"},
        {"type": "image", "slack_file": {"id": "F1", "url": "https://a.b"}, "alt_text": "C"},
        "/blocks/0/slack_file",
    ),
    message(
        "image URL is https",
        image(),
        image(image_url="http://example.com/a.png"),
        "/blocks/0/image_url",
    ),
    message(
        "image URL is public",
        image(),
        image(image_url="https://127.0.0.1/a.png"),
        "/blocks/0/image_url",
    ),
    Rule(
        "input holds no button",
        modal(with_element("plain_text_input")),
        modal(with_element("button", text=plain())),
        "/view/blocks/0/element/type",
    ),
    Rule(
        "input label is plain text",
        modal(with_element("plain_text_input")),
        modal(with_element("plain_text_input") | {"label": mrkdwn()}),
        "/view/blocks/0/label/type",
    ),
    Rule(
        "file_input does not dispatch",
        modal(with_element("file_input")),
        modal(with_element("file_input") | {"dispatch_action": True}),
        "/view/blocks/0/dispatch_action",
    ),
    message("rich text is not empty", rich_text(rich_line()), rich_text(), "/blocks/0/elements"),
    message(
        "rich text has no empty text element",
        rich_text(rich_line()),
        rich_text(rich_line("")),
        "/blocks/0/elements/0/elements/0/text",
    ),
    message(
        "rich text lists indent 0 to 8",
        rich_text(rich_list(indent=8)),
        rich_text(rich_list(indent=9)),
        "/blocks/0/elements/0/indent",
    ),
    message("table has 100 rows at most", table(100), table(101), "/blocks/0/rows"),
    message("table has 20 cells a row at most", table(1, 20), table(1, 21), "/blocks/0/rows/0"),
    message(
        "table has no empty cell",
        table(),
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "/blocks/0/rows/0/0/text",
    ),
    message(
        "table has 20 column settings at most",
        table(column_settings=[{"align": "left"}] * 20),
        table(column_settings=[{"align": "left"}] * 21),
        "/blocks/0/column_settings",
    ),
    message(
        "table holds 10,000 characters at most",
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_000}]]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]},
        "/blocks/0",
    ),
    message("data_table has a header and a row", data_table(2), data_table(1), "/blocks/0/rows"),
    message("data_table has 201 rows at most", data_table(201), data_table(202), "/blocks/0/rows"),
    message(
        "data_table pages hold 1 to 100 rows",
        data_table(page_size=100),
        data_table(page_size=101),
        "/blocks/0/page_size",
    ),
    message(
        "data_table has a caption", data_table(), without(data_table(), "caption"), "/blocks/0"
    ),
    message("card shows something", card(), {"type": "card"}, "/blocks/0"),
    message(
        "card has 3 actions at most",
        card(actions=buttons(3)),
        card(actions=buttons(4)),
        "/blocks/0/actions",
    ),
    message(
        "carousel has 10 cards at most",
        {"type": "carousel", "elements": [card() for _ in range(10)]},
        {"type": "carousel", "elements": [card() for _ in range(11)]},
        "/blocks/0/elements",
    ),
    message(
        "container has a title",
        container(divider()),
        without(container(divider()), "title"),
        "/blocks/0",
    ),
    message(
        "container has 10 blocks at most",
        container(*sections(10)),
        container(*sections(11)),
        "/blocks/0/child_blocks",
    ),
    message(
        "container width is one of four",
        container(divider(), width="wide"),
        container(divider(), width="huge"),
        "/blocks/0/width",
    ),
    Rule(
        "alert level is one of five",
        modal({"type": "alert", "text": plain(), "level": "success"}),
        modal({"type": "alert", "text": plain(), "level": "loud"}),
        "/view/blocks/0/level",
    ),
    message(
        "plan has 50 tasks at most",
        {"type": "plan", "title": "Plan", "tasks": [TASK] * 50},
        {"type": "plan", "title": "Plan", "tasks": [TASK] * 51},
        "/blocks/0/tasks",
    ),
    message(
        "task_card status is one of four",
        {"type": "task_card", "task_id": "1", "title": "Task", "status": "complete"},
        {"type": "task_card", "task_id": "1", "title": "Task", "status": "done"},
        "/blocks/0/status",
    ),
]

ELEMENTS = [
    message("text is not empty", section("x"), section(""), "/blocks/0/text/text"),
    message(
        "only mrkdwn has verbatim",
        {"type": "section", "text": mrkdwn() | {"verbatim": True}},
        {"type": "section", "text": plain() | {"verbatim": True}},
        "/blocks/0/text",
    ),
    message(
        "only plain_text has emoji",
        {"type": "section", "text": plain() | {"emoji": True}},
        {"type": "section", "text": mrkdwn() | {"emoji": True}},
        "/blocks/0/text",
    ),
    message(
        "button text is plain",
        actions(button()),
        actions(button(text=mrkdwn())),
        "/blocks/0/elements/0/text/type",
    ),
    message(
        "button style is primary or danger",
        actions(button(style="primary")),
        actions(button(style="default")),
        "/blocks/0/elements/0/style",
    ),
    message(
        "button url is a URL",
        actions(button(url="https://example.com")),
        actions(button(url="example.com")),
        "/blocks/0/elements/0/url",
    ),
    message(
        "overflow has 5 options at most",
        actions(element("overflow", options=options(5))),
        actions(element("overflow", options=options(6))),
        "/blocks/0/elements/0/options",
    ),
    message(
        "url only in overflow options",
        actions(element("overflow", options=[option(url="https://example.com")])),
        actions(element("static_select", options=[option(url="https://example.com")])),
        "/blocks/0/elements/0/options/0/url",
    ),
    message(
        "option has a value",
        actions(element("static_select", options=[option()])),
        actions(element("static_select", options=[without(option(), "value")])),
        "/blocks/0/elements/0/options/0",
    ),
    message(
        "mrkdwn options only in radio buttons and checkboxes",
        actions(element("radio_buttons", options=[option() | {"text": mrkdwn()}])),
        actions(element("static_select", options=[option() | {"text": mrkdwn()}])),
        "/blocks/0/elements/0/options/0/text/type",
    ),
    holder(
        "select has 100 options at most",
        with_element("static_select", options=options(100)),
        with_element("static_select", options=options(101)),
        "/options",
    ),
    holder(
        "select has options",
        with_element("static_select", options=options(1)),
        with_element("static_select", options=[]),
        "/options",
    ),
    holder(
        "select has options or groups, not neither",
        with_element("static_select", options=options(1)),
        with_element("static_select"),
    ),
    holder(
        "select has options or groups, not both",
        with_element("static_select", option_groups=[{"label": plain(), "options": options(1)}]),
        with_element(
            "static_select",
            options=options(1),
            option_groups=[{"label": plain(), "options": options(1)}],
        ),
    ),
    holder(
        "option group has 100 options at most",
        with_element("static_select", option_groups=[{"label": plain(), "options": options(100)}]),
        with_element("static_select", option_groups=[{"label": plain(), "options": options(101)}]),
        "/option_groups/0/options",
    ),
    holder(
        "100 option groups at most",
        with_element(
            "static_select", option_groups=[{"label": plain(), "options": options(1)}] * 100
        ),
        with_element(
            "static_select", option_groups=[{"label": plain(), "options": options(1)}] * 101
        ),
        "/option_groups",
    ),
    holder(
        "initial_option is one of the options, exactly",
        with_element("static_select", options=options(2), initial_option=option(1)),
        with_element(
            "static_select", options=options(2), initial_option=option(1) | {"text": plain("Other")}
        ),
        "/initial_option",
    ),
    holder(
        "initial_options are among the options",
        with_element("checkboxes", options=options(2), initial_options=[option(1)]),
        with_element("checkboxes", options=options(2), initial_options=[option(9)]),
        "/initial_options/0",
    ),
    holder(
        "initial_options is left out rather than empty",
        with_element("checkboxes", options=options(2)),
        with_element("checkboxes", options=options(2), initial_options=[]),
        "/initial_options",
    ),
    holder(
        "initial_options obey max_selected_items",
        with_element(
            "multi_static_select",
            options=options(2),
            initial_options=options(1),
            max_selected_items=1,
        ),
        with_element(
            "multi_static_select",
            options=options(2),
            initial_options=options(2),
            max_selected_items=1,
        ),
        "/initial_options",
    ),
    holder(
        "max_selected_items is at least 1",
        with_element("multi_users_select", max_selected_items=1),
        with_element("multi_users_select", max_selected_items=0),
        "/max_selected_items",
    ),
    *(
        holder(
            f"{kind} has 10 options at most",
            with_element(kind, options=options(10)),
            with_element(kind, options=options(11)),
            "/options",
        )
        for kind in ("radio_buttons", "checkboxes")
    ),
    holder(
        "a typeahead's first choice is a whole option",
        with_element("external_select", initial_option=option()),
        with_element("external_select", initial_option=without(option(), "value")),
        "/initial_option",
    ),
    holder(
        "min_query_length is a whole number",
        with_element("external_select", min_query_length=0),
        with_element("external_select", min_query_length=-1),
        "/min_query_length",
    ),
    Rule(
        "response_url_enabled only in an input block of a modal",
        modal(with_element("conversations_select", response_url_enabled=True)),
        modal(section(accessory=element("conversations_select", response_url_enabled=True))),
        "/view/blocks/0/accessory/response_url_enabled",
    ),
    holder(
        "a filter filters by something",
        with_element("conversations_select", filter={"include": ["public"]}),
        with_element("conversations_select", filter={}),
        "/filter",
    ),
    holder(
        "a filter includes something",
        with_element("conversations_select", filter={"include": ["public"]}),
        with_element("conversations_select", filter={"include": []}),
        "/filter",
    ),
    holder(
        "min_length is 0 to 3000",
        with_element("plain_text_input", min_length=3000),
        with_element("plain_text_input", min_length=3001),
        "/min_length",
    ),
    holder(
        "max_length is 1 to 3000",
        with_element("plain_text_input", max_length=3000),
        with_element("plain_text_input", max_length=3001),
        "/max_length",
    ),
    holder(
        "min_length is not above max_length",
        with_element("plain_text_input", min_length=5, max_length=5),
        with_element("plain_text_input", min_length=6, max_length=5),
        "/min_length",
    ),
    holder(
        "initial_value fits max_length",
        with_element("plain_text_input", initial_value="abc", max_length=3),
        with_element("plain_text_input", initial_value="abcd", max_length=3),
        "/initial_value",
    ),
    holder(
        "a dispatch configuration names a trigger",
        with_element(
            "plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}
        ),
        with_element("plain_text_input", dispatch_action_config={"trigger_actions_on": []}),
        "/dispatch_action_config",
    ),
    holder(
        "number_input says whether decimals are allowed",
        with_element("number_input", is_decimal_allowed=False),
        with_element("number_input"),
    ),
    holder(
        "numbers are text",
        with_element("number_input", is_decimal_allowed=False, min_value="1"),
        with_element("number_input", is_decimal_allowed=False, min_value=1),
        "/min_value",
    ),
    holder(
        "numbers are numbers",
        with_element("number_input", is_decimal_allowed=True, min_value="1.5"),
        with_element("number_input", is_decimal_allowed=False, min_value="1.5"),
        "/min_value",
    ),
    holder(
        "min_value is not above max_value",
        with_element("number_input", is_decimal_allowed=False, min_value="9", max_value="10"),
        with_element("number_input", is_decimal_allowed=False, min_value="11", max_value="10"),
    ),
    holder(
        "initial_date is a date",
        with_element("datepicker", initial_date="2028-02-29"),
        with_element("datepicker", initial_date="2026-02-29"),
        "/initial_date",
    ),
    holder(
        "initial_time is a time of 24 hours",
        with_element("timepicker", initial_time="17:45"),
        with_element("timepicker", initial_time="5:45"),
        "/initial_time",
    ),
    holder(
        "timezone is an IANA zone",
        with_element("timepicker", timezone="Europe/Berlin"),
        with_element("timepicker", timezone="CEST"),
        "/timezone",
    ),
    holder(
        "initial_date_time has ten digits",
        with_element("datetimepicker", initial_date_time=1_790_000_000),
        with_element("datetimepicker", initial_date_time=1_790_000_000_000),
        "/initial_date_time",
    ),
    holder(
        "rich_text_input has 1 to 100 lines",
        with_element("rich_text_input", max_lines=100),
        with_element("rich_text_input", max_lines=101),
        "/max_lines",
    ),
    holder(
        "min_lines is not above max_lines",
        with_element("rich_text_input", min_lines=2, max_lines=2),
        with_element("rich_text_input", min_lines=3, max_lines=2),
        "/min_lines",
    ),
    holder(
        "file_input takes 1 to 10 files",
        with_element("file_input", max_files=10),
        with_element("file_input", max_files=11),
        "/max_files",
    ),
    message(
        "icon_button shows trash",
        {
            "type": "context_actions",
            "elements": [element("icon_button", icon="trash", text=plain())],
        },
        {"type": "context_actions", "elements": [element("icon_button", icon="x", text=plain())]},
        "/blocks/0/elements/0/icon",
    ),
]

VIEWS = [
    Rule("a modal has a title", modal(), without(modal(), "title"), "/view"),
    Rule("a modal has blocks", modal(), modal() | {"blocks": []}, "/view/blocks"),
    Rule("blocks is a list", modal(), modal() | {"blocks": {}}, "/view/blocks"),
    Rule("a view has blocks", home(), without(home(), "blocks"), "/view/blocks"),
    Rule(
        "submit is there when an input is",
        without(modal(section()), "submit"),
        without(modal(with_element("plain_text_input")), "submit"),
        "/view",
    ),
    *(
        Rule(
            f"a Home tab has no {name}",
            home(),
            home() | {name: value},
            f"/view/{name}",
        )
        for name, value in (
            ("title", plain()),
            ("submit", plain()),
            ("close", plain()),
            ("notify_on_close", True),
        )
    ),
    *(
        Rule(
            f"{name} is plain text",
            modal() | {name: plain()},
            modal() | {name: mrkdwn()},
            f"/view/{name}",
        )
        for name in ("title", "submit", "close")
    ),
    *(
        Rule(
            f"{name} is 24 characters at most",
            modal() | {name: plain("x" * 24)},
            modal() | {name: plain("x" * 25)},
            f"/view/{name}/text",
        )
        for name in ("title", "submit", "close")
    ),
    *(
        Rule(
            f"{name} is {most} characters at most",
            modal() | {name: "x" * most},
            modal() | {name: "x" * (most + 1)},
            f"/view/{name}",
        )
        for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255))
    ),
    Rule(
        "private_metadata is text",
        modal() | {"private_metadata": "{}"},
        modal() | {"private_metadata": {}},
        "/view/private_metadata",
    ),
    Rule(
        "notify_on_close is a boolean",
        modal() | {"notify_on_close": True},
        modal() | {"notify_on_close": "yes"},
        "/view/notify_on_close",
    ),
    Rule(
        "a view has no unknown fields",
        modal(),
        modal() | {"private_meta_data": ""},
        "/view/private_meta_data",
    ),
    Rule("a view is a modal or a Home tab", modal(), modal() | {"type": "dialog"}, "/view/type"),
]


def sized(says: str, most: int, make: Make, at: str) -> Rule:
    """A limit of characters: `make` builds blocks or a view around a text."""
    return Rule(f"{says}: {most} characters", make("x" * most), make("x" * (most + 1)), at)


def in_button(name: str) -> Make:
    return lambda text: [actions(button() | {name: plain(text) if name == "text" else text})]


def in_confirm(name: str) -> Make:
    full = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return lambda text: [actions(button(confirm=full | {name: plain(text)}))]


def in_option(name: str) -> Make:
    def make(text: str) -> list[Json]:
        value = text if name == "value" else plain(text)
        return [actions(element("static_select", options=[option() | {name: value}]))]

    return make


SIZED = [
    sized("block_id", 255, lambda text: [divider(block_id=text)], "/blocks/0/block_id"),
    sized(
        "action_id",
        255,
        lambda text: [actions(button(action_id=text))],
        "/blocks/0/elements/0/action_id",
    ),
    sized("section text", 3000, lambda text: [section(text)], "/blocks/0/text/text"),
    sized(
        "section field",
        2000,
        lambda text: [{"type": "section", "fields": [plain(text)]}],
        "/blocks/0/fields/0/text",
    ),
    sized(
        "header",
        150,
        lambda text: [{"type": "header", "text": plain(text)}],
        "/blocks/0/text/text",
    ),
    sized("image alt_text", 2000, lambda text: [image(alt_text=text)], "/blocks/0/alt_text"),
    sized("image title", 2000, lambda text: [image(title=plain(text))], "/blocks/0/title/text"),
    sized(
        "image URL",
        3000,
        lambda text: [image(image_url="https://example.com/" + text[20:])],
        "/blocks/0/image_url",
    ),
    sized(
        "input label",
        2000,
        lambda text: modal(with_element("plain_text_input") | {"label": plain(text)}),
        "/view/blocks/0/label/text",
    ),
    sized(
        "input hint",
        2000,
        lambda text: modal(with_element("plain_text_input") | {"hint": plain(text)}),
        "/view/blocks/0/hint/text",
    ),
    sized(
        "placeholder",
        150,
        lambda text: modal(with_element("plain_text_input", placeholder=plain(text))),
        "/view/blocks/0/element/placeholder/text",
    ),
    sized(
        "markdown",
        12_000,
        lambda text: [{"type": "markdown", "text": text}],
        "/blocks/0/text",
    ),
    sized(
        "alert",
        200,
        lambda text: modal({"type": "alert", "text": plain(text)}),
        "/view/blocks/0/text/text",
    ),
    sized("card title", 150, lambda text: [card(title=mrkdwn(text))], "/blocks/0/title/text"),
    sized(
        "card subtitle", 150, lambda text: [card(subtitle=mrkdwn(text))], "/blocks/0/subtitle/text"
    ),
    sized("card body", 200, lambda text: [card(body=mrkdwn(text))], "/blocks/0/body/text"),
    sized(
        "container title",
        150,
        lambda text: [container(divider(), title=plain(text))],
        "/blocks/0/title/text",
    ),
    sized("button text", 75, in_button("text"), "/blocks/0/elements/0/text/text"),
    sized("button value", 2000, in_button("value"), "/blocks/0/elements/0/value"),
    sized(
        "button label",
        75,
        in_button("accessibility_label"),
        "/blocks/0/elements/0/accessibility_label",
    ),
    sized(
        "button URL",
        3000,
        lambda text: [actions(button(url="https://example.com/" + text[20:]))],
        "/blocks/0/elements/0/url",
    ),
    *(
        sized(
            f"confirm {name}", most, in_confirm(name), f"/blocks/0/elements/0/confirm/{name}/text"
        )
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30))
    ),
    sized("option text", 75, in_option("text"), "/blocks/0/elements/0/options/0/text/text"),
    sized("option value", 150, in_option("value"), "/blocks/0/elements/0/options/0/value"),
    sized(
        "option description",
        75,
        in_option("description"),
        "/blocks/0/elements/0/options/0/description/text",
    ),
    sized(
        "option group label",
        75,
        lambda text: [
            actions(
                element(
                    "static_select",
                    option_groups=[{"label": plain(text), "options": options(1)}],
                )
            )
        ],
        "/blocks/0/elements/0/option_groups/0/label/text",
    ),
    sized(
        "feedback button",
        75,
        lambda text: [
            {
                "type": "context_actions",
                "elements": [
                    element(
                        "feedback_buttons",
                        positive_button={"text": plain(text), "value": "1"},
                        negative_button={"text": plain(), "value": "0"},
                    )
                ],
            }
        ],
        "/blocks/0/elements/0/positive_button/text/text",
    ),
]

RULES = [*SURFACES, *BLOCKS, *ELEMENTS, *VIEWS, *SIZED]


def faults_of(surface: list[Json] | Json) -> list[tuple[str, str]]:
    found = message_faults(surface) if isinstance(surface, list) else view_faults(surface, KINDS)
    return [(fault.code, fault.pointer) for fault in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_what_slack_takes_passes(rule: Rule) -> None:
    assert faults_of(rule.good) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_what_slack_refuses_is_refused_at_its_place(rule: Rule) -> None:
    assert (rule.code, rule.at) in faults_of(rule.bad)


def test_an_emoji_counts_as_two_characters() -> None:
    assert faults_of([{"type": "header", "text": plain(EMOJI * 75)}]) == []
    assert faults_of([{"type": "header", "text": plain(EMOJI * 76)}]) != []


def test_a_view_of_the_wrong_kind_is_refused() -> None:
    assert view_faults(home(), frozenset({"modal"})) != []


@pytest.mark.parametrize(
    ("body", "fine"),
    [
        ({"options": []}, True),
        ({"options": options(100)}, True),
        ({"options": options(101)}, False),
        ({"option_groups": [{"label": plain(), "options": options(2)}]}, True),
        ({"options": options(1), "option_groups": []}, False),
        ({}, False),
        (None, False),
        ({"options": [{"text": plain("x" * 76), "value": "1"}]}, False),
        ({"options": [{"text": plain(), "value": "x" * 151}]}, False),
        ({"options": [{"text": mrkdwn(), "value": "1"}]}, False),
        ({"options": [{"text": plain()}]}, False),
    ],
)
def test_options_of_a_typeahead(body: object, fine: bool) -> None:
    assert (options_faults(body) == []) is fine
