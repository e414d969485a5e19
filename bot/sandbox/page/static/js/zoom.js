// A picture, and the same as large as the window lets it be.

import { h, iconButton } from "./dom.js";

function enlarge(src, alt) {
  const node = h(
    "dialog",
    { class: "zoomed", "aria-label": alt || "Picture", onclose: () => node.remove(), onclick: () => node.close() },
    h("img", { src, alt }),
    iconButton("close", "Close the picture", () => node.close()),
  );
  document.body.append(node);
  node.showModal();
}

export function zoomable(src, alt) {
  const open = () => enlarge(src, alt);
  return h(
    "span",
    { class: "b-image-frame" },
    h("img", { class: "b-image-picture", src, alt, loading: "lazy", onclick: open }),
    iconButton("zoom", "Enlarge the picture", open),
  );
}
