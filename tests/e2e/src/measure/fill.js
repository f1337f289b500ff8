// arguments: executors, jobs, done. Fills the playground that the page shows, by the commands that a person gives.
const [executors, jobs, done] = arguments;
try {
  const playground = window.clocktower;
  if (!playground) throw new Error("the page has no window.clocktower");
  for (let i = 0; i < executors; i++) playground.apply({ type: "add_executor" });
  for (let i = 0; i < jobs; i++) playground.apply({ type: "submit_job" });
  // The next two frames draw what was filled in.
  requestAnimationFrame(() => requestAnimationFrame(() => done("filled")));
} catch (error) {
  done(`${error}`);
}
