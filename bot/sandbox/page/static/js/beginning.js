// What stands above the first message of a conversation.

import { h } from "./dom.js";
import { channel, isApp, me, person, state } from "./state.js";

export function beginning(id) {
  const one = channel(id);
  if (!one) return null;
  if (isApp(one.with))
    return words(state.scene.app.name, "What the app has to say to you alone comes here. Type / to see its commands.");
  if (one.kind === "im" || one.kind === "mpim") {
    const names = one.members.filter((other) => other !== me()).map((other) => person(other)?.name ?? other);
    return words(names.join(", "), "Your conversation begins here.");
  }
  const shared = one.shared ? " It is shared with another company." : "";
  return words(`#${one.name}`, `The ${one.kind} channel begins here.${shared}`);
}

function words(name, ...more) {
  return h("div", { class: "beginning" }, h("h2", {}, name), h("p", { class: "quiet" }, ...more));
}
