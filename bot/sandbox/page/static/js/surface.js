// What the elements of one message, modal or Home do when they are used.

import { act } from "./api.js";
import { me } from "./state.js";
import { fine } from "./toast.js";

const key = (block, one) => `${block.block_id}/${one.action_id}`;
const spot = (block, one) => ({ block_id: block.block_id, action_id: one.action_id });

/** `ref` names the surface for the server; `values` is its state.values. */
export function surface(ref, values = {}) {
  const typed = new Map(); // what the server has not been told yet

  const entries = () =>
    [...typed].map(([name, value]) => {
      const [block, one] = name;
      return { ...spot(block, one), value };
    });
  const told = new Map();

  function note(block, one, value) {
    const name = told.get(key(block, one)) ?? [block, one];
    told.set(key(block, one), name);
    typed.set(name, value);
  }

  async function send(verb, body) {
    const sent = new Map(typed);
    const answer = await act(verb, me(), { ...ref, ...body, entries: entries() });
    if (!answer.errors) for (const [name, value] of sent) if (typed.get(name) === value) typed.delete(name);
    return answer;
  }

  return {
    ref,
    values,
    note,
    send,
    held(block, one) {
      const fresh = told.get(key(block, one));
      if (fresh && typed.has(fresh) && typeof typed.get(fresh) === "string") return { value: typed.get(fresh) };
      return this.values[block.block_id]?.[one.action_id];
    },
    async press(block, one) {
      const answer = await send("press", spot(block, one));
      if (answer.errors) this.complain?.(answer.errors);
      fine(answer);
    },
    async choose(block, one, value) {
      const answer = await send("choose", { ...spot(block, one), value });
      if (answer.errors) this.complain?.(answer.errors);
      return fine(answer);
    },
    /** Inside an input nothing is sent before submit, unless the block asks for it. */
    async hold(block, one, value) {
      if (block.type !== "input") return this.choose(block, one, value);
      if (block.dispatch_action) return this.choose(block, one, value);
      note(block, one, value);
      const answer = await send("enter", {});
      if (answer.errors) this.complain?.(answer.errors);
      return answer.ok;
    },
    async suggest(block, one, words) {
      const answer = await act("suggest", me(), { ...ref, ...spot(block, one), typed: words });
      return fine(answer) ? answer.options : [];
    },
    async attach(block, one, name, content) {
      return fine(await act("attach", me(), { ...ref, ...spot(block, one), name, content }));
    },
  };
}
