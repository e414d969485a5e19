// "Are you sure?", where the app asks for it.

import { text } from "./blocks/text.js";
import { h } from "./dom.js";

/** True at once when there is nothing to confirm. */
export function confirmFirst(asked) {
  if (!asked) return Promise.resolve(true);
  return new Promise((resolve) => {
    const node = h("dialog", { class: "sheet sheet-small", onclose: () => { node.remove(); resolve(node.returnValue === "yes"); } });
    node.append(
      h("h2", {}, text(asked.title)),
      h("p", {}, text(asked.text)),
      h(
        "div",
        { class: "sheet-foot" },
        h("button", { type: "button", class: "button", onclick: () => node.close("no") }, text(asked.deny)),
        h("button", { type: "button", class: `button button-${asked.style ?? "primary"}`, onclick: () => node.close("yes") }, text(asked.confirm)),
      ),
    );
    document.body.append(node);
    node.showModal();
  });
}
