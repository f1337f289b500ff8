// What is lost at this size: a page that scrolls sideways, controls beyond its edge that no box scrolls into view, and
// texts that are cut off by the box around them. An ellipsis is no loss where the whole text is a click away or named.
const lost = [];
// A phone's own idea of its width grows with what does not fit.
const edge = document.documentElement.clientWidth;
const wide = document.documentElement.scrollWidth - edge;
if (wide > 0) lost.push(`the page is ${wide} pixels wider than the window`);

for (const control of controls()) {
  const { left, right } = control.getBoundingClientRect();
  if ((left < -1 || right > edge + 1) && !scrollsSideways(control) && !control.closest("svg")) {
    lost.push(`beyond the edge: ${describe(control)}`);
  }
}

const hides = (style) => /hidden|clip/.test(`${style.overflowX} ${style.overflowY}`);
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
for (let text = texts.nextNode(); text; text = texts.nextNode()) {
  const owner = text.parentElement;
  if (!text.data.trim() || owner.closest("svg, .hidden-text, noscript, option, [aria-hidden=true]") || !isShown(owner)) continue;
  const range = document.createRange();
  range.selectNodeContents(text);
  const box = range.getBoundingClientRect();
  // Up to the first box that scrolls: what is beyond that can be brought into view.
  let isHeld = false;
  for (let around = owner; around && around !== document.body; around = around.parentElement) {
    const style = getComputedStyle(around);
    // What is clipped to nothing is for the ear alone.
    if (/auto|scroll/.test(`${style.overflowX} ${style.overflowY}`) || style.clipPath === "inset(50%)") {
      isHeld = true;
      break;
    }
    isHeld ||= hides(style);
    if (!hides(style) || seen.has(around)) continue;
    const frame = around.getBoundingClientRect();
    const [across, down] = [Math.max(box.right - frame.right, frame.left - box.left), Math.max(box.bottom - frame.bottom, frame.top - box.top)];
    const isTold = style.textOverflow === "ellipsis" && around.closest("[title], [aria-label], button, summary");
    // Lines are taller than their letters: a few pixels of a line that hang over cut nothing off.
    if ((across > 1.5 && !isTold) || down > 4) {
      seen.add(around);
      lost.push(`cut off: "${text.data.trim().slice(0, 60)}" in ${around.localName}.${around.className} of ${nameOf(around)} by ${Math.round(across)}, ${Math.round(down)}`);
    }
  }
  if (box.right > edge + 1 && !isHeld) lost.push(`beyond the edge: "${text.data.trim().slice(0, 60)}" of ${nameOf(owner)}`);
}
return lost;
