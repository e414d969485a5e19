// Menus of every source, over one combobox.

import { confirmFirst } from "../dialog.js";
import { text } from "../blocks/text.js";
import { combobox } from "../combobox.js";
import { isApp, person, state } from "../state.js";

const plain = (object) => text(object).map((part) => (typeof part === "string" ? part : part.textContent)).join("");

function option(raw, group = null) {
  return { key: JSON.stringify(raw), words: plain(raw.text), note: raw.description && plain(raw.description), group, raw };
}

function grouped(source) {
  if (!source.option_groups) return (source.options ?? []).map((raw) => option(raw));
  return source.option_groups.flatMap((group) => group.options.map((raw) => option(raw, plain(group.label))));
}

const among = (options) => async (typed) => {
  const wanted = typed.trim().toLowerCase();
  return options.filter((each) => `${each.words} ${each.search ?? ""}`.toLowerCase().includes(wanted));
};

/** `chosen` are the options that stand at first, `value` makes of options what is sent. */
function select(one, block, surface, field, { chosen, load, value, least = 0 }) {
  const multi = one.type.startsWith("multi_");
  return combobox({
    id: field.id,
    described: field.described,
    label: field.id ? null : one.accessibility_label ?? one.placeholder?.text ?? "Choose",
    key: `${block.block_id}/${one.action_id}`,
    placeholder: one.placeholder?.text ?? (multi ? "Choose some" : "Choose one"),
    multi,
    most: one.max_selected_items,
    clearable: multi || Boolean(block.optional),
    chosen,
    load,
    least,
    change: async (options) => {
      if (!(await confirmFirst(one.confirm))) return false;
      const sent = options.map(value);
      await surface.hold(block, one, multi ? sent : sent[0] ?? null);
      return true;
    },
  });
}

const single = (value) => (value === null || value === undefined ? [] : [value]);

export function fixed(one, block, surface, field) {
  const held = surface.held(block, one) ?? {};
  const chosen = held.selected_options ?? single(held.selected_option);
  return select(one, block, surface, field, {
    chosen: chosen.map((raw) => option(raw)),
    load: among(grouped(one)),
    value: (each) => each.raw,
  });
}

export function external(one, block, surface, field) {
  const held = surface.held(block, one) ?? {};
  const chosen = held.selected_options ?? single(held.selected_option);
  return select(one, block, surface, field, {
    chosen: chosen.map((raw) => option(raw)),
    load: async (typed) => (await surface.suggest(block, one, typed)).map((raw) => option(raw)),
    value: (each) => each.raw,
    least: one.min_query_length ?? 3,
  });
}

function human(id) {
  const one = person(id);
  return { key: id, words: one?.name ?? id, search: one?.handle, id };
}

export function people(one, block, surface, field) {
  const held = surface.held(block, one) ?? {};
  const chosen = held.selected_users ?? single(held.selected_user);
  const offered = state.scene.people.filter((each) => !each.deleted && !isApp(each.id));
  return select(one, block, surface, field, {
    chosen: chosen.map(human),
    load: among(offered.map((each) => human(each.id))),
    value: (each) => each.id,
  });
}

function place(id) {
  const one = state.scene.channels.find((each) => each.id === id);
  if (one?.kind === "im") return { key: id, words: person(one.with)?.name ?? "Direct message", id };
  return { key: id, words: one ? `${one.kind === "private" ? "🔒" : "#"}${one.name}` : id, id };
}

function places(one, block, surface, field, allowed) {
  const held = surface.held(block, one) ?? {};
  const chosen =
    held.selected_channels ?? held.selected_conversations ?? single(held.selected_channel ?? held.selected_conversation);
  return select(one, block, surface, field, {
    chosen: chosen.map(place),
    load: among(state.scene.channels.filter(allowed).map((each) => place(each.id))),
    value: (each) => each.id,
  });
}

export function channels(one, block, surface, field) {
  return places(one, block, surface, field, (each) => each.kind === "public");
}

export function conversations(one, block, surface, field) {
  const { include, exclude_external_shared_channels: own } = one.filter ?? {};
  return places(one, block, surface, field, (each) => (!include || include.includes(each.kind)) && !(own && each.shared));
}
