// WCAG 2.5.8: a target is at least 24 by 24 CSS pixels, or a circle of that diameter on its middle touches no other
// target and no other small one's circle. Gives back those for which neither holds.
const SIZE = 24;

// A label is part of its field's target; a field that a label covers is as large as the label.
const boxOf = (element) => {
  const label = element.closest("label");
  const boxes = [element, ...(label && element.matches("input") ? [label] : [])].map((part) => part.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
  return { left, top, right, bottom, width: right - left, height: bottom - top };
};

// A part of the page that only takes the focus to be scrolled is no target.
const isTarget = (element) => !element.matches('[role="region"], [role="tabpanel"], [role="group"], [role="application"], pre, .dialog-body');
// What is scrolled out of its box cannot be hit, and what is half out is as large as one scrolls it.
const isWithin = (element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return hit !== null && (element.contains(hit) || hit.contains(element) || Boolean(element.closest("label")?.contains(hit)));
};

const targets = controls().filter(isTarget).filter(isWithin).map((element) => {
  const box = boxOf(element);
  return { element, box, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, isSmall: box.width < SIZE - 0.01 || box.height < SIZE - 0.01 };
});

const distance = ({ x, y }, { left, top, right, bottom }) => Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
const related = (one, other) => one.contains(other) || other.contains(one) || (one.closest("label") !== null && one.closest("label") === other.closest("label"));
const touches = (small, other) =>
  other.isSmall ? Math.hypot(small.x - other.x, small.y - other.y) < SIZE : distance(small, other.box) < SIZE / 2;

return targets
  .filter(({ isSmall }) => isSmall)
  .flatMap((small) => {
    const near = targets.find((other) => other !== small && !related(small.element, other.element) && touches(small, other));
    return near ? [`${describe(small.element)} is too near to ${describe(near.element)}`] : [];
  });
