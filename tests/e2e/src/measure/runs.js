// arguments: text, events, turns, done. Runs a scenario of its own, round by round, from its beginning until so many events
// have happened, so many times. Gives back the events a second of each turn. Nothing is drawn: what is measured is the core.
const [text, events, turns, done] = arguments;

const run = () => {
  const playground = new clocktower.constructor(JSON.parse(text));
  const begun = performance.now();
  while (playground.cursor() < events && playground.step("round") > 0);
  const took = (performance.now() - begun) / 1000;
  const speed = playground.cursor() / took;
  if (playground.cursor() < events) throw new Error(`the run ended with event ${playground.cursor()}`);
  playground.free();
  return speed;
};

const runs = async () => {
  const speeds = [];
  while (speeds.length < turns) {
    speeds.push(run());
    await nextTask();
  }
  return speeds;
};

runs().then(done, (error) => done(`${error}`));
