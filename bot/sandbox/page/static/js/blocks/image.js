// image: a file of this workspace. Pictures from elsewhere are named, not fetched.

import { h } from "../dom.js";
import { link } from "../mrkdwn.js";
import { zoomable } from "../zoom.js";
import { text } from "./text.js";

function source(image) {
  const url = image.slack_file?.url ?? image.image_url ?? "";
  const id = image.slack_file?.id ?? url.match(/\/(?:files-pri\/\w+-|files\/\w+\/)(F\w+)\//)?.[1];
  return id ? `/page/file/${encodeURIComponent(id)}` : null;
}

/** `className` null: a picture to be looked at, which can be enlarged. */
export function picture(image, className = null) {
  const src = source(image);
  const alt = image.alt_text ?? "";
  if (src) return className ? h("img", { class: className, src, alt, loading: "lazy" }) : zoomable(src, alt);
  return h(
    "span",
    { class: "b-elsewhere" },
    `Picture: ${image.alt_text || "without words"} `,
    image.image_url && link(image.image_url, "(elsewhere, not fetched)"),
  );
}

export function image(block) {
  return h(
    "figure",
    { class: "b-image" },
    block.title && h("figcaption", {}, text(block.title)),
    picture(block),
  );
}
