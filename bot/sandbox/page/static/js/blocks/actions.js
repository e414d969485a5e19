// actions: elements in a row.

import { h } from "../dom.js";
import { element } from "../elements/index.js";

export function actions(block, surface) {
  return h("div", { class: "b-actions" }, block.elements.map((one) => element(one, block, surface)));
}
