// For someone who asked for no motion: watches the page for some frames after something was done, and gives back what
// moved: animations that run, and messages whose place changes from frame to frame.
const done = arguments[arguments.length - 1];
const FRAMES = 20;
const moving = new Set();
const places = () => [...document.querySelectorAll(".message")].map((message) => [message, message.style.transform]);
let before = null;
let frame = 0;
const look = () => {
  for (const animation of document.getAnimations()) {
    const { duration } = animation.effect.getComputedTiming();
    if (animation.playState === "running" && duration > 1) moving.add(`${animation.animationName ?? animation.transitionProperty} of ${describe(animation.effect.target)}`);
  }
  const now = new Map(places());
  // The first frames draw what was done.
  if (frame > 3 && before) for (const [message, place] of now) if (before.has(message) && before.get(message) !== place) moving.add(`the place of ${describe(message)}`);
  before = now;
  frame += 1;
  if (frame < FRAMES) requestAnimationFrame(look);
  else done([...moving]);
};
requestAnimationFrame(look);
