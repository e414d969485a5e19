// One list to choose from, with a line to type in: the pattern of the ARIA guide.

import { h, iconButton, uid } from "./dom.js";

const WAIT = 120; // ms of rest before what was typed is asked for

export function combobox({ id, described, label, key, placeholder, multi, most, clearable, chosen, load, least, change }) {
  let picked = [...chosen];
  let offered = [];
  let active = -1;
  let asked = 0;
  let timer = null;
  const listId = uid("list");
  const list = h("div", { class: "options", id: listId, role: "listbox", popover: "manual", "aria-multiselectable": multi });
  const chips = h("span", { class: "chips" });
  const line = h("input", {
    id,
    type: "text",
    role: "combobox",
    class: "combo-line",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "aria-describedby": described,
    "aria-label": label,
    dataset: { key },
  });
  const clear = iconButton("close", "Clear", () => pick([]), { class: "combo-clear", tabindex: "-1" });
  const node = h("div", { class: "combo" }, chips, line, clear, list);
  const open = () => list.matches(":popover-open");

  function draw() {
    chips.replaceChildren(
      ...(multi
        ? picked.map((each) =>
            h("span", { class: "chip" }, each.words, iconButton("close", `Take out ${each.words}`, () => pick(picked.filter((one) => one !== each)))),
          )
        : []),
    );
    line.placeholder = picked.length && multi ? "" : placeholder;
    if (!multi && document.activeElement !== line) line.value = picked[0]?.words ?? "";
    clear.hidden = multi || !clearable || !picked.length;
  }

  async function pick(options) {
    const before = picked;
    picked = options;
    shut();
    line.value = multi ? "" : picked[0]?.words ?? "";
    draw();
    if (!(await change(options))) {
      picked = before;
      line.value = multi ? "" : picked[0]?.words ?? "";
      draw();
    }
  }

  function take(option) {
    if (!multi) return void pick([option]);
    const has = picked.some((each) => each.key === option.key);
    if (!has && most && picked.length >= most) return;
    pick(has ? picked.filter((each) => each.key !== option.key) : [...picked, option]);
  }

  function shut() {
    clearTimeout(timer); // what was typed before a choice is not asked for after it
    asked += 1;
    if (open()) list.hidePopover();
    line.setAttribute("aria-expanded", "false");
    line.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function mark(index) {
    const rows = list.querySelectorAll("[role=option]");
    active = rows.length ? (index + rows.length) % rows.length : -1;
    rows.forEach((row, n) => row.classList.toggle("option-active", n === active));
    if (active < 0) return;
    rows[active].scrollIntoView({ block: "nearest" });
    line.setAttribute("aria-activedescendant", rows[active].id);
  }

  function say(words) {
    list.replaceChildren(h("div", { class: "option-none" }, words));
  }

  function place() {
    const box = node.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    const up = below < 180 && box.top > below;
    const high = Math.min(280, (up ? box.top : below) - 12);
    Object.assign(list.style, {
      left: `${box.left}px`,
      width: `${Math.max(box.width, 220)}px`,
      maxHeight: `${high}px`,
      top: up ? "auto" : `${box.bottom + 4}px`,
      bottom: up ? `${window.innerHeight - box.top + 4}px` : "auto",
    });
  }

  function show(options) {
    offered = options;
    let group = null;
    const rows = options.flatMap((option) => {
      const made = [];
      if (option.group !== null && option.group !== undefined && option.group !== group) {
        group = option.group;
        made.push(h("div", { class: "option-group" }, group));
      }
      const on = picked.some((each) => each.key === option.key);
      made.push(
        h(
          "div",
          {
            class: "option",
            id: uid("option"),
            role: "option",
            "aria-selected": String(on),
            onmousedown: (event) => {
              event.preventDefault();
              take(option);
            },
          },
          option.words,
          option.note && h("small", {}, option.note),
        ),
      );
      return made;
    });
    if (rows.length) list.replaceChildren(...rows);
    else say("Nothing found");
    mark(typed() || picked.length === 0 ? 0 : options.findIndex((each) => each.key === picked[0]?.key));
  }

  const typed = () => (!multi && line.value === picked[0]?.words ? "" : line.value);

  async function ask() {
    const mine = (asked += 1);
    if (typed().length < least) {
      say(least > 1 ? `Type ${least} letters or more` : "Type to search");
    } else {
      const found = await load(typed());
      if (mine !== asked || document.activeElement !== line) return; // something newer was asked
      show(found);
    }
    if (!open()) list.showPopover();
    place();
    line.setAttribute("aria-expanded", "true");
  }

  line.addEventListener("click", () => {
    line.select();
    ask();
  });
  line.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  line.addEventListener("blur", () => {
    shut();
    line.value = multi ? "" : picked[0]?.words ?? "";
  });
  line.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open()) mark(active + (event.key === "ArrowDown" ? 1 : -1));
      else ask();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open() && active >= 0) take(offered[active]);
      else ask();
    } else if (event.key === "Escape" && open()) {
      event.preventDefault(); // or the dialog that it stands in would be closed as well
      event.stopPropagation();
      shut();
    } else if (event.key === "Backspace" && multi && !line.value && picked.length) {
      pick(picked.slice(0, -1));
    }
  });
  draw();
  return node;
}
