// The guided tour: a step is ticked off by what really happened, not by reading on.

import { h, icon } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { state } from "./state.js";

export function tourPanel() {
  const list = h("ol", { class: "tour" });
  const words = h("p", { class: "quiet" });
  const node = h("div", { class: "panel panel-scroll" }, words, list);
  return {
    node,
    title: "Seven steps",
    async open() {},
    draw() {
      const steps = state.around.tour;
      const done = steps.filter((step) => step.done).length;
      words.textContent =
        done === steps.length && done
          ? "All seven done. You have seen the whole loop."
          : "Once around the loop. Each step is ticked off by what really happens.";
      const next = steps.findIndex((step) => !step.done);
      list.replaceChildren(
        ...steps.map((step, n) =>
          h(
            "li",
            { class: `step${step.done ? " step-done" : ""}${n === next ? " step-next" : ""}`, "aria-current": n === next ? "step" : null },
            h("span", { class: "step-mark", "aria-hidden": "true" }, step.done ? icon("check") : String(n + 1)),
            h(
              "div",
              {},
              h("strong", {}, step.title, step.done && h("span", { class: "visually-hidden" }, " (done)")),
              n === next && h("div", { class: "step-how" }, mrkdwn(step.how)),
            ),
          ),
        ),
      );
    },
  };
}
