// What is typed. Too much is said, never cut.

import { h } from "../dom.js";

const TYPES = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };

function fit(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`;
}

export function textInput(one, block, surface, field) {
  const most = one.max_length ?? 3000;
  const left = h("div", { class: "field-left", hidden: true });
  const count = () => {
    const over = node.value.length - most;
    left.hidden = over < -Math.min(50, most / 10);
    left.textContent = over > 0 ? `${over} too many` : `${-over} left`;
    left.classList.toggle("field-over", over > 0);
  };
  const on = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const node = h(one.multiline ? "textarea" : "input", {
    type: one.multiline ? null : TYPES[one.type],
    id: field.id,
    class: "field",
    rows: one.multiline ? 3 : null,
    inputmode: one.type === "number_input" ? "decimal" : null,
    autocomplete: "off",
    placeholder: one.placeholder?.text,
    "aria-describedby": field.described,
    value: surface.held(block, one)?.value ?? one.initial_value ?? "",
    dataset: { key: `${block.block_id}/${one.action_id}`, focus: one.focus_on_load ? "1" : "" },
    oninput: () => {
      surface.note(block, one, node.value || null);
      count();
      if (one.multiline) fit(node);
      if (block.dispatch_action && on.includes("on_character_entered")) surface.choose(block, one, node.value || null);
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || one.multiline || event.isComposing) return;
      event.preventDefault();
      if (block.dispatch_action && on.includes("on_enter_pressed")) surface.choose(block, one, node.value || null);
      else surface.submit?.();
    },
  });
  count();
  if (one.multiline) requestAnimationFrame(() => fit(node));
  return h("div", {}, node, left);
}

function words(rich) {
  const walk = (node) => (node.text ?? "") + (node.elements ?? []).map(walk).join("");
  return rich ? walk(rich) : "";
}

export function richInput(one, block, surface, field) {
  const node = h("textarea", {
    id: field.id,
    class: "field",
    rows: one.min_lines ?? 3,
    placeholder: one.placeholder?.text,
    "aria-describedby": field.described,
    value: words(surface.held(block, one)?.rich_text_value ?? one.initial_value),
    dataset: { key: `${block.block_id}/${one.action_id}` },
    oninput: () => surface.note(block, one, node.value || null),
  });
  return node;
}
