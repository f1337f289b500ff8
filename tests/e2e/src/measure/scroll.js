// arguments: turns, done. Turns the wheel over the diagram, there and back.
const [turns, done] = arguments;
const diagram = part("spacetime").querySelector(".diagram");
const turn = (i) =>
  diagram.dispatchEvent(new WheelEvent("wheel", { deltaX: i % 20 < 10 ? -120 : 120, bubbles: true, cancelable: true }));
measureFrames(turns, turn).then(done, (error) => done(`${error}`));
