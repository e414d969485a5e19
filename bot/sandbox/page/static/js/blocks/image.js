// image: a file of this workspace. Pictures from elsewhere are named, not fetched.

import { h } from "../dom.js";
import { link } from "../mrkdwn.js";
import { text } from "./text.js";

function source(image) {
  const url = image.slack_file?.url ?? image.image_url ?? "";
  const id = image.slack_file?.id ?? url.match(/\/(?:files-pri\/\w+-|files\/\w+\/)(F\w+)\//)?.[1];
  return id ? `/page/file/${encodeURIComponent(id)}` : null;
}

export function picture(image, className) {
  const src = source(image);
  if (src) return h("img", { class: className, src, alt: image.alt_text ?? "", loading: "lazy" });
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
    picture(block, "b-image-picture"),
  );
}
