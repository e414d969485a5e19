// One message: who, when, what, and what can be done with it.

import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks/index.js";
import { file } from "./blocks/file.js";
import { h, icon, iconButton } from "./dom.js";
import { emoji } from "./emoji.js";
import { go } from "./go.js";
import { menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { isApp, me, person, state } from "./state.js";
import { surface } from "./surface.js";
import { clock, dayAndClock, full, ms } from "./time.js";
import { fine, toast } from "./toast.js";

const QUICK = ["ear", "white_check_mark", "eyes", "heart"];

function body(message, place) {
  const on = surface({ channel: place, ts: message.ts });
  return [
    message.blocks?.length ? blocks(message.blocks, on) : message.text && h("div", { class: "b-text" }, mrkdwn(message.text)),
    (message.attachments ?? []).map((one) =>
      h("div", { class: "attachment" }, one.blocks ? blocks(one.blocks, on) : mrkdwn(one.text ?? one.fallback ?? "")),
    ),
    (message.files ?? []).map(file),
  ];
}

function reactions(message, place) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((each) => {
      const mine = each.users.includes(me());
      const names = each.users.map((id) => person(id)?.name ?? id).join(", ");
      return h(
        "button",
        {
          type: "button",
          class: `reaction${mine ? " reaction-mine" : ""}`,
          "aria-pressed": String(mine),
          title: `${names} reacted with :${each.name}:`,
          onclick: async () => fine(await act(mine ? "unreact" : "react", me(), { channel: place, ts: message.ts, emoji: each.name })),
        },
        emoji(each.name) ?? `:${each.name}:`,
        h("span", {}, String(each.count)),
      );
    }),
  );
}

function thread(message, place) {
  if (!message.reply_count) return null;
  const last = message.latest_reply;
  return h(
    "button",
    { type: "button", class: "replies", onclick: () => go.thread(place, message.ts) },
    message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`,
    h("small", {}, ` Last ${full(ms(last))}`),
  );
}

function react(anchor, message, place) {
  menu(
    anchor,
    QUICK.map((name) => ({
      words: `${emoji(name)} :${name}:`,
      run: async () => fine(await act("react", me(), { channel: place, ts: message.ts, emoji: name })),
    })),
  );
}

function more(anchor, message, place) {
  const shortcuts = state.scene.shortcuts.filter((one) => one.type === "message");
  menu(anchor, [
    ...shortcuts.map((one) => ({
      words: one.name,
      note: state.scene.app.name,
      run: async () =>
        fine(await act("message_shortcut", me(), { channel: place, ts: message.ts, callback_id: one.callback_id })),
    })),
    {
      words: "Copy text",
      run: async () => {
        await navigator.clipboard.writeText(message.text ?? "");
        toast("Copied");
      },
    },
  ]);
}

function tools(message, place, inThread) {
  if (message.is_ephemeral) return null;
  const smile = iconButton("smile", "Add a reaction", () => react(smile, message, place));
  const dots = iconButton("more", "More actions", () => more(dots, message, place));
  return h(
    "div",
    { class: "tools" },
    smile,
    !inThread && iconButton("reply", "Reply in thread", () => go.thread(place, message.thread_ts ?? message.ts)),
    dots,
  );
}

/** `compact`: the message follows one of the same person. */
export function row(message, place, { compact = false, inThread = false } = {}) {
  const author = message.user;
  const one = person(author);
  const at = ms(message.ts);
  const when = inThread ? dayAndClock(at) : clock(at);
  const stranger = one && one.team !== state.scene.team.id;
  const head = h(
    "div",
    { class: "message-head" },
    h("strong", {}, one?.name ?? author),
    (message.bot_id || one?.bot) && h("span", { class: "tag" }, "APP"),
    one?.guest && h("span", { class: "tag" }, "GUEST"),
    stranger && h("span", { class: "tag" }, state.scene.team.teams[one.team] ?? "EXTERNAL"),
    h("time", { title: full(at) }, when),
  );
  return h(
    "article",
    {
      class: `message${compact ? " message-compact" : ""}${message.is_ephemeral ? " message-ephemeral" : ""}`,
      dataset: { ts: message.ts },
      tabIndex: -1,
      "aria-label": `${one?.name ?? author}, ${when}`,
    },
    compact ? h("time", { class: "message-side" }, clock(at)) : avatar(author),
    h(
      "div",
      { class: "message-body" },
      message.is_ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !compact && head,
      body(message, place),
      message.edited && !isApp(author) && h("small", { class: "edited" }, "(edited)"),
      reactions(message, place),
      !inThread && thread(message, place),
    ),
    tools(message, place, inThread),
  );
}
