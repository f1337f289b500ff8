// arguments: speed, frames, done. Plays at a speed, and gives the milliseconds of main-thread work between one frame's end
// and the next one's: timers, what they set off, and the frame itself.
const [speed, frames, done] = arguments;

/** When the first callback of the frame began: whatever asked for it. */
let begun = null;
const ask = window.requestAnimationFrame;
window.requestAnimationFrame = (act) =>
  ask((now) => {
    begun ??= performance.now();
    act(now);
  });

const play = async () => {
  const picker = document.querySelector('[data-testid="speed"]');
  picker.value = speed;
  picker.dispatchEvent(new Event("change", { bubbles: true }));
  await nextTask();
  part("play").click();
  const measured = [];
  while (measured.length < frames) {
    await new Promise((resolve) => window.requestAnimationFrame(resolve));
    const ended = await nextTask();
    measured.push(inTimers + ended - begun);
    [inTimers, begun] = [0, null];
  }
  part("play").click();
  return measured;
};

play().then(done, (error) => done(`${error}`));
