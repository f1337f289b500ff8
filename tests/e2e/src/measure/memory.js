// arguments: done. How many bytes the wasm's memory has: the module is the one that the page runs.
const [done] = arguments;
const memory = async () => {
  const module = await import(new URL("pkg/clocktower.js", document.baseURI));
  return (await module.default()).memory.buffer.byteLength;
};
memory().then(done, (error) => done(`${error}`));
