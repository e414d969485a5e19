// Checkboxes and radio buttons.

import { text } from "../blocks/text.js";
import { confirmFirst } from "../dialog.js";
import { h, uid } from "../dom.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function group(kind, one, block, surface, field, chosen, value) {
  const name = uid("choice");
  const boxes = one.options.map((option) => {
    const box = h("input", { type: kind, name, checked: chosen.some((each) => same(each, option)) });
    box.addEventListener("change", async () => {
      if (await confirmFirst(one.confirm)) await surface.hold(block, one, value(boxes));
      else box.checked = !box.checked;
    });
    const words = h(
      "span",
      {},
      text(option.text),
      option.description && h("small", { class: "choice-note" }, text(option.description)),
    );
    return { box, option, node: h("label", { class: "choice" }, box, words) };
  });
  return h(
    "div",
    { class: "choices", id: field.id, role: kind === "radio" ? "radiogroup" : "group", "aria-labelledby": field.labelled, tabIndex: -1 },
    boxes.map((each) => each.node),
  );
}

export function checkboxes(one, block, surface, field) {
  const held = surface.held(block, one)?.selected_options ?? one.initial_options ?? [];
  return group("checkbox", one, block, surface, field, held, (boxes) =>
    boxes.filter((each) => each.box.checked).map((each) => each.option),
  );
}

export function radios(one, block, surface, field) {
  const held = surface.held(block, one)?.selected_option ?? one.initial_option;
  return group("radio", one, block, surface, field, held ? [held] : [], (boxes) =>
    boxes.find((each) => each.box.checked)?.option ?? null,
  );
}
