// file_input: files are in the workspace as soon as they are chosen.

import { h, icon, iconButton } from "../dom.js";

function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export function files(one, block, surface, field) {
  const held = surface.held(block, one)?.files ?? [];
  const list = h("div", { class: "file-list" });
  const draw = (names) => {
    list.replaceChildren(...names.map((name) => h("span", { class: "file-chip" }, icon("file"), name)));
    if (names.length) {
      list.append(
        iconButton("close", "Take the files out", async () => {
          await surface.hold(block, one, null);
          draw([]);
        }),
      );
    }
  };
  const names = held.map((file) => file.name);
  draw(names);
  const input = h("input", {
    type: "file",
    id: field.id,
    class: "field-file",
    multiple: (one.max_files ?? 10) > 1,
    accept: one.filetypes?.map((type) => `.${type}`).join(","),
    "aria-describedby": field.described,
    onchange: async () => {
      for (const file of input.files) {
        if (await surface.attach(block, one, file.name, await encoded(file))) names.push(file.name);
      }
      input.value = "";
      draw(names);
    },
  });
  return h("div", {}, input, list);
}
