// arguments: steps, done. Clicks `step` again and again.
const [steps, done] = arguments;
measureFrames(steps, () => part("step").click()).then(done, (error) => done(`${error}`));
