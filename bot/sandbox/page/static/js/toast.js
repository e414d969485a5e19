// A short word at the edge, which goes by itself.

import { h } from "./dom.js";

const WORDS = {
  operation_timeout: "The app did not answer within three seconds.",
  dispatch_failed: "The app answered with an error.",
  invalid_ack: "The app answered with something that Slack does not take.",
};

export function toast(text, kind = "info") {
  const node = h("div", { class: `toast toast-${kind}` }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), kind === "error" ? 8000 : 4000);
}

/** Shows what Slack would complain about; true if nothing. */
export function fine(answer) {
  if (answer.said) toast(answer.said, "error");
  else if (answer.problem) toast(`${WORDS[answer.problem] ?? "It did not work."} Slack says: ${answer.problem}`, "error");
  return answer.ok;
}
