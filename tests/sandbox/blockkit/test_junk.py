"""Whatever an app sends, the rules answer with faults and never fall over."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.blockkit import message_faults, options_faults, view_faults
from tests.sandbox.blockkit.examples import (
    actions,
    button,
    card,
    container,
    data_table,
    element,
    image,
    modal,
    options,
    plain,
    rich_line,
    rich_list,
    rich_text,
    section,
    table,
    with_element,
)

BLOCKS: list[Any] = [
    section(accessory=button(confirm={"text": plain()})),
    actions(
        element("static_select", options=options(3), initial_option=options(3)[1]),
        button(url="https://example.com"),
    ),
    image(),
    rich_text(rich_line(), rich_list()),
    table(),
    data_table(),
    container(section(), card(actions=[button()])),
    {
        "type": "plan",
        "title": "Plan",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "Task", "status": "pending"}],
    },
    {"type": "carousel", "elements": [card(), card()]},
    with_element("number_input", is_decimal_allowed=True, min_value="1"),
    with_element("timepicker", initial_time="10:00", timezone="Europe/Berlin"),
    with_element("conversations_select", filter={"include": ["public"]}),
    with_element("multi_static_select", option_groups=[{"label": plain(), "options": options(2)}]),
]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "options", "value", "url", "x/~"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every node."""
    found = [here]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        found += paths(item, (*here, key))
    return found


@given(data=st.data(), junk=JUNK)
def test_one_node_turned_into_junk_never_breaks_the_rules(data: st.DataObject, junk: Any) -> None:
    whole = {"blocks": copy.deepcopy(BLOCKS)}
    *way, last = data.draw(st.sampled_from(paths(whole)[1:]))
    node: Any = whole
    for step in way:
        node = node[step]
    node[last] = junk
    kinds = frozenset({"modal", "home"})
    message_faults(whole["blocks"])
    view_faults(modal() | whole, kinds)
    view_faults(junk, kinds)
    options_faults(junk)
    options_faults({"options": junk})


def test_the_unbroken_blocks_pass() -> None:
    assert message_faults(BLOCKS[:4]) == []


def test_half_a_character_does_not_break_the_count_of_bytes() -> None:
    block = {"type": "section", "text": {"type": "plain_text", "text": "half \ud800 of one"}}
    view = {"type": "home", "blocks": [block]}
    assert view_faults(view, frozenset({"home"})) == []
