// Buttons and the overflow menu, with "Are you sure?" where the app asks for it.

import { text } from "../blocks/text.js";
import { confirmFirst } from "../dialog.js";
import { h, icon, safeUrl } from "../dom.js";
import { menu } from "../menu.js";

async function once(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

export function button(one, block, surface) {
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${one.style ? `button-${one.style}` : ""}`,
      "aria-label": one.accessibility_label,
      dataset: { key: `${one.action_id} ${one.value ?? ""}` },
      onclick: () =>
        once(node, async () => {
          if (!(await confirmFirst(one.confirm))) return;
          const url = one.url && safeUrl(one.url);
          if (url) window.open(url, "_blank", "noopener");
          await surface.press(block, one);
        }),
    },
    text(one.text),
  );
  return node;
}

export function iconButton(one, block, surface) {
  const node = button({ ...one, text: { type: "plain_text", text: "" } }, block, surface);
  node.append(icon("trash"));
  return node;
}

export function overflow(one, block, surface) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button button-overflow",
      "aria-label": one.accessibility_label ?? "More",
      "aria-haspopup": "menu",
      onclick: () =>
        menu(
          node,
          one.options.map((option) => ({
            words: text(option.text),
            run: async () => {
              if (await confirmFirst(one.confirm)) await surface.choose(block, one, option);
            },
          })),
        ),
    },
    icon("more"),
  );
  return node;
}
