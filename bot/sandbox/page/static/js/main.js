// Puts the page together.

import { get } from "./api.js";
import { avatar } from "./avatar.js";
import { drawBanner, drawTime } from "./banner.js";
import { composer } from "./composer.js";
import { h, icon, iconButton } from "./dom.js";
import { go } from "./go.js";
import { homeTab } from "./home.js";
import { inspectorPanel } from "./inspector.js";
import { messageList } from "./messages.js";
import { drawModals } from "./modal.js";
import { showPlaces } from "./places.js";
import { drawSidebar } from "./sidebar.js";
import { changed, channel, here, isApp, me, on, person, state } from "./state.js";
import { listen } from "./stream.js";
import { threadPanel } from "./thread.js";
import { today } from "./time.js";
import { tourPanel } from "./tour.js";

const theme = (() => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
})();
if (theme) document.documentElement.dataset.theme = theme;

const main = document.getElementById("main");
const side = document.getElementById("side");
const head = h("header", { class: "head" });
const list = messageList();
const home = homeTab();
const panels = { tour: tourPanel(), inspector: inspectorPanel(), thread: threadPanel() };
let type = null;

function title(one) {
  if (!one) return "";
  if (one.kind === "im") return person(one.with)?.name ?? "Direct message";
  if (one.kind === "mpim") return one.members.filter((id) => id !== me()).map((id) => person(id)?.name).join(", ");
  return one.name;
}

function tabs() {
  const tab = (label, current, run) => h("button", { type: "button", class: `tab${current ? " tab-here" : ""}`, "aria-current": current ? "page" : null, onclick: run }, label);
  const own = state.scene.channels.find((one) => one.kind === "im" && isApp(one.with));
  const atHome = state.place.kind === "home";
  return h("div", { class: "tabs" }, tab("Home", atHome, () => go.home()), own && tab("Messages", !atHome, () => go.channel(own.id)));
}

function drawHead() {
  if (!state.place) return;
  const one = here() ? channel(here()) : null;
  const inApp = state.place.kind === "home" || isApp(one?.with);
  const mark = inApp ? avatar(state.scene.app.user, true) : one?.kind === "private" ? icon("lock") : one?.kind === "im" || one?.kind === "mpim" ? avatar(one.with, true) : h("span", { class: "hash" }, "#");
  const parts = [
    mark,
    h("h1", {}, inApp ? state.scene.app.name : title(one)),
    inApp && state.scene.app.home && tabs(),
    one?.shared && h("span", { class: "tag" }, "SHARED"),
    !inApp && one && h("span", { class: "head-members" }, `${one.members.length} people`),
  ];
  head.replaceChildren(...parts.filter(Boolean));
}

function drawMain() {
  drawHead();
  const one = here() ? channel(here()) : null;
  if (!one) return void main.replaceChildren(head, home.node);
  const closed = isApp(one.with) && !state.scene.app.writable;
  const label = one.kind === "im" || one.kind === "mpim" ? `Message ${title(one)}` : `Message #${title(one)}`;
  type = composer(() => ({ channel: here() }), { label: closed ? "Commands only" : label });
  main.replaceChildren(head, list.node, type);
}

function drawSide() {
  const panel = panels[state.side];
  side.hidden = !panel;
  side.setAttribute("aria-label", panel?.title ?? "");
  document.body.classList.toggle("with-side", Boolean(panel));
  document.body.classList.toggle("with-tour", state.side === "tour");
  if (!panel) {
    side.replaceChildren();
    if (document.activeElement === document.body) type?.focusText();
    return;
  }
  side.replaceChildren(h("header", { class: "head" }, h("h2", {}, panel.title), h("span", { class: "banner-gap" }), iconButton("close", "Close the side", () => go.side(state.side))), panel.node);
  panel.draw();
  drawBanner();
}

function remember() {
  const place = state.place.kind === "home" ? "home" : state.place.id;
  history.replaceState(null, "", `#${me()}/${place}`);
}

go.channel = async (id, ts = null) => {
  showPlaces(false);
  if (!channel(id)) return;
  // where one is already, what is read and what is typed stay as they are
  if (ts === null && id === here() && state.messages.has(id)) return void type.focusText();
  state.place = { kind: "channel", id };
  if (state.side === "thread" && state.thread?.channel !== id) go.side("thread");
  remember();
  drawMain();
  drawSidebar();
  await list.open(ts);
  if (!state.scene.modals.length) type.focusText();
};

go.home = async () => {
  showPlaces(false);
  state.place = { kind: "home" };
  remember();
  drawMain();
  drawSidebar();
  await home.open();
};

go.message = async (place, ts, thread) => {
  await go.channel(place, thread ?? ts);
  if (thread && thread !== ts) go.thread(place, thread);
};

go.thread = async (place, ts) => {
  state.thread = { channel: place, ts, list: null };
  state.side = "thread";
  drawSide();
  await panels.thread.open();
};

go.side = async (name) => {
  state.side = state.side === name ? null : name;
  drawSide();
  drawBanner();
  await panels[state.side]?.open();
};

/** Puts words into the line where one types, to be sent by whoever reads them there. */
go.type = async (text) => {
  if (!here()) await go.channel(someChannel().id);
  type.put(text);
};

go.person = async (id) => {
  await enter(id, here() ? { channel: here(), app: isApp(channel(here()).with) } : { home: true });
};

function someChannel() {
  const { channels } = state.scene;
  return channels.find((one) => one.kind === "public") ?? channels[0];
}

/** Begins to be somebody; stays at the same place where they have it too. */
async function enter(id, wish = {}) {
  const scene = await get("scene", { as: id });
  state.scene = scene;
  state.around = { now: scene.now, at: Date.now(), leaping: scene.leaping, movable: scene.movable, tour: scene.tour };
  state.messages = new Map();
  state.thread = null;
  if (state.side === "thread") state.side = null;
  listen(scene.me, () => enter(scene.me, here() ? { channel: here() } : { home: true }));
  const own = scene.channels.find((one) => one.kind === "im" && isApp(one.with));
  const unread = own?.unread ? own : null;
  const place = wish.app ? own : channel(wish.channel);
  changed("around", "modals");
  drawSide();
  if (wish.home && own && !unread) await go.home();
  else await go.channel((unread ?? place ?? someChannel()).id);
}

on("sidebar", () => {
  drawSidebar();
  list.read();
});
on("header", drawHead);
on("messages", () => list.draw());
on("thread", () => panels.thread.draw());
on("modals", drawModals);
on("home", () => home.draw());
on("traffic", () => panels.inspector.draw());
on("around", () => {
  drawBanner();
  look();
  if (state.side === "tour") panels.tour.draw();
});
let drawnOn = "";
function look() {
  drawTime();
  if (!state.scene || drawnOn === today()) return;
  drawnOn = today();
  for (const part of [list, panels.thread, home]) part.again();
}
setInterval(look, 1000);
window.addEventListener("focus", () => list.draw());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.side === "thread" && !document.querySelector("dialog[open]")) go.side("thread");
});

const [, who, where] = location.hash.match(/^#(\w+)\/(\w+)$/) ?? [];
const wide = matchMedia("(min-width: 1000px)").matches;
state.side = wide ? "tour" : null;
await enter(who ?? "", where === "home" ? { home: true } : { channel: where });
if (!state.around.tour.length && state.side === "tour") go.side("tour");
document.body.dataset.ready = "yes";
