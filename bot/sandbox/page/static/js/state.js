// What this page knows. Whoever draws a part of it listens to that part by name.

export const state = {
  scene: null, // people, places, commands, modals, Home, as one person sees them
  place: null, // {kind: "channel", id} or {kind: "home"}
  messages: new Map(), // channel id -> {list, more}
  thread: null, // {channel, ts}
  side: null, // "tour", "inspector", "thread" or null
  around: { now: Date.now() / 1000, at: Date.now(), leaping: null, movable: false, tour: [] },
  connected: true,
};

const listeners = new Map();

export function on(part, listener) {
  listeners.set(part, [...(listeners.get(part) ?? []), listener]);
}

export function changed(...parts) {
  for (const part of parts) for (const listener of listeners.get(part) ?? []) listener();
}

export const me = () => state.scene.me;
export const person = (id) => state.scene.people.find((one) => one.id === id);
export const channel = (id) => state.scene.channels.find((one) => one.id === id);
export const isApp = (id) => id === state.scene.app.user;
export const here = () => (state.place?.kind === "channel" ? state.place.id : null);

/** The app's clock, in milliseconds. */
export function now() {
  return state.around.now * 1000 + (Date.now() - state.around.at);
}

export function zone() {
  return person(me())?.tz ?? "UTC";
}
