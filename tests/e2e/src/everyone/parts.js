// What the other scripts here share. Evaluated before each of them; all of it looks, and changes nothing.
const CONTROLS =
  'a[href], button, input, select, textarea, summary, [role="button"], [role="link"], [role="tab"], [role="slider"], [role="option"], [role="menuitem"], [role="treeitem"], [tabindex]';

const isShown = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
};

// Whatever is behind a modal dialog, inert or hidden from everyone cannot be used.
const isUsable = (element) => {
  const dialog = document.querySelector("dialog[open]:modal");
  if (dialog && !dialog.contains(element)) return false;
  return !element.matches(":disabled") && !element.closest('[inert], [aria-hidden="true"]') && isShown(element);
};

const controls = () => [...document.querySelectorAll(CONTROLS)].filter(isUsable);

// What a control is called here: enough to find it again by eye.
const nameOf = (element) => {
  const place = element.closest("[data-testid]")?.dataset.testid ?? "page";
  const { testid, event, node, message, job } = element.dataset;
  if (testid) return testid;
  const words = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
  const what = event ? `event ${event}` : node ? `node ${node}` : message ? `message ${message}` : job ? `job ${job}` : "";
  return `${place} > ${element.getAttribute("role") ?? element.localName} ${what} ${words.trim().replace(/\s+/g, " ").slice(0, 50)}`;
};

const describe = (element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return `${nameOf(element)} [${[x, y, width, height].map((side) => Math.round(side * 10) / 10).join(", ")}]`;
};

// The box in which what is scrolled away sideways can be brought into view.
const scrollsSideways = (element) => {
  for (let box = element.parentElement; box && box !== document.documentElement; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth) return box;
  }
  return null;
};
