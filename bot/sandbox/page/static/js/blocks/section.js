// section: words, perhaps in two columns, perhaps with one element beside them.

import { h } from "../dom.js";
import { element } from "../elements/index.js";
import { text } from "./text.js";

export function section(block, surface) {
  const words = [
    block.text && h("div", { class: "b-text" }, text(block.text)),
    block.fields &&
      h("div", { class: "b-fields" }, block.fields.map((field) => h("div", { class: "b-text" }, text(field)))),
  ];
  return h(
    "div",
    { class: "b-section" },
    h("div", { class: "b-section-words" }, words),
    block.accessory && h("div", { class: "b-accessory" }, element(block.accessory, block, surface)),
  );
}
