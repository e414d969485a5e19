// context: small print, with small pictures.

import { h } from "../dom.js";
import { picture } from "./image.js";
import { text } from "./text.js";

export function context(block) {
  const parts = block.elements.map((part) =>
    part.type === "image" ? picture(part, "b-context-image") : h("div", { class: "b-text" }, text(part)),
  );
  return h("div", { class: "b-context" }, parts);
}
