// The page in somebody else's page (element.js): what that one hands over, and what it is told.

/** What `mount` is asked for beside the address, with the styles of a part. */
export async function given(asked, speaker) {
  const view = asked.get("view") ?? undefined;
  if (view) {
    await style("./part.css");
    document.body.append(wayOut(await speaker()));
  }
  // A text of whoever put the page into theirs: the core reads it as it reads any other.
  return asked.has("handed") ? { view, run: await handed() } : { view };
}

/** Tells the page around of how it went. Nothing in it is secret: whoever that page is may know. */
export function tell(what, message) {
  parent.postMessage({ clocktower: what, message }, "*");
}

/** Leads to the whole page, at the event where the run is now. */
function wayOut(say) {
  const way = document.createElement("a");
  way.className = "leave";
  way.textContent = say("Open in Clocktower");
  way.target = "_blank";
  way.href = new URL("../", import.meta.url).href;
  way.addEventListener("click", () => {
    try {
      way.href = window.clocktower.export("link");
    } catch {
      // A run that is too long for a link: the page alone, then.
    }
  });
  return way;
}

const handed = () =>
  new Promise((resolve) => {
    addEventListener("message", ({ source, data }) => {
      if (source === parent && typeof data?.clocktower === "string") resolve(data.clocktower);
    });
    tell("waits");
  });

const style = (address) =>
  new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(address, import.meta.url).href;
    // Unstyled is better than never.
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
