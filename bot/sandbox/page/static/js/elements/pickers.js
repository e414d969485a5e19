// Dates and times: the browser's own controls, which keyboards and screen readers know.

import { h } from "../dom.js";
import { weekday } from "../time.js";

function picker(type, key, one, block, surface, field, { shown = (v) => v, value = (v) => v } = {}) {
  const held = surface.held(block, one)?.[key] ?? null;
  const node = h("input", {
    type,
    id: field.id,
    class: "field field-short",
    "aria-describedby": field.described,
    "aria-label": field.id ? null : one.placeholder?.text ?? type,
    value: held === null ? "" : shown(held),
    onchange: () => surface.hold(block, one, node.value === "" ? null : value(node.value)),
  });
  return node;
}

/** With the day of the week, and the month in words: browsers write dates in their own way. */
export function datePicker(one, block, surface, field) {
  const node = picker("date", "selected_date", one, block, surface, field);
  const words = h("span", { class: "field-words" });
  const say = () => (words.textContent = node.value ? weekday(node.value) : "");
  node.addEventListener("input", say);
  say();
  return h("div", { class: "field-row" }, node, words);
}

export const timePicker = (one, block, surface, field) => picker("time", "selected_time", one, block, surface, field);

const pad = (number) => String(number).padStart(2, "0");

export function dateTimePicker(one, block, surface, field) {
  return picker("datetime-local", "selected_date_time", one, block, surface, field, {
    shown: (seconds) => {
      const at = new Date(seconds * 1000);
      return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
    },
    value: (text) => Math.floor(new Date(text).getTime() / 1000),
  });
}
