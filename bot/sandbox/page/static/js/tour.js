// The guided tour: a step is ticked off by what really happened, not by reading on. Every step can be
// read at any time; the next one stands open.

import { h, icon } from "./dom.js";
import { go } from "./go.js";
import { mrkdwn } from "./mrkdwn.js";
import { state } from "./state.js";

function typed(line) {
  return h(
    "div",
    { class: "step-line" },
    h("code", {}, line),
    h("button", { type: "button", class: "button button-slim", onclick: () => go.type(line) }, "Put it into the line"),
  );
}

function drawn(step, n, all, next) {
  const how = h("div", { class: "step-how" }, h("div", {}, mrkdwn(step.how)), step.line && typed(step.line));
  return h(
    "li",
    { class: `step${step.done ? " step-done" : ""}${n === next ? " step-next" : ""}`, "aria-current": n === next ? "step" : null },
    h(
      "details",
      { open: n === next },
      h(
        "summary",
        {},
        h("span", { class: "step-mark", "aria-hidden": "true" }, step.done ? icon("check") : String(n + 1)),
        h("span", { class: "visually-hidden" }, `Step ${n + 1} of ${all}${step.done ? ", done" : ""}: `),
        h("strong", {}, step.title),
        icon("down"),
      ),
      how,
    ),
  );
}

export function tourPanel() {
  const list = h("ol", { class: "tour" });
  const words = h("p", { class: "quiet", role: "status" });
  const node = h("div", { class: "panel panel-scroll" }, words, list);
  let shown = "";

  function draw() {
    const steps = state.around.tour;
    const next = steps.findIndex((step) => !step.done);
    if (JSON.stringify(steps) === shown) return; // what somebody has opened stays open
    shown = JSON.stringify(steps);
    const done = steps.filter((step) => step.done).length;
    words.textContent =
      done === steps.length
        ? "All seven done. You have seen the whole loop."
        : `${done ? `${done} of ${steps.length} done. ` : "Once around the loop. "}Each step is ticked off by what really happens.`;
    list.replaceChildren(...steps.map((step, n) => drawn(step, n, steps.length, next)));
    list.children[next]?.scrollIntoView({ block: "nearest" });
  }

  return { node, title: "Seven steps", async open() {}, draw };
}
