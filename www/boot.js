// Starts the wasm module and hands it the page. Everything else is Rust.
//
// For developers: the run on the page is `window.clocktower`, a Playground. What is done to it is seen at once:
//
//   clocktower.step("heartbeat")                                  // event, heartbeat, merge, decision, round
//   clocktower.apply({ type: "submit_job", duration_ms: 90000 })  // every command of a scenario
//   clocktower.state()                                            // nodes, queue, jobs, messages, policy
//   clocktower.seek(0)                                            // any event that is known

const app = document.getElementById("app");
const page = document.documentElement;
const asked = new URLSearchParams(location.search);

// Before the first paint, so that a reader of the dark page is not dazzled. The app keeps the choice (theme.rs), and that of a
// language (language.rs), which is found here as there.
let theme, language;
try {
  theme = localStorage.getItem("clocktower.theme");
  language = localStorage.getItem("clocktower.language");
} catch {
  // Where nothing may be kept, the system decides.
}
if (theme === "light" || theme === "dark") page.dataset.theme = theme;
const spoken = (tag) => ["en", "de"].find((known) => known === tag?.split("-")[0].toLowerCase());
page.lang = [asked.get("lang"), language, ...navigator.languages].map(spoken).find(Boolean) ?? "en";

/** Resolves to what says an English text, with its parts, in the page's language; in English where that cannot be had. */
async function speaker() {
  const { german = {} } = page.lang === "de" ? await import("./german.js").catch(() => ({})) : {};
  return (text, ...parts) => (german[text] ?? text).replace(/\{\}/g, () => parts.shift());
}

const again = ["Load the page again", () => location.reload()];

let hasFailed = false;
/** Shows a readable message in place of the app; the first failure is the one worth reading. */
async function fail(title, advice, detail, ...ways) {
  if (hasFailed) return;
  hasFailed = true;
  const say = await speaker();
  const panel = document.createElement("div");
  panel.className = "failure";
  panel.setAttribute("role", "alert");

  const icon = document.createElement("img");
  icon.src = new URL("./icon.svg", import.meta.url).href;
  icon.alt = "";
  const heading = document.createElement("h1");
  heading.textContent = say(title);
  const text = document.createElement("p");
  text.textContent = say(...[].concat(advice));
  const code = document.createElement("pre");
  code.textContent = detail;
  code.tabIndex = 0;
  const buttons = (ways.length ? ways : [again]).map(([words, go], at) => {
    const button = document.createElement("button");
    button.className = at ? "button" : "button primary";
    button.textContent = say(words);
    button.addEventListener("click", (event) => go(event, say));
    return button;
  });

  panel.append(icon, heading, text, code, ...buttons);
  // The app may still hold its own nodes: leave them to it, hidden, rather than pull them out from under it.
  app.hidden = true;
  const place = document.createElement("main");
  place.append(panel);
  app.after(place);
  buttons[0].focus();
}

const words = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

// What is known of kept runs (kept.js), from when it is here.
let kept;
function stopped(detail) {
  const { advice, ways } = kept?.afterwards() ?? { advice: "A bug in the playground ended this run.", ways: [] };
  fail("Clocktower has stopped", advice, detail, ...ways);
}

// A panic says what it was by this event; without, it is a RuntimeError from whichever event was running.
addEventListener("clocktower-panic", (event) => stopped(event.detail));
// The program comes in two parts (xtask/src/bundle/split.rs), and somebody needed the second before it was here.
addEventListener("clocktower-incomplete", (event) => {
  fail("A part of Clocktower did not arrive", "What you asked for is in the second part of its program. Check the connection, then load the page again.", event.detail);
});
/** A run in the address that cannot be opened; nothing of what is kept here is touched. */
function unopened(detail) {
  const example = () => {
    history.replaceState(null, "", location.pathname);
    location.reload();
  };
  fail("This link does not open", "There is no run in it that can be shown. It may have been cut off on its way, or changed.", detail, ["Open the example", example]);
}
function watch(error) {
  if (error instanceof WebAssembly.RuntimeError) stopped(words(error));
}

if (typeof WebAssembly !== "object") {
  fail("This browser cannot run WebAssembly", "Clocktower's broker is a WebAssembly program. Any current browser runs it.", navigator.userAgent);
} else {
  addEventListener("error", (event) => watch(event.error));
  addEventListener("unhandledrejection", (event) => watch(event.reason));
  try {
    const clocktower = await import("../pkg/clocktower.js");
    await clocktower.default();
    // What the address asks for is read by the core, with all bounds; what does not fit is told, and nothing is opened.
    const link = location.hash.startsWith("#run=") ? location.hash : undefined;
    const around = asked.has("embedded") ? await import("./embedded.js") : undefined;
    try {
      const given = { link, scenario: asked.get("scenario") ?? undefined, lesson: asked.get("lesson") ?? undefined, lang: asked.get("lang") ?? undefined, at: asked.has("at") ? +asked.get("at") : undefined };
      window.clocktower = clocktower.mount(app, { ...given, keep: !around, ...(await around?.given?.(asked, speaker)) });
      around?.tell("ready");
    } catch (error) {
      if (!(link || location.search) || error instanceof WebAssembly.RuntimeError) throw error;
      unopened(error.message);
      around?.tell("failed", error.message);
    }
    // The second part, with its styles, once the first picture stands; a program built in one piece has none. Whoever needs it before it
    // is here waits for it, and tells when it cannot be had.
    requestAnimationFrame(() => setTimeout(async () => {
      for (const link of document.querySelectorAll("link[rel=later]")) link.rel = "stylesheet";
      try {
        kept = await import("./kept.js");
        await clocktower.later?.();
        kept.recall();
        await speaker();
        if (!around) (await import("./install.js")).keepForOffline();
      } catch {}
    }));
  } catch (error) {
    fail("Clocktower could not start", "Its program did not arrive or did not run. Check that pkg/ was built beside this page, then load it again.", words(error));
  }
}
