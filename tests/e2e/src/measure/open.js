// arguments: text, done. Opens a run as a person does, who pastes it into the dialog. What is measured begins with the
// press on `Open` and ends when the run's picture stands.
const [text, done] = arguments;

const open = async () => {
  part("export").click();
  await nextTask();
  part("import").click();
  await nextTask();
  enter(part("field-json"), text);
  await nextTask();
  const took = await measureOne(() => part("confirm").click());
  const refused = document.querySelector('[data-testid="field-error"]');
  if (refused) throw new Error(refused.textContent);
  if (!document.querySelector('[data-testid="spacetime"] [data-event]')) throw new Error("the diagram is empty");
  return took;
};

open().then(done, (error) => done(`${error}`));
