// input: a label, an element, a hint, and what is wrong.

import { h, uid } from "../dom.js";
import { element } from "../elements/index.js";
import { text } from "./text.js";

const GROUPS = new Set(["checkboxes", "radio_buttons"]);

export function input(block, surface) {
  const id = uid("input");
  const complaint = h("div", { class: "b-error", id: `${id}-error`, role: "alert", hidden: true });
  const label = h(
    GROUPS.has(block.element.type) ? "div" : "label",
    { class: "b-label", htmlFor: id, id: `${id}-label` },
    text(block.label),
    block.optional && h("span", { class: "b-optional" }, " (optional)"),
  );
  const made = element(block.element, block, surface, { id, labelled: `${id}-label`, described: `${id}-error` });
  const node = h(
    "div",
    { class: "b-input", dataset: { block: block.block_id } },
    label,
    made,
    complaint,
    block.hint && h("div", { class: "b-hint" }, text(block.hint)),
  );
  node.complain = (said) => {
    complaint.textContent = said ?? "";
    complaint.hidden = !said;
    node.classList.toggle("b-wrong", Boolean(said));
    node.querySelector(`#${id}`)?.setAttribute("aria-invalid", said ? "true" : "false");
  };
  return node;
}
