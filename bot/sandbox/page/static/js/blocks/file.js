// Files under a message: pictures in place, the rest to be saved.

import { h, icon } from "../dom.js";
import { zoomable } from "../zoom.js";

const PICTURES = new Set(["png", "jpg", "jpeg", "gif", "webp"]);

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function file(one) {
  const src = `/page/file/${encodeURIComponent(one.id)}`;
  if (PICTURES.has(one.filetype)) {
    return h(
      "figure",
      { class: "b-image" },
      h("figcaption", {}, one.title || one.name),
      zoomable(src, one.alt_txt || one.title || one.name),
    );
  }
  return h(
    "a",
    { class: "file-card", href: src, download: one.name },
    icon("file"),
    h("span", {}, h("strong", {}, one.title || one.name), h("small", {}, `${one.filetype.toUpperCase()}, ${size(one.size)}`)),
  );
}
