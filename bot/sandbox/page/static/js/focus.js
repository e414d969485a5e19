// What has the focus keeps it, though what it is part of is drawn anew.

/** Remembers what has the focus; what is given back gives it back, to its like or to what is near. */
export function remembered() {
  const node = document.activeElement;
  const part = node?.closest("#banner, #sidebar, #main, #side, dialog");
  if (!part) return () => {};
  const key = node.dataset.key;
  const ts = node.closest("[data-ts]")?.dataset.ts;
  return () => {
    if (document.activeElement === node) return;
    if (node.isConnected) return void node.focus({ preventScroll: true });
    const message = ts && part.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    const like = key && (message || part).querySelector(`[data-key="${CSS.escape(key)}"]`);
    const near = message ? (message.querySelector(".message-body button") ?? message) : part.querySelector(".composer-text, .home button");
    (like || near)?.focus({ preventScroll: true });
  };
}

export function keepingFocus(draw) {
  const back = remembered();
  const made = draw();
  back();
  return made;
}

const PARTS = ["#banner", "#sidebar", "#main", "#side"];
const LAST = new WeakMap(); // part -> what had the focus there last

document.addEventListener("focusin", (event) => {
  const part = event.target.closest(PARTS.join());
  if (part) LAST.set(part, event.target);
});

function enter(part) {
  const last = LAST.get(part);
  const first = part.querySelector(".composer-text, .switcher");
  const any = [...part.querySelectorAll("summary, button, a[href]")].find((node) => node.checkVisibility());
  (last?.isConnected ? last : (first ?? any))?.focus();
  return part.contains(document.activeElement);
}

/** As in Slack: F6 goes on to the next part of the page, with Shift to the one before. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const parts = PARTS.map((name) => document.querySelector(name)).filter((part) => !part.hidden);
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const step = event.shiftKey ? -1 : 1;
  for (let n = 1; n <= parts.length; n += 1) {
    if (enter(parts[(Math.max(at, 0) + step * n + parts.length * n) % parts.length])) return;
  }
});
