// The newer blocks that hold others: card, carousel, container; and alert.

import { h } from "../dom.js";
import { element } from "../elements/index.js";
import { picture } from "./image.js";
import { blocks } from "./index.js";
import { text } from "./text.js";

export function card(block, surface) {
  return h(
    "div",
    { class: "b-card" },
    block.hero_image && picture(block.hero_image, "b-image-picture"),
    block.title && h("strong", {}, text(block.title)),
    block.subtitle && h("div", { class: "b-context" }, text(block.subtitle)),
    block.body && h("div", { class: "b-text" }, text(block.body)),
    block.actions && h("div", { class: "b-actions" }, block.actions.map((one) => element(one, block, surface))),
  );
}

export function carousel(block, surface) {
  return h("div", { class: "b-carousel" }, block.elements.map((one) => card(one, surface)));
}

export function container(block, surface) {
  const title = text(block.title ?? { type: "plain_text", text: "" });
  const inside = blocks(block.child_blocks, surface);
  if (!block.is_collapsible) return h("div", { class: "b-card" }, h("strong", {}, title), inside);
  return h("details", { class: "b-card", open: !block.default_collapsed }, h("summary", {}, title), inside);
}

export function alert(block) {
  return h("div", { class: `b-alert b-alert-${block.level ?? "default"}` }, text(block.text));
}
