// The list of messages in the middle: the newest first fetched, older ones when scrolled to.

import { act, get } from "./api.js";
import { beginning } from "./beginning.js";
import { h } from "./dom.js";
import { keepAtEnd } from "./ending.js";
import { keepingFocus } from "./focus.js";
import { row } from "./message.js";
import { changed, channel, here, me, state } from "./state.js";
import { day, ms, sameDay } from "./time.js";

const TOGETHER = 5 * 60_000;

/** Draws rows into `box`, keeping those whose message and neighbourhood are the same. */
export function rows(box, list, place, { until = null, inThread = false, first = null } = {}) {
  const old = box.kept ?? new Map();
  const fresh = new Map();
  const nodes = first ? [first] : [];
  let before = null;
  let marked = false;
  for (const message of list) {
    const at = ms(message.ts);
    if (!inThread && (!before || !sameDay(ms(before.ts), at))) {
      nodes.push(h("div", { class: "day", role: "separator" }, h("span", {}, day(at))));
      before = null;
    }
    if (until && !marked && message.ts > until && message.user !== me() && !message.is_ephemeral) {
      nodes.push(h("div", { class: "new", role: "separator" }, h("span", {}, "New")));
      marked = true;
      before = null;
    }
    const compact =
      before && before.user === message.user && at - ms(before.ts) < TOGETHER && !before.is_ephemeral && !message.is_ephemeral;
    const known = old.get(message.ts);
    const same = known && known.message === message && known.compact === Boolean(compact);
    const node = same ? known.node : row(message, place, { compact, inThread });
    fresh.set(message.ts, { message, compact: Boolean(compact), node });
    nodes.push(node);
    before = message;
  }
  box.kept = fresh;
  keepingFocus(() => box.replaceChildren(...nodes));
  const last = box.querySelector(".message:last-of-type");
  if (last && !box.querySelector(".message[tabindex='0']")) last.tabIndex = 0;
}

function arrows(event) {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  if (!event.target.classList.contains("message")) return;
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

export function messageList() {
  const box = h("div", { class: "rows" });
  const top = h("div", { class: "older", hidden: true }, "Loading earlier messages");
  const node = h("section", { class: "messages", "aria-label": "Messages", onkeydown: arrows }, top, box);
  let drawn = null;
  let until = null;
  let loading = false;

  const end = keepAtEnd(node, box);

  function draw(toEnd) {
    const id = here();
    const held = state.messages.get(id);
    if (!held) return;
    end.pinned ||= toEnd;
    rows(box, held.list, id, { until, first: !held.more && beginning(id) });
    top.hidden = !held.more;
    if (end.pinned) end.go();
    read();
  }

  /** What is before somebody's eyes is read. */
  function read() {
    const id = here();
    if (id && id === drawn && document.hasFocus() && channel(id)?.unread) act("read", me(), { channel: id });
  }

  async function older() {
    const id = here();
    const held = state.messages.get(id);
    if (!held?.more || loading) return;
    loading = true;
    try {
      const got = await get("messages", { as: me(), channel: id, before: held.list[0].ts });
      held.list = [...got.messages, ...held.list];
      held.more = got.more;
      const height = node.scrollHeight - node.scrollTop;
      rows(box, held.list, id, { until, first: !held.more && beginning(id) });
      node.scrollTop = node.scrollHeight - height;
      top.hidden = !held.more;
    } finally {
      loading = false;
    }
  }

  node.addEventListener("scroll", () => node.scrollTop < 400 && older());

  /** Fetches what the place holds and shows it; `ts` is then in sight. */
  async function open(ts = null) {
    const id = here();
    until = channel(id)?.unread ? channel(id).until : null;
    const got = await get("messages", { as: me(), channel: id, until: ts });
    if (id !== here()) return;
    state.messages.set(id, { list: got.messages, more: got.more });
    if (drawn !== id) box.kept = new Map();
    drawn = id;
    end.pinned = ts === null;
    draw(end.pinned);
    changed("empty");
    if (ts !== null) {
      const found = box.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
      found?.scrollIntoView({ block: "center" });
      found?.classList.add("message-found");
    }
  }

  return {
    node,
    open,
    read,
    draw: () => here() === drawn && draw(false),
    /** Each message anew: what was today is yesterday. */
    again() {
      box.kept = new Map();
      this.draw();
    },
  };
}
