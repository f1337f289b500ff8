// Everything that the page says now, to the eye and to the ear, each with its place. What is written in another language
// than the page, and what is no language, stays out.
const ATTRIBUTES = ["title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder", "alt", "label"];
const root = document.documentElement;
const isOwn = (element) => element.closest("[lang]") === root && !element.closest("script, style, noscript");
const place = (element) => {
  const part = element.closest("[data-testid]")?.dataset.testid ?? "page";
  const classes = element.getAttribute("class")?.trim().replace(/\s+/g, ".");
  return `${part} > ${element.localName}${classes ? `.${classes}` : ""}`;
};
const said = [["title of the page", document.title]];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let text = texts.nextNode(); text; text = texts.nextNode()) {
  const owner = text.parentElement;
  if (isOwn(owner) && !owner.closest("pre, code, kbd, textarea")) said.push([place(owner), text.data]);
}
for (const element of document.body.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) {
  if (!isOwn(element)) continue;
  for (const name of ATTRIBUTES) {
    if (element.hasAttribute(name)) said.push([`${place(element)} ${name}`, element.getAttribute(name)]);
  }
}
return said.map(([where, text]) => [where, text.trim().replace(/\s+/g, " ")]).filter(([, text]) => text);
