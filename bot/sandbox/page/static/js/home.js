// The app's Home tab.

import { act } from "./api.js";
import { h } from "./dom.js";
import { patch } from "./modal.js";
import { me, state } from "./state.js";
import { surface } from "./surface.js";
import { fine } from "./toast.js";

export function homeTab() {
  const box = h("div", { class: "home-blocks" });
  const none = h("p", { class: "quiet" }, "The app has not published its Home yet.");
  const node = h("section", { class: "home", "aria-label": "Home" }, box, none);
  let on = null;
  let kept = new Map();

  function draw() {
    const view = state.scene.home;
    none.hidden = Boolean(view);
    if (!view) return void box.replaceChildren();
    if (on?.ref.view !== view.id) {
      on = surface({ view: view.id });
      kept = new Map();
      box.replaceChildren();
    }
    on.values = view.state.values;
    kept = patch(box, view.blocks, on, kept);
  }

  async function open() {
    draw();
    fine(await act("home", me(), {}));
  }

  function again() {
    kept = new Map();
    draw();
  }

  return { node, open, draw, again };
}
