// Modals: the top of the stack is what can be used.

import { act } from "./api.js";
import { block } from "./blocks/index.js";
import { text } from "./blocks/text.js";
import { h, iconButton, uid } from "./dom.js";
import { keepingFocus, remembered } from "./focus.js";
import { me, state } from "./state.js";
import { surface } from "./surface.js";
import { fine } from "./toast.js";

const open = new Map(); // view id -> {surface, drawn}
let shown = null; // {id, node}
let back = () => {}; // gives the focus back

/** Draws blocks into a box; a block that is the same keeps its node, and so its focus. */
export function patch(box, list, on, kept) {
  const next = new Map();
  const nodes = list.map((one) => {
    const key = JSON.stringify(one);
    const node = kept.get(key) ?? block(one, on);
    next.set(key, node);
    return node;
  });
  if (nodes.length !== box.children.length || nodes.some((node, n) => node !== box.children[n])) {
    const stays = new Set(nodes);
    keepingFocus(() => {
      for (const child of [...box.children]) if (!stays.has(child)) child.remove();
      nodes.forEach((node, n) => {
        if (box.children[n] !== node) box.insertBefore(node, box.children[n] ?? null);
      });
    });
  }
  return next;
}

function complain(box, errors) {
  let first = null;
  for (const node of box.querySelectorAll(".b-input")) {
    node.complain(errors[node.dataset.block]);
    if (errors[node.dataset.block]) first ??= node;
  }
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector("input, textarea, select, [tabindex]")?.focus();
}

function make(view, held) {
  const box = h("div", { class: "sheet-body" });
  const title = h("h2", { id: uid("title") });
  const foot = h("div", { class: "sheet-foot" });
  const close = (whole) => act("close", me(), { whole }).then(fine);
  const node = h(
    "dialog",
    {
      class: "sheet",
      "aria-labelledby": title.id,
      oncancel: (event) => {
        event.preventDefault();
        close(false);
      },
    },
    h("div", { class: "sheet-head" }, title, iconButton("close", "Close", () => close(true))),
    box,
    foot,
  );
  held.surface.complain = (errors) => complain(box, errors);
  held.surface.submit = async () => {
    const button = foot.querySelector(".button-primary");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await held.surface.send("submit", {});
      if (answer.errors) complain(box, answer.errors);
      else fine(answer);
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  return { node, box, title, foot, close };
}

function foot(parts, view, held) {
  const quit = h("button", { type: "button", class: "button", onclick: () => parts.close(false) }, text(view.close ?? { type: "plain_text", text: view.submit ? "Cancel" : "Close" }));
  const submit = view.submit && h("button", { type: "button", class: "button button-primary", onclick: () => held.surface.submit() }, text(view.submit));
  parts.foot.replaceChildren(h("span", { class: "sheet-app" }, state.scene.app.name), ...[quit, submit].filter(Boolean));
}

export function drawModals() {
  const stack = state.scene.modals;
  for (const id of open.keys()) if (!stack.some((view) => view.id === id)) open.delete(id);
  const view = stack.at(-1);
  if (shown && shown.id !== view?.id) {
    shown.parts.node.close();
    shown.parts.node.remove();
    shown = null;
    if (!view) back();
  }
  if (!view) return;
  let held = open.get(view.id);
  if (!held) open.set(view.id, (held = { surface: surface({ view: view.id }), kept: new Map() }));
  held.surface.values = view.state.values;
  if (!shown) {
    if (stack.length === 1) back = remembered();
    shown = { id: view.id, parts: make(view, held) };
    held.kept = new Map();
  }
  const { parts } = shown;
  parts.title.replaceChildren(...text(view.title));
  held.kept = patch(parts.box, view.blocks, held.surface, held.kept);
  foot(parts, view, held);
  if (!parts.node.open) {
    document.getElementById("modals").append(parts.node);
    parts.node.showModal();
    const first = parts.box.querySelector("[data-focus='1']") ?? parts.box.querySelector("input, textarea");
    first?.focus();
  }
}
