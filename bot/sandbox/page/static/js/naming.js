// Whom and what a line can name, offered while it is typed: people, groups and channels.

import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { channel, me, state } from "./state.js";

const OPEN = /(?:^|[\s(:,])([@#])([\p{L}\p{N}._'-]*(?: [\p{L}\p{N}._'-]*)?)$/u;
const MOST = 8;

function fits(typed, ...names) {
  const wanted = typed.toLowerCase();
  return names.some((name) => name.toLowerCase().split(/[\s._-]+/).some((_, n, words) => words.slice(n).join(" ").startsWith(wanted)));
}

function people(typed, place) {
  const members = new Set(channel(place)?.members ?? []);
  const found = state.scene.people
    .filter((one) => !one.deleted && one.id !== me() && fits(typed, one.name, one.handle))
    .map((one) => ({
      name: `@${one.name}`,
      mark: avatar(one.id, true),
      note: one.bot ? "app" : one.title,
      small: members.has(one.id) ? "" : "not in this channel",
      near: members.has(one.id) + one.name.toLowerCase().startsWith(typed.toLowerCase()),
    }));
  const groups = state.scene.groups
    .filter((one) => fits(typed, one.handle))
    .map((one) => ({ name: `@${one.handle}`, mark: h("span", { class: "hash" }, "@"), note: "group", near: true }));
  const all = ["here", "channel"]
    .filter((word) => typed && fits(typed, word))
    .map((word) => ({ name: `@${word}`, mark: h("span", { class: "hash" }, "@"), note: "everybody in the channel", near: true }));
  return [...found, ...groups, ...all].sort((a, b) => b.near - a.near || a.name.localeCompare(b.name));
}

function channels(typed) {
  return state.scene.channels
    .filter((one) => (one.kind === "public" || one.kind === "private") && fits(typed, one.name))
    .map((one) => ({ name: `#${one.name}`, mark: h("span", { class: "hash" }, "#"), note: one.shared ? "shared with another company" : "" }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** What may be meant by the word that ends at the caret; each with the line as it would then be. */
export function named(area, place) {
  const before = area.value.slice(0, area.selectionStart);
  const open = area.selectionStart === area.selectionEnd && before.match(OPEN);
  if (!open) return [];
  const [, kind, typed] = open;
  const found = kind === "@" ? people(typed, place) : channels(typed);
  if (found.some((one) => one.name.toLowerCase() === `${kind}${typed}`.toLowerCase())) return [];
  const start = before.length - typed.length - 1;
  const rest = area.value.slice(area.selectionStart);
  return found.slice(0, MOST).map((one) => {
    const line = `${before.slice(0, start)}${one.name} `;
    return { ...one, value: line + rest.replace(/^ /, ""), caret: line.length };
  });
}
