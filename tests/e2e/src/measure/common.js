// What every measurement stands on. It measures what something costs the main thread:
//   1. the handler, the scheduler's flush behind it, and a forced layout;
//   2. the next frame: its callbacks, style, layout and paint;
//   3. the timers after it, and the frame after those.
// Waiting for the frame to begin is not work and is left out, so the display's rate does not show in the figures.

/** Resolves in a task of its own, after every microtask and, from a frame's callback, after that frame's paint. */
const nextTask = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve(performance.now());
    };
    channel.port2.postMessage(null);
  });

/** The milliseconds of the next frame: its callbacks, style, layout and paint. */
const nextFrame = () =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      const begun = performance.now();
      nextTask().then((ended) => resolve(ended - begun));
    }),
  );

/** The milliseconds that timers took since this was last set to 0, and what followed from them in the same task. */
let inTimers = 0;
const setTimer = window.setTimeout;
window.setTimeout = (act, ...rest) => {
  const measured = (...given) => {
    const begun = performance.now();
    nextTask().then((ended) => (inTimers += ended - begun));
    act(...given);
  };
  return setTimer(measured, ...rest);
};

/**
 * The main-thread work of one action, in milliseconds: of its longest frame, and of all. The pictures are drawn in the
 * first frame, and what explains them in the second.
 */
const measureParts = async (act) => {
  // Asked for before the act, so it is the first callback of the frame that draws what follows.
  const first = nextFrame();
  const begun = performance.now();
  act();
  await nextTask();
  void document.body.offsetHeight;
  const handled = performance.now() - begun;
  inTimers = 0;
  const pictures = handled + (await first);
  const second = await nextFrame();
  const explained = inTimers + second;
  return { longest: Math.max(pictures, explained), whole: pictures + explained };
};

/** The milliseconds of main-thread work of one action, until all of it is drawn. */
const measureOne = async (act) => (await measureParts(act)).whole;

/** The longest frame of each of many actions, in milliseconds. */
const measureFrames = async (times, act) => {
  const measured = [];
  for (let i = 0; i < times; i++) {
    measured.push((await measureParts(() => act(i))).longest);
    await nextTask();
  }
  return measured;
};

/** The same, so many times. */
const measureMany = async (times, act) => {
  const measured = [];
  for (let i = 0; i < times; i++) {
    measured.push(await measureOne(() => act(i)));
    await nextTask();
  }
  return measured;
};

const part = (id) => {
  const found = document.querySelector(`[data-testid="${id}"]`);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
};

/** Gives a field a value as typing does. */
const enter = (field, value) => {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(prototype.prototype, "value").set.call(field, value);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
};
