// arguments: steps, done. Clicks `step` again and again.
const [steps, done] = arguments;
measureMany(steps, () => part("step").click()).then(done, (error) => done(`${error}`));
