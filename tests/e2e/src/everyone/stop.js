// Two frames later, when all that follows from a key is drawn: where the focus is, how that is seen, and whether the last place looks as if it still had it.
const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "stroke", "strokeWidth", "fill", "color"];
const PARTS_MAX = 24;

// Some elements show the focus on a part of them, a radio button on its label, what is drawn in SVG beside itself.
const within = (element) => [...element.querySelectorAll("*")].slice(0, PARTS_MAX);
const partsOf = (element) => {
  const around = element.ownerSVGElement ? within(element.parentElement) : [];
  return [element, element.closest("label"), element.parentElement, ...within(element), ...around].filter(Boolean);
};
const looksOf = (element) => JSON.stringify(partsOf(element).map((part) => { const style = getComputedStyle(part); return LOOKS.map((look) => style[look]); }));

// Somewhere within it a person sees it, not what lies over it.
const isSeen = (element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [0.5, 0.1, 0.9].some((across) => [0.5, 0.1, 0.9].some((down) => {
    const hit = document.elementFromPoint(left + width * across, top + height * down);
    return hit !== null && (element.contains(hit) || hit.contains(element) || Boolean(element.closest("label")?.contains(hit)));
  }));
};

const done = arguments[arguments.length - 1];
const stop = () => {
  const last = window.__last_stop;
  const lost = last?.element.isConnected && last.looks === looksOf(last.element) ? last.name : null;
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused === document.documentElement) {
    window.__last_stop = undefined;
    return { lost, end: true };
  }
  const name = nameOf(focused);
  window.__stops ??= [];
  const been = window.__stops.includes(focused);
  window.__stops.push(focused);
  window.__last_stop = { element: focused, name, looks: looksOf(focused) };
  const regions = ["topbar", "cluster", "inspector", "spacetime", "narration"];
  const region = regions.find((region) => focused.closest(`.${region}`)) ?? "page";
  return { lost, end: false, been, name, region, seen: isSeen(focused) };
};
requestAnimationFrame(() => requestAnimationFrame(() => done(stop())));
