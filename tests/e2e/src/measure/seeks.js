// arguments: events, done. Drags the scrubber to each of these events.
const [events, done] = arguments;
measureMany(events.length, (i) => enter(part("scrubber"), events[i])).then(done, (error) => done(`${error}`));
