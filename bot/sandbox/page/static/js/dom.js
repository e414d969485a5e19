// Makes DOM nodes. Text only ever becomes text nodes; nothing here parses HTML.

const PROPERTIES = new Set(["checked", "disabled", "value", "hidden", "tabIndex", "open", "htmlFor"]);

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.setAttribute("class", value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  close: "M5 5l10 10M15 5L5 15",
  more: "M4 10h.01M10 10h.01M16 10h.01",
  reply: "M4 5h12v8H9l-3.5 3v-3H4z",
  smile: "M10 3a7 7 0 100 14 7 7 0 000-14zM7.5 8.2v.6M12.5 8.2v.6M7 12c.8 1.2 1.8 1.7 3 1.7s2.2-.5 3-1.7",
  send: "M4 10L16 4l-4 12-2.6-5z",
  bolt: "M11 3L5 11h4l-1 6 6-8h-4z",
  home: "M4 9.5L10 4l6 5.5V16h-4v-4H8v4H4z",
  down: "M6 8l4 4 4-4",
  sun: "M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1",
  moon: "M15.5 11.8A6.2 6.2 0 018.2 4.5a6 6 0 107.3 7.3z",
  clock: "M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM10 6.5V10l2.5 1.6",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  file: "M6 3h5l3 3v11H6zM11 3v3h3",
  list: "M4 6h.01M7 6h9M4 10h.01M7 10h9M4 14h.01M7 14h9",
  compass: "M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM12.6 7.4l-1.5 3.7-3.7 1.5 1.5-3.7z",
  eye: "M2.5 10S5 5.5 10 5.5 17.5 10 17.5 10 15 14.5 10 14.5 2.5 10 2.5 10zM10 8a2 2 0 100 4 2 2 0 000-4z",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  zoom: "M4 8V4h4M16 12v4h-4M4 4l5 5M16 16l-5-5",
  menu: "M4 6h12M4 10h12M4 14h12",
  trash: "M4.5 6h11M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  lock: "M5.5 9h9v7h-9zM7.5 9V7a2.5 2.5 0 015 0v2",
  link: "M8.5 11.5l3-3M9 6.5l1.8-1.8a2.8 2.8 0 014 4L13 10.5M11 13.5l-1.8 1.8a2.8 2.8 0 01-4-4L7 9.5",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  fill(svg, { viewBox: "0 0 20 20", class: `icon icon-${name}`, "aria-hidden": "true" }, []);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", "aria-label": label, title: label, onclick, ...props, class: `icon-button ${props.class ?? ""}` }, icon(name));
}

let serial = 0;
export function uid(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/** An address that may become a link, or null: people must not be able to forge one that acts. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
