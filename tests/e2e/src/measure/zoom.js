// arguments: steps, done. Shows all of the run and zooms in step by step. Each time it counts the nodes in the diagram.
const [steps, done] = arguments;
const zoom = async () => {
  const [times, nodes] = [[], []];
  for (let i = 0; i <= steps; i++) {
    times.push((await measureParts(() => part(i === 0 ? "zoom-fit" : "zoom-in").click())).longest);
    await nextTask();
    nodes.push(part("spacetime").querySelectorAll(".diagram *").length);
  }
  return { times, nodes };
};
zoom().then(done, (error) => done(`${error}`));
