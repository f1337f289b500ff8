// arguments: lanes, done. Hides each of these lanes, and brings it back without the clock running.
const [lanes, done] = arguments;
const press = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const lane = (name) => part("spacetime").querySelector(`[data-lane="${name}"]`);

const hide = async () => {
  const times = [];
  for (const name of lanes) {
    times.push(await measureOne(() => press(lane(name), "Delete")));
    if (lane(name)) throw new Error(`${name} is still there`);
    part("hidden-lanes").click();
    await nextTask();
    [...document.querySelectorAll('[role="menuitem"]')].find((item) => item.textContent === `Show ${name}`).click();
    await nextTask();
    if (!lane(name)) throw new Error(`${name} did not come back`);
  }
  return times;
};

hide().then(done, (error) => done(`${error}`));
