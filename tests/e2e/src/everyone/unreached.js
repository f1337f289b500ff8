// After a walk: controls where the focus never was. In a group of one stop (tabs, radio buttons, the events of the
// diagram) the arrows lead to the others, so one stop stands for all.
const stops = window.__stops ?? [];
const GROUPS = '[role="tablist"], [role="radiogroup"], [role="listbox"], [role="tree"], [role="toolbar"], [role="menu"], [role="grid"], [data-testid="spacetime"] .diagram, fieldset';
const isReached = (control) => {
  if (stops.includes(control)) return true;
  // The choices of a field: the arrows go through them while the field keeps the focus.
  const list = control.closest('[role="listbox"]');
  if (list && stops.some((stop) => stop.getAttribute("aria-controls") === list.id)) return true;
  const group = control.closest(GROUPS);
  if (group && (stops.includes(group) || stops.some((stop) => group.contains(stop)))) {
    return control.tabIndex < 0 || control.matches("input[type=radio]");
  }
  return false;
};
// What looks as if a click did something, and is no control nor part of one.
const isOnlyForPointers = (element) => getComputedStyle(element).cursor === "pointer" && !element.closest(`${CONTROLS}, label`) && !element.querySelector(CONTROLS);
const unreached = controls().filter((control) => !isReached(control)).map((control) => `never reached: ${describe(control)}`);
const pointed = [...document.querySelectorAll("body *")].filter((element) => isShown(element) && isOnlyForPointers(element));
return [...unreached, ...pointed.map((element) => `only for pointers: ${describe(element)}`)];
