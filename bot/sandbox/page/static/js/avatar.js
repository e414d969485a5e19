// A square with initials; the colour follows from the id.

import { h } from "./dom.js";
import { isApp, person } from "./state.js";

export function avatar(id, small = false) {
  const one = person(id);
  const name = one?.name ?? id ?? "?";
  const hue = [...(id ?? "?")].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % 8;
  const letters = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const kind = isApp(id) ? "avatar-app" : `avatar-${hue}`;
  return h("span", { class: `avatar ${kind}${small ? " avatar-small" : ""}`, "aria-hidden": "true" }, isApp(id) ? "E" : letters);
}
