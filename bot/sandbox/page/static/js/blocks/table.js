// table and data_table: rows of cells.

import { h } from "../dom.js";
import { richText } from "./rich_text.js";

function cell(one) {
  if (one.type === "rich_text") return richText(one);
  return String(one.text ?? one.value ?? "");
}

export function table(block) {
  const [head, ...rows] = block.rows;
  const row = (tag) => (cells) => h("tr", {}, cells.map((one) => h(tag, {}, cell(one))));
  return h(
    "div",
    { class: "b-table" },
    h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td")))),
  );
}
