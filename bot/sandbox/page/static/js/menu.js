// A small menu under a button: arrow keys, Enter, Esc.

import { h } from "./dom.js";
import { remembered } from "./focus.js";

let shut = () => {};
const words = (row) => (row.querySelector(".menu-name") ?? row).textContent.trim().toLowerCase();

/** `items`: {words, note, run}. Gives back the menu's node. */
export function menu(anchor, items, { above = false } = {}) {
  shut();
  anchor.focus();
  const back = remembered();
  const rows = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: "menu-item",
        onclick: () => {
          shut();
          item.run();
        },
      },
      h("span", {}, item.words),
      item.note && h("small", {}, item.note),
    ),
  );
  const node = h("div", { class: "menu", role: "menu", "aria-label": anchor.getAttribute("aria-label") ?? anchor.textContent }, rows);
  const host = anchor.closest("dialog") ?? document.body;
  host.append(node);
  const box = anchor.getBoundingClientRect();
  const up = above || window.innerHeight - box.bottom < node.offsetHeight + 8;
  node.style.top = up ? `${Math.max(4, box.top - node.offsetHeight - 4)}px` : `${box.bottom + 4}px`;
  node.style.left = `${Math.max(4, Math.min(box.left, window.innerWidth - node.offsetWidth - 8))}px`;
  const outside = (event) => {
    if (!node.contains(event.target)) shut();
  };
  shut = () => {
    document.removeEventListener("pointerdown", outside, true);
    const inside = node.contains(document.activeElement);
    node.remove();
    if (inside) back();
    shut = () => {};
  };
  document.addEventListener("pointerdown", outside, true);
  node.addEventListener("keydown", (event) => {
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const letter = event.key.length === 1 && event.key !== " " && event.key.toLowerCase();
    if (to !== undefined) {
      event.preventDefault();
      rows[(to + rows.length) % rows.length].focus();
    } else if (letter) {
      const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
      after.find((row) => words(row).startsWith(letter))?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      shut();
    }
  });
  rows[0]?.focus();
  return node;
}
