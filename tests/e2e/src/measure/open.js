// arguments: text, done. Opens a run as a person does, who pastes it into the dialog. What is measured begins with the
// press on `Open` and ends when the run's picture stands; the slices in between, in which it runs to its event, count with
// all that lies between them.
const [text, done] = arguments;

const open = async () => {
  part("export").click();
  await nextTask();
  part("import").click();
  await nextTask();
  enter(part("field-json"), text);
  await nextTask();
  const was = clocktower.hash();
  const begun = performance.now();
  part("confirm").click();
  while (clocktower.hash() === was && !document.querySelector('[data-testid="field-error"]')) await nextTask();
  const run = performance.now() - begun;
  // What has come is drawn already or in the next frame, and explained in the one after it.
  const took = run + (await measureOne(() => {}));
  const refused = document.querySelector('[data-testid="field-error"]');
  if (refused) throw new Error(refused.textContent);
  if (!document.querySelector('[data-testid="spacetime"] [data-event]')) throw new Error("the diagram is empty");
  return took;
};

open().then(done, (error) => done(`${error}`));
