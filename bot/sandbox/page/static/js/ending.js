// A list that stays at its end, as long as nobody scrolls away from it: rows and pictures get their
// true height only when they are drawn.

const NEAR = 60;

export function keepAtEnd(scroller, box) {
  const end = {
    pinned: true,
    go() {
      scroller.scrollTop = scroller.scrollHeight;
    },
  };
  const look = () => {
    end.pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  };
  for (const name of ["wheel", "touchmove", "keydown", "pointerup"]) scroller.addEventListener(name, () => setTimeout(look, 50));
  new ResizeObserver(() => end.pinned && end.go()).observe(box);
  return end;
}
