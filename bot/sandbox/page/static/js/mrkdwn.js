// Slack's mrkdwn, as DOM nodes: docs.slack.dev/messaging/formatting-message-text.

import { h, safeUrl } from "./dom.js";
import { emoji } from "./emoji.js";
import { go } from "./go.js";
import { channel, person, state } from "./state.js";
import { tokens } from "./time.js";

const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// The next piece of formatting, whatever comes first.
const PIECE = new RegExp(
  [
    "<([^<>\\n]+)>",
    "`([^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*])\\*(?=[^\\s*])([^*\\n]*[^\\s*])\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?=[^\\s_])([^\\n]*?[^\\s_])_(?![\\p{L}\\p{N}_])",
    "(?<![\\p{L}\\p{N}~])~(?=[^\\s~])([^~\\n]*[^\\s~])~(?![\\p{L}\\p{N}~])",
    ":([a-z0-9_+'-]+):",
  ].join("|"),
  "u",
);

export function mention(id, label) {
  const name = id.startsWith("U") || id.startsWith("W") ? person(id)?.name : null;
  return h("span", { class: `mention${id === state.scene.me ? " mention-me" : ""}` }, `@${name ?? label ?? id}`);
}

export function channelMention(id, label) {
  const found = channel(id);
  const name = found?.name ?? label;
  if (!name) return h("span", { class: "mention" }, "#private-channel");
  return found
    ? h("button", { type: "button", class: "mention", onclick: () => go.channel(id) }, `#${name}`)
    : h("span", { class: "mention" }, `#${name}`);
}

export function link(address, ...children) {
  const url = safeUrl(address);
  if (url === null) return h("span", { class: "dead-link", title: "Not a link that a client opens" }, ...children);
  const inside = url.match(/\.slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})/);
  const props = { href: url, target: "_blank", rel: "noopener noreferrer" };
  if (inside) {
    props.onclick = (event) => {
      event.preventDefault();
      go.message(inside[1], `${inside[2]}.${inside[3]}`, new URL(url).searchParams.get("thread_ts"));
    };
  }
  return h("a", props, ...children);
}

function control(text) {
  const bar = text.indexOf("|");
  const target = bar < 0 ? text : text.slice(0, bar);
  const label = bar < 0 ? null : decode(text.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, at, format, url] = target.split("^");
    const shown = tokens(decode(format ?? ""), Number(at) * 1000);
    return url ? link(decode(url), shown) : h("time", {}, shown);
  }
  if (target.startsWith("!subteam^")) {
    const group = state.scene.groups.find((one) => one.id === target.slice(9));
    return h("span", { class: "mention" }, `@${group?.handle ?? label ?? "group"}`);
  }
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, `@${target.slice(1)}`);
  return link(decode(target), label ?? decode(target).replace(/^mailto:/, ""));
}

function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = PIECE.exec(rest);
    if (!found) break;
    if (found.index) nodes.push(decode(rest.slice(0, found.index)));
    const [whole, sequence, code, bold, italic, strike, name] = found;
    if (sequence !== undefined) nodes.push(control(sequence));
    else if (code !== undefined) nodes.push(h("code", {}, decode(code)));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold)));
    else if (italic !== undefined) nodes.push(h("em", {}, inline(italic)));
    else if (strike !== undefined) nodes.push(h("s", {}, inline(strike)));
    else nodes.push(emoji(name) ?? whole);
    rest = rest.slice(found.index + whole.length);
  }
  if (rest) nodes.push(decode(rest));
  return nodes;
}

const QUOTE = /^(?:&gt;|>)\s?/;

function lines(text) {
  const nodes = [];
  let quoted = null;
  const rows = text.split("\n");
  rows.forEach((row, index) => {
    if (QUOTE.test(row)) {
      if (!quoted) nodes.push((quoted = h("blockquote", {})));
      else quoted.append(h("br"));
      quoted.append(...inline(row.replace(QUOTE, "")));
    } else {
      quoted = null;
      nodes.push(...inline(row));
      if (index < rows.length - 1 && !QUOTE.test(rows[index + 1])) nodes.push(h("br"));
    }
  });
  return nodes;
}

/** Formatted text as a list of nodes. */
export function mrkdwn(text) {
  return text.split("```").flatMap((part, index, all) => {
    const fenced = index % 2 === 1 && index < all.length - 1;
    if (fenced) return [h("pre", {}, decode(part.replace(/^\n|\n$/g, "")))];
    return lines(index % 2 === 1 ? `\`\`\`${part}` : part.replace(/^\n/, index ? "" : "\n"));
  });
}
