// What every measurement stands on. It measures what something costs the main thread:
//   1. the handler, the scheduler's flush behind it, and a forced layout;
//   2. the next frame: its callbacks, style, layout and paint.
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

/** The milliseconds of main-thread work of one action. */
const measureOne = async (act) => {
  // Asked for before the act, so it is the first callback of the frame that draws what follows.
  const frame = new Promise((resolve) =>
    requestAnimationFrame(() => {
      const begun = performance.now();
      nextTask().then((ended) => resolve(ended - begun));
    }),
  );
  const begun = performance.now();
  act();
  await nextTask();
  void document.body.offsetHeight;
  const handled = performance.now() - begun;
  return handled + (await frame);
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
