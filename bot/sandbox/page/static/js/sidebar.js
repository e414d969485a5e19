// Who I am, and where I can go.

import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { go } from "./go.js";
import { menu } from "./menu.js";
import { isApp, me, person, state } from "./state.js";

function role(one) {
  if (one.title) return one.title;
  if (one.team !== state.scene.team.id) return `external, ${state.scene.team.teams[one.team] ?? one.team}`;
  if (one.guest) return "guest";
  return one.admin ? "workspace admin" : "member";
}

function switcher() {
  const mine = person(me());
  const others = state.scene.people.filter((one) => !one.bot && !one.deleted && one.id !== me());
  const node = h(
    "button",
    {
      type: "button",
      class: "switcher",
      dataset: { key: "switcher" },
      "aria-haspopup": "menu",
      onclick: () =>
        menu(
          node,
          others.map((one) => ({
            words: [
              avatar(one.id, true),
              h("span", { class: "menu-name" }, one.name),
              h("small", {}, role(one)),
              one.waiting > 0 && h("span", { class: "badge", "aria-label": `${one.waiting} unread` }, String(one.waiting)),
            ],
            run: () => go.person(one.id),
          })),
        ),
    },
    avatar(me()),
    h("span", { class: "switcher-words" }, h("small", {}, "You are"), h("strong", {}, mine.name), h("small", {}, role(mine))),
    icon("down"),
  );
  return node;
}

function entry(one, words, mark) {
  const current = state.place?.kind === "channel" && state.place.id === one.id;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `place${current ? " place-here" : ""}${one.unread ? " place-unread" : ""}`,
        "aria-current": current ? "page" : null,
        dataset: { key: one.id },
        onclick: () => go.channel(one.id),
      },
      mark,
      h("span", { class: "place-name" }, words),
      one.unread > 0 && h("span", { class: "badge", "aria-label": `${one.unread} unread` }, String(one.unread)),
    ),
  );
}

function group(title, entries) {
  return entries.length > 0 && [h("h2", {}, title), h("ul", {}, entries)];
}

export function drawSidebar() {
  const { channels, app } = state.scene;
  const byName = (a, b) => a.name.localeCompare(b.name);
  const rooms = channels.filter((one) => one.kind === "public" || one.kind === "private").sort(byName);
  const dms = channels.filter((one) => (one.kind === "im" && !isApp(one.with)) || one.kind === "mpim");
  const own = channels.find((one) => one.kind === "im" && isApp(one.with));
  const names = (one) => one.members.filter((id) => id !== me()).map((id) => person(id)?.name ?? id).join(", ");
  const atHome = state.place?.kind === "home";
  const parts = [
    switcher(),
    h(
      "div",
      { class: "places" },
      ...[
        group("Channels", rooms.map((one) => entry(one, one.name, one.kind === "private" ? icon("lock") : h("span", { class: "hash" }, one.shared ? "⇄" : "#")))),
        group("Direct messages", dms.map((one) => entry(one, names(one), avatar(one.with ?? one.members[0], true)))),
        own &&
          group("Apps", [
            entry(own, app.name, avatar(app.user, true)),
            app.home &&
              h(
                "li",
                {},
                h("button", { type: "button", class: `place place-sub${atHome ? " place-here" : ""}`, "aria-current": atHome ? "page" : null, dataset: { key: "home" }, onclick: () => go.home() }, icon("home"), h("span", { class: "place-name" }, "Home")),
              ),
          ]),
      ].flat().filter(Boolean),
    ),
  ];
  keepingFocus(() => document.getElementById("sidebar").replaceChildren(...parts));
}
