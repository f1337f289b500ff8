// <clocktower-run>: a run of Clocktower in any page, without a build step.
//
//   <script type="module" src="https://…/www/element.js"></script>
//   <clocktower-run scenario="ambulance" at="40" view="spacetime"></clocktower-run>
//
// scenario  the name of a scenario that comes along: what stands in scenarios/, without .json
// src       the address of a scenario, a trace or a log, as `export` gives it; fetched by the page that the element is in
// link      what Share copies, or the end of it from the # on
// at        the number of the event that it opens at
// view      "cluster", "inspector" or "spacetime": that part alone; everything when it is left out
// lesson    the name of a lesson
// lang      "en" or "de"; when it is left out, the reader's language
//
// It is a frame with the whole page in it: its styles, keys and failures stay in there, and those of the page around stay
// out. It tells how it went with the events `clocktower-ready` and `clocktower-failed` (its `detail.message` says why).
// `playground` is the run's Playground where both pages have one origin, and else null.

const PAGE = new URL("../", import.meta.url);
/** What goes into the address as it is. */
const PLAIN = ["scenario", "at", "view", "lesson", "lang"];

class ClocktowerRun extends HTMLElement {
  static observedAttributes = [...PLAIN, "src", "link"];

  #frame = null;
  #isAsked = false;
  #hear = (event) => this.#on(event);

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#ask();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#ask();
  }

  get playground() {
    try {
      return this.#frame.contentWindow.clocktower ?? null;
    } catch {
      return null;
    }
  }

  /** Several attributes that change at once make one frame. */
  #ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => {
      this.#isAsked = false;
      if (this.isConnected) this.#show();
    });
  }

  #show() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const look = new CSSStyleSheet();
    look.replaceSync(":host { display: block; block-size: 34rem } :host([hidden]) { display: none } iframe { inline-size: 100%; block-size: 100%; border: 0; border-radius: inherit }");
    root.adoptedStyleSheets = [look];
    const frame = document.createElement("iframe");
    frame.title = this.getAttribute("aria-label") ?? "A run in Clocktower";
    frame.allow = "clipboard-write";
    frame.src = this.#address();
    root.replaceChildren(frame);
    this.#frame = frame;
  }

  #address() {
    const address = new URL("?embedded", PAGE);
    for (const name of PLAIN) if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    if (this.hasAttribute("src")) address.searchParams.set("handed", "");
    const link = this.getAttribute("link");
    if (link?.includes("#")) address.hash = link.slice(link.indexOf("#"));
    return address.href;
  }

  #on({ source, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || typeof data?.clocktower !== "string") return;
    if (data.clocktower === "waits") this.#hand();
    if (data.clocktower === "ready") this.#tell("clocktower-ready", {});
    if (data.clocktower === "failed") this.#tell("clocktower-failed", { message: String(data.message) });
  }

  async #hand() {
    const frame = this.#frame;
    let text;
    try {
      const answer = await fetch(new URL(this.getAttribute("src"), this.baseURI));
      if (!answer.ok) throw new Error(`the server says ${answer.status}`);
      text = await answer.text();
    } catch (error) {
      const message = `src: ${this.getAttribute("src")} cannot be had: ${error.message}`;
      this.#tell("clocktower-failed", { message });
      // The frame says it where the run would be: this is no run either.
      text = message;
    }
    frame.contentWindow?.postMessage({ clocktower: text }, PAGE.origin);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

customElements.define("clocktower-run", ClocktowerRun);
