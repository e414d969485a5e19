// What this is, what time it is there, and the switches of the page.

import { leap } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { go } from "./go.js";
import { placesOpen, showPlaces } from "./places.js";
import { now, state } from "./state.js";
import { full, place } from "./time.js";
import { fine } from "./toast.js";

const LEAPS = [
  ["hour", "+1 hour"],
  ["day", "+1 day"],
  ["monday", "Monday 9:00"],
];

function dark() {
  const set = document.documentElement.dataset.theme;
  return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function toggle() {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", document.documentElement.dataset.theme);
  } catch {
    // a browser that keeps nothing still switches
  }
  drawBanner();
}

const time = h("time", { class: "banner-time" });
const zone = h("span", { class: "banner-zone" });

export function drawTime() {
  time.textContent = state.scene ? full(now()) : "";
  zone.textContent = state.scene ? place() : "";
}

export function drawBanner() {
  const { leaping, movable, tour } = state.around;
  const done = tour.filter((step) => step.done).length;
  const side = (name, label, picture, extra) =>
    h("button", { type: "button", class: "banner-button", dataset: { key: name }, "aria-pressed": String(state.side === name), "aria-label": label, onclick: () => go.side(name) }, icon(picture), h("span", { class: "banner-label" }, label), extra);
  const parts = [
    iconButton("menu", "Places", () => showPlaces(!placesOpen()), { class: "banner-menu", "data-key": "places" }),
    h("strong", { class: "banner-what" }, "A simulator, not Slack"),
    !state.connected && h("span", { class: "banner-lost", role: "alert" }, "Connection lost. It may have been ended in the terminal."),
    h("span", { class: "banner-gap banner-breaks" }),
    h("span", { class: `banner-clock${leaping ? " banner-leaping" : ""}` }, icon("clock"), time, zone),
    movable &&
      LEAPS.map(([how, label]) =>
        h("button", { type: "button", class: "banner-button banner-leap", dataset: { key: how }, "aria-disabled": leaping ? "true" : null, onclick: async () => leaping || fine(await leap(how)) }, label),
      ),
    h("span", { class: "banner-gap" }),
    tour.length > 0 && side("tour", "Tour", "compass", h("span", { class: "badge badge-quiet" }, `${done}/${tour.length}`)),
    side("inspector", "Inspector", "list"),
    iconButton(dark() ? "sun" : "moon", dark() ? "Light" : "Dark", toggle, { "data-key": "theme" }),
  ];
  keepingFocus(() => document.getElementById("banner").replaceChildren(...parts.flat().filter(Boolean)));
  drawTime();
}
