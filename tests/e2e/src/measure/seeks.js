// arguments: events, done. Drags the scrubber to each of these events. Gives back for each way what it took, from where, and
// to where.
const [events, done] = arguments;

const seeks = async () => {
  const seen = [];
  for (const to of events) {
    const from = clocktower.cursor();
    seen.push([await measureOne(() => enter(part("scrubber"), to)), from, to]);
    await nextTask();
  }
  return seen;
};

seeks().then(done, (error) => done(`${error}`));
