// Where one types: messages, and commands with their suggestions.

import { act } from "./api.js";
import { h, iconButton, uid } from "./dom.js";
import { menu } from "./menu.js";
import { named } from "./naming.js";
import { me, state } from "./state.js";
import { fine, toast } from "./toast.js";

const OWN = [{ command: "/invite", description: "Bring somebody, or the app, into this channel", usage_hint: "@Earshot" }];

export const commands = () => [...state.scene.commands, ...OWN];

/** `place()` gives {channel, thread_ts}; commands are not taken in threads, as in Slack. */
export function composer(place, { label, withCommands = true }) {
  const listId = uid("commands");
  const offered = h("div", { class: "suggestions", id: listId, role: "listbox", "aria-label": "Suggestions", hidden: true });
  const area = h("textarea", {
    class: "composer-text",
    rows: 1,
    "aria-label": label,
    placeholder: label,
    "aria-controls": listId,
    "aria-autocomplete": "list",
    autocomplete: "off",
  });
  const hint = h("div", { class: "composer-hint", "aria-hidden": "true" });
  const send = iconButton("send", "Send", () => submit(), { class: "composer-send" });
  const bolt = iconButton("bolt", "Shortcuts", () => shortcuts(), { class: "composer-bolt" });
  const history = [];
  let back = 0;
  let active = -1;

  function shortcuts() {
    const known = state.scene.shortcuts.filter((one) => one.type === "global");
    if (!known.length) return void toast("There are no shortcuts for this person.");
    menu(
      bolt,
      known.map((one) => ({
        words: one.name,
        note: one.description,
        run: async () => fine(await act("shortcut", me(), { callback_id: one.callback_id })),
      })),
      { above: true },
    );
  }

  function found() {
    if (!withCommands || !/^\/\S*$/.test(area.value)) return named(area, place().channel);
    return commands()
      .filter((one) => one.command.startsWith(area.value.toLowerCase()) && one.command !== area.value)
      .map((one) => ({
        name: one.command,
        note: one.usage_hint,
        small: one.description,
        value: `${one.command} `,
        caret: one.command.length + 1,
      }));
  }

  function suggest() {
    const list = found();
    active = list.length ? Math.min(Math.max(active, 0), list.length - 1) : -1;
    offered.hidden = !list.length;
    offered.replaceChildren(
      ...list.map((one, n) =>
        h(
          "div",
          {
            class: `suggestion${n === active ? " option-active" : ""}`,
            role: "option",
            id: `${listId}-${n}`,
            "aria-selected": String(n === active),
            onmousedown: (event) => {
              event.preventDefault();
              take(one);
            },
          },
          one.mark,
          h("strong", {}, one.name),
          h("span", { class: "suggestion-hint" }, one.note ?? ""),
          h("small", {}, one.small ?? ""),
        ),
      ),
    );
    if (active >= 0) area.setAttribute("aria-activedescendant", `${listId}-${active}`);
    else area.removeAttribute("aria-activedescendant");
    const known = commands().find((one) => area.value.trimEnd() === one.command);
    hint.textContent = withCommands && known?.usage_hint ? known.usage_hint : "";
  }

  function take(one) {
    area.value = one.value;
    area.setSelectionRange(one.caret, one.caret);
    active = -1;
    grow();
    area.focus();
  }

  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    send.disabled = !area.value.trim();
    suggest();
  }

  async function perform(text) {
    const { channel, thread_ts } = place();
    const slash = withCommands && text.match(/^(\/[\w-]+)(?:\s+([\s\S]*))?$/);
    if (!slash) return act("say", me(), { channel, thread_ts, text });
    const [, command, rest = ""] = slash;
    if (command === "/invite") return act("invite", me(), { channel, name: rest });
    return act("slash", me(), { channel, command, text: rest });
  }

  async function submit() {
    const text = area.value.trim();
    if (!text) return;
    area.value = "";
    grow();
    try {
      const answer = await perform(text);
      if (!fine(answer) && !area.value) area.value = text;
    } catch (error) {
      toast(error.message, "error");
      if (!area.value) area.value = text;
    }
    history.push(text);
    back = history.length;
    grow();
  }

  function recall(step) {
    const at = back + step;
    if (at < 0 || at > history.length) return;
    back = at;
    area.value = history[at] ?? "";
    grow();
  }

  area.addEventListener("input", () => {
    active = 0;
    grow();
  });
  area.addEventListener("keydown", (event) => {
    const list = offered.hidden ? [] : found();
    if (list.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + list.length) % list.length;
      suggest();
    } else if (list.length && (event.key === "Tab" || (event.key === "Enter" && list[active]))) {
      event.preventDefault();
      take(list[active]);
    } else if (event.key === "Escape" && !offered.hidden) {
      event.stopPropagation();
      offered.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !area.value) {
      event.preventDefault();
      recall(-1);
    }
  });
  area.addEventListener("blur", () => (offered.hidden = true));
  send.disabled = true;

  const node = h(
    "div",
    { class: "composer" },
    offered,
    h("div", { class: "composer-box" }, h("div", { class: "composer-line" }, area, hint), h("div", { class: "composer-foot" }, withCommands && bolt, h("span", { class: "composer-tip" }, "Enter sends, Shift and Enter begin a new line"), send)),
  );
  node.put = (text) => {
    area.value = text;
    grow();
    area.focus();
  };
  node.focusText = () => area.focus();
  return node;
}

