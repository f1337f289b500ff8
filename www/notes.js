// The notes of whoever presents, in a window of their own: what stands on the page that opened them, the scenario's moments,
// and its notes. It asks that page, and does what a clicker does there.

const page = window.opener;
const at = (id) => document.getElementById(id);
const begun = Date.now();

const clicks = (key) => page.document.dispatchEvent(new page.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
/** The page's own list of moments is what goes to one. */
function goTo(number) {
  const list = page.document.querySelector("[data-testid=moments]");
  list.value = String(number);
  list.dispatchEvent(new page.Event("change", { bubbles: true }));
}

let shown = "";
let german = {};
const say = (text) => german[text] ?? text;
// What the notes themselves say, in English as they came.
const said = [...document.querySelectorAll("[data-say]")].map((element) => [element, "textContent"]);
const texts = [[document, "title"], [at("since"), "title"], ...said].map(([of, name]) => [of, name, of[name]]);
/** Speaks a language, or English where that cannot be had. */
async function speak(lang) {
  if (document.documentElement.lang === lang) return;
  document.documentElement.lang = lang;
  const found = lang === "de" ? await import("./german.js").catch(() => ({})) : {};
  // The page may have gone on to another one meanwhile.
  if (document.documentElement.lang !== lang) return;
  german = found.german ?? {};
  for (const [of, name, english] of texts) of[name] = say(english);
  shown = "";
  show();
}

/** Everything that the scenario says: drawn when it is another one. */
function showScenario() {
  const run = page.clocktower;
  // In the language of the page.
  const said = (text) => text && run.said(text);
  const scenario = run.scenario();
  const [title, question, notes] = [scenario.title, scenario.question, scenario.notes].map(said);
  const moments = (scenario.moments ?? []).map(({ title, look_at }) => ({ title: said(title), look_at: said(look_at) }));
  const text = JSON.stringify([title, question, notes, moments]);
  if (text === shown) return;
  shown = text;
  at("title").textContent = title;
  at("question").textContent = question ?? "";
  at("notes").textContent = notes ?? say("This scenario has no notes.");
  at("moments").replaceChildren(...moments.map(({ title, look_at }, number) => {
    const [item, button, count, about] = ["li", "button", "b", "small"].map((name) => document.createElement(name));
    button.type = "button";
    count.textContent = number + 1;
    about.textContent = look_at ?? "";
    button.append(count, title, about);
    button.addEventListener("click", () => goTo(number));
    item.append(button);
    return item;
  }));
}

const two = (number) => String(number).padStart(2, "0");
function show() {
  if (!page || page.closed || !page.clocktower) return;
  speak(page.document.documentElement.lang);
  showScenario();
  const theme = page.document.documentElement.dataset.theme;
  if (theme) document.documentElement.dataset.theme = theme;
  const words = page.document.querySelector("[data-testid=narration] p")?.textContent.trim() ?? "";
  if (at("here").textContent !== words) at("here").textContent = words;
  const here = page.document.querySelector("[data-testid=moments]")?.value ?? "";
  [...at("moments").children].forEach((item, number) => {
    item.firstChild.toggleAttribute("aria-current", here === String(number));
  });
  const seconds = Math.floor((Date.now() - begun) / 1000);
  at("since").textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  at("now").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

at("before").addEventListener("click", () => clicks("PageUp"));
at("after").addEventListener("click", () => clicks("PageDown"));
addEventListener("keydown", (event) => {
  if (!["PageUp", "PageDown"].includes(event.key) || !page) return;
  event.preventDefault();
  clicks(event.key);
});
if (!page) speak(navigator.language.startsWith("de") ? "de" : "en");
show();
setInterval(show, 250);
