// Text objects, and the blocks that are little else.

import { h } from "../dom.js";
import { replaceCodes } from "../emoji.js";
import { mrkdwn } from "../mrkdwn.js";

export function text(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : replaceCodes(object.text)];
}

export function header(block) {
  return h("h3", { class: "b-header" }, text(block.text));
}

export function divider() {
  return h("hr", { class: "b-divider" });
}

export function markdown(block) {
  const asMrkdwn = block.text.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/^#+ (.*)$/gm, "*$1*");
  return h("div", { class: "b-text" }, mrkdwn(asMrkdwn));
}
