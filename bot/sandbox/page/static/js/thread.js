// A thread, at the side.

import { get } from "./api.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { keepAtEnd } from "./ending.js";
import { rows } from "./messages.js";
import { changed, me, state } from "./state.js";

export function threadPanel() {
  const box = h("div", { class: "rows" });
  const list = h("div", { class: "messages" }, box);
  const end = keepAtEnd(list, box);
  const type = composer(() => ({ channel: state.thread.channel, thread_ts: state.thread.ts }), { label: "Reply", withCommands: false });
  const node = h("div", { class: "panel" }, list, type);

  return {
    node,
    title: "Thread",
    async open() {
      const { channel, ts } = state.thread;
      const got = await get("thread", { as: me(), channel, ts });
      if (state.thread?.ts !== ts) return;
      state.thread.list = got.messages;
      box.kept = new Map();
      end.pinned = true;
      changed("thread");
    },
    again() {
      box.kept = new Map();
      this.draw();
    },
    draw() {
      if (!state.thread?.list) return;
      rows(box, state.thread.list, state.thread.channel, { inThread: true });
      if (end.pinned) end.go();
    },
  };
}
