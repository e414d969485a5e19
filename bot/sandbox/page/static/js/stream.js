// News from the server, put into the state.

import { hearOut } from "./heard.js";
import { changed, here, me, state } from "./state.js";

let source = null;

/** True if it was not there before. */
function insert(list, message) {
  const at = list.findIndex((one) => one.ts === message.ts);
  if (at >= 0) {
    list[at] = message;
    return false;
  }
  let end = list.length;
  while (end && list[end - 1].ts > message.ts) end -= 1;
  list.splice(end, 0, message);
  return true;
}

function isReply(message) {
  return (message.thread_ts ?? message.ts) !== message.ts && message.subtype !== "thread_broadcast";
}

const hear = {
  message({ channel, ts, message }) {
    const held = state.messages.get(channel);
    const old = held?.list.length && ts < held.list[0].ts && held.more;
    let fresh = held && !isReply(message) && !old && insert(held.list, message) && channel === here();
    if (state.thread && (message.thread_ts ?? message.ts) === state.thread.ts && state.thread.list) {
      fresh = insert(state.thread.list, message) || fresh;
      changed("thread");
    }
    if (channel === here()) changed("messages");
    if (fresh && message.user !== me()) hearOut(message);
  },
  gone({ channel, ts }) {
    const held = state.messages.get(channel);
    if (held) held.list = held.list.filter((one) => one.ts !== ts);
    if (state.thread?.list) {
      state.thread.list = state.thread.list.filter((one) => one.ts !== ts);
      changed("thread");
    }
    if (channel === here()) changed("messages");
  },
  modals({ modals }) {
    state.scene.modals = modals;
    changed("modals");
  },
  home({ home }) {
    state.scene.home = home;
    changed("home");
  },
  scene({ scene }) {
    state.scene = scene;
    changed("sidebar", "header");
  },
  unread({ channels, people }) {
    for (const one of state.scene.channels) one.unread = channels[one.id] ?? 0;
    for (const one of state.scene.people) one.waiting = people[one.id] ?? 0;
    changed("sidebar");
  },
  around(around) {
    state.around = { ...around, at: Date.now() };
    changed("around");
  },
  traffic() {
    changed("traffic");
  },
};

/** Listens as one person. `again` is called when the connection was lost and is back. */
export function listen(as, again) {
  source?.close();
  let lost = false;
  source = new EventSource(`/page/stream?as=${encodeURIComponent(as)}`);
  source.onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (state.scene) hear[news.kind]?.(news);
  };
  source.onerror = () => {
    lost = true;
    state.connected = false;
    changed("around");
  };
  source.onopen = () => {
    state.connected = true;
    changed("around");
    if (lost) again();
    lost = false;
  };
}
