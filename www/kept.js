// What the page does with kept runs by itself: it tells the program of them once all of it is here, and knows the way to
// them when the program has ended. They are written by src/web/kept.rs: a line about the run, then the run as in a link.

const SLOT = "clocktower.run.";
const RESUME = "clocktower.resume";

/** Tells the program of runs that were left behind, and of the one that is to be gone on with at once. */
export function recall() {
  let resume = null;
  try {
    resume = sessionStorage.getItem(RESUME);
    // Once: a run that ends the program as soon as it opens must not end it again.
    sessionStorage.removeItem(RESUME);
    if (!Object.keys(localStorage).some((name) => name.startsWith(SLOT))) return;
  } catch {
    return;
  }
  dispatchEvent(new CustomEvent("clocktower-recall", { detail: resume }));
}

/** The run of this page as it was kept last: its slot, what it is, and the link to it; null when there is none. */
function kept() {
  const slot = document.documentElement.dataset.kept;
  try {
    const value = slot && localStorage.getItem(slot);
    if (!value) return null;
    const end = value.indexOf("\n");
    const { title, commands, event } = JSON.parse(value.slice(0, end));
    return { slot, title, commands, event, link: `${here()}#run=${value.slice(end + 1)}` };
  } catch {
    return null;
  }
}

const here = () => location.href.split("#")[0];

/** Loads the page without a run in its address. */
export function afresh() {
  history.replaceState(null, "", here());
  location.reload();
}

async function copy(link, button, say) {
  try {
    await navigator.clipboard.writeText(link);
    button.textContent = say("Link copied");
  } catch {
    // Where nothing may be copied, the address has it.
    history.replaceState(null, "", link);
    button.textContent = say("The link is in the address bar");
  }
}

/** What to say, with its parts, and to offer when the program has ended. */
export function afterwards() {
  const run = kept();
  if (!run) return { advice: "A bug in the playground ended this run. Nothing had been done in it yet that could be lost.", ways: [["Start afresh", afresh]] };
  const goOn = () => {
    sessionStorage.setItem(RESUME, run.slot);
    afresh();
  };
  const count = run.commands === 1 ? "command" : "commands";
  return {
    advice: [`A bug in the playground ended this run. What you did is kept in this browser: {}, {} ${count}, event {}.`, run.title, run.commands, run.event],
    ways: [["Go on with this run", goOn], ["Copy a link to it", (event, say) => copy(run.link, event.currentTarget, say)], ["Start afresh", afresh]],
  };
}
