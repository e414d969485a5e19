// What went in and out, with Slack's verdict on each and why.

import { get } from "./api.js";
import { h, iconButton } from "./dom.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const MOST = 300;

async function copy(row) {
  await navigator.clipboard.writeText(`${JSON.stringify(row.payload, null, 2)}\n`);
  toast("Copied as a fixture");
}

function part(title, value) {
  if (value === null || value === undefined) return null;
  return [h("h3", {}, title), h("pre", { tabIndex: 0 }, typeof value === "string" ? value : JSON.stringify(value, null, 2))];
}

function drawn(row) {
  const inside = h("div", { class: "wire-inside" });
  const node = h(
    "details",
    {
      class: `wire${row.ok ? "" : " wire-bad"}`,
      ontoggle: () => {
        if (!node.open || inside.childElementCount) return;
        const parts = [
          row.why.length && h("p", { class: "wire-why" }, row.why.join(" ")),
          iconButton("copy", "Copy as a fixture", () => copy(row)),
          part(row.way === "in" ? "Slack sent" : "The app sent", row.payload),
          part(row.way === "in" ? "The app answered" : "Slack answered", row.answer),
        ];
        inside.append(...parts.flat().filter(Boolean));
      },
    },
    h(
      "summary",
      {},
      h("span", { class: "wire-way", title: row.way === "in" ? "From Slack to the app" : "From the app to Slack" }, row.way === "in" ? "→ app" : "app →"),
      h("span", { class: "wire-title" }, row.title),
      h("span", { class: "wire-verdict" }, row.verdict),
    ),
    inside,
  );
  return node;
}

export function inspectorPanel() {
  const list = h("div", { class: "wires" });
  const only = h("input", { type: "checkbox", id: "only-bad", onchange: () => list.classList.toggle("wires-bad", only.checked) });
  const node = h(
    "div",
    { class: "panel panel-scroll" },
    h("p", { class: "quiet" }, "Every payload, newest first. What Slack would refuse is refused here, with Slack's own error."),
    h("label", { class: "choice" }, only, h("span", {}, "Only what was refused")),
    list,
  );
  let seen = { calls: 0, deliveries: 0 };
  let busy = false;
  let again = false;

  async function more() {
    if (busy) return void (again = true);
    busy = true;
    try {
      do {
        again = false;
        const got = await get("traffic", seen);
        seen = { calls: got.calls, deliveries: got.deliveries };
        list.prepend(...got.rows.reverse().map(drawn));
        while (list.childElementCount > MOST) list.lastElementChild.remove();
      } while (again);
    } finally {
      busy = false;
    }
  }

  return { node, title: "Inspector", open: more, draw: () => state.side === "inspector" && more() };
}
