// arguments: steps, done. Measures what one click on `step` costs the main thread:
//   1. the handler, the scheduler's flush behind it, and a forced layout;
//   2. the next frame: its callbacks, style, layout and paint.
// Waiting for the frame to begin is not work and is left out, so the display's rate does not show in the figures.
const [steps, done] = arguments;
const button = document.querySelector('[data-testid="step"]');

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

const measureOne = async () => {
  // Asked for before the click, so it is the first callback of the frame that draws the step.
  const frame = new Promise((resolve) =>
    requestAnimationFrame(() => {
      const begun = performance.now();
      nextTask().then((ended) => resolve(ended - begun));
    }),
  );
  const begun = performance.now();
  button.click();
  await nextTask();
  void document.body.offsetHeight;
  const handled = performance.now() - begun;
  return handled + (await frame);
};

const measure = async () => {
  const times = [];
  for (let i = 0; i < steps; i++) {
    times.push(await measureOne());
    await nextTask();
  }
  return times;
};

measure().then(done, (error) => done(`${error}`));
