// Block Kit: a kind of block -> what draws it.

import { h } from "../dom.js";
import { actions } from "./actions.js";
import { alert, card, carousel, container } from "./card.js";
import { context } from "./context.js";
import { image } from "./image.js";
import { input } from "./input.js";
import { richText } from "./rich_text.js";
import { section } from "./section.js";
import { table } from "./table.js";
import { divider, header, markdown } from "./text.js";

const KINDS = {
  actions,
  alert,
  card,
  carousel,
  container,
  context,
  context_actions: actions,
  data_table: table,
  divider,
  header,
  image,
  input,
  markdown,
  rich_text: richText,
  section,
  table,
};

function undrawn(block) {
  return h(
    "details",
    { class: "b-undrawn" },
    h("summary", {}, `A “${block.type}” block: Slack shows it, this page does not draw it`),
    h("pre", {}, JSON.stringify(block, null, 2)),
  );
}

export function block(one, surface) {
  return (KINDS[one.type] ?? undrawn)(one, surface);
}

export function blocks(list, surface) {
  return list.map((one) => block(one, surface));
}
