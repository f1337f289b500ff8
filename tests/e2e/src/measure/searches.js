// arguments: lines, done. Types each of these lines into the search, as a whole; every line finds something.
const [lines, done] = arguments;
const type = (i) => enter(part("search"), lines[i]);

const searches = async () => {
  part("search").focus();
  // The first search reads the run, slice by slice; it is over when the count says so for good.
  const slices = [await measureOne(() => type(0))];
  const isReading = () => part("search-count").textContent.includes("so far");
  while (isReading()) slices.push(await measureOne(() => {}));
  const times = await measureMany(lines.length, type);
  if (!/\d/.test(part("search-count").textContent)) throw new Error(`nothing found: ${part("search-count").textContent}`);
  enter(part("search"), "");
  document.activeElement.blur();
  await nextTask();
  return { slices, times };
};

searches().then(done, (error) => done(`${error}`));
