// arguments: the names of the controls already seen. Puts the next control aside in `window.__next_control` and says
// what it is: {state: "control", name, how} - or {state: "dialog", name} when an open dialog has none left - or
// {state: "done"}.
const seen = new Set(arguments[0]);
const CONTROLS = [
  "button", "select", "input", "textarea", "summary", "a[href]",
  ...["button", "tab", "slider", "option", "menuitem", "menuitemradio", "switch", "radio", "checkbox"].map((r) => `[role="${r}"]`),
  '[tabindex="0"]',
].join(",");

const dialogs = [...document.querySelectorAll(':modal, [role="dialog"][aria-modal="true"]')].filter((d) => d.checkVisibility());
const dialog = dialogs.at(-1);

const isUsable = (element) => {
  if (element.matches(':disabled, [aria-disabled="true"], [type="file"], [type="hidden"]')) return false;
  if (element.closest("[inert], [aria-hidden='true']")) return false;
  // A link that leads elsewhere would end the visit.
  if (element.matches("a[href]") && !element.getAttribute("href").startsWith("#")) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
};

// Events, jobs and messages come and go: one of each kind stands for all. So do digits: exec-1 and exec-2 are alike.
const nameOf = (element) => {
  if (element.dataset.testid) return element.dataset.testid;
  for (const kind of ["event", "job", "message"]) if (element.dataset[kind] !== undefined) return `data-${kind}`;
  const place = element.parentElement?.closest("[data-testid]")?.dataset.testid ?? "page";
  const words = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
  const what = element.getAttribute("role") ?? element.type ?? element.localName;
  const text = `${words || element.name || element.id}`.trim().replace(/\s+/g, " ").replace(/\d+/g, "#").slice(0, 40);
  return `${place} > ${what} ${text}`;
};

const howToUse = (element) => {
  if (element.matches('input[type="range"], [role="slider"]')) return "slide";
  if (element.matches('input[type="number"]')) return "number";
  if (element.matches("select")) return "choose";
  if (element.matches('textarea, input:not([type]), input:is([type="text"], [type="search"])')) return "type";
  return "click";
};

// In a dialog what closes it comes last, or the rest would never be used.
const closes = (element) => element.matches('[type="submit"], form button:not([type]), [formmethod="dialog"]') || /^(close|cancel|done|ok)\b/i.test(element.getAttribute("aria-label") ?? element.textContent.trim());

const controls = [...(dialog ?? document).querySelectorAll(CONTROLS)].filter(isUsable);
if (dialog) controls.sort((a, b) => closes(a) - closes(b));
const next = controls.find((control) => !seen.has(nameOf(control)));
window.__next_control = next;
if (next) return { state: "control", name: nameOf(next), how: howToUse(next) };
return dialog ? { state: "dialog", name: nameOf(dialog) } : { state: "done" };
