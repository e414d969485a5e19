// What was just said, for who hears the page instead of seeing it.

import { h } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { person } from "./state.js";

const KEPT = 5;

export function hearOut(message) {
  const log = document.getElementById("heard");
  const words = h("p", {}, mrkdwn(message.text ?? "")).textContent; // and nothing to be pressed
  log.append(h("p", {}, `${person(message.user)?.name ?? ""}: ${words}`));
  while (log.childElementCount > KEPT) log.firstElementChild.remove();
}
