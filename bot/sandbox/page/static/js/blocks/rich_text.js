// rich_text: what Slack's own composer makes.

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { channelMention, link, mention } from "../mrkdwn.js";
import { state } from "../state.js";
import { tokens } from "../time.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style = {}) {
  return Object.keys(STYLES).reduce((inner, name) => (style[name] ? h(STYLES[name], {}, inner) : inner), node);
}

const PARTS = {
  text: (part) => part.text.split("\n").flatMap((row, n) => (n ? [h("br"), row] : [row])),
  link: (part) => link(part.url, part.text || part.url),
  emoji: (part) => emoji(part.name) ?? `:${part.name}:`,
  user: (part) => mention(part.user_id),
  channel: (part) => channelMention(part.channel_id),
  usergroup: (part) => h("span", { class: "mention" }, `@${state.scene.groups.find((g) => g.id === part.usergroup_id)?.handle ?? "group"}`),
  broadcast: (part) => h("span", { class: "mention mention-me" }, `@${part.range}`),
  date: (part) => h("time", {}, tokens(part.format, part.timestamp * 1000)),
  color: (part) => h("code", {}, part.value),
};

function inside(parts) {
  return parts.map((part) => {
    const made = PARTS[part.type]?.(part) ?? `[${part.type}]`;
    return part.style ? styled(h("span", {}, made), part.style) : made;
  });
}

function list(part) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const items = part.elements.map((item) => h("li", {}, inside(item.elements)));
  return h(tag, { class: `rt-indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null }, items);
}

const KINDS = {
  rich_text_section: (part) => h("div", { class: "b-text" }, inside(part.elements)),
  rich_text_list: list,
  rich_text_quote: (part) => h("blockquote", {}, inside(part.elements)),
  rich_text_preformatted: (part) => h("pre", {}, inside(part.elements)),
};

export function richText(block) {
  const parts = block.elements.map((part) => KINDS[part.type]?.(part) ?? h("div", {}, `[${part.type}]`));
  return h("div", { class: "b-rich" }, parts);
}
