// Asks the browser to keep the site for when there is no network (offline.js).

const WORKER = new URL("../offline.js", import.meta.url).href;

/** Once the page has nothing better to do. Where the browser has no such thing, or may not, the page works as before. */
export function keepForOffline() {
  // The page's policy lets nothing become a program but this one address.
  const address = globalThis.trustedTypes?.createPolicy("offline", { createScriptURL: () => WORKER }).createScriptURL("") ?? WORKER;
  const register = () => navigator.serviceWorker?.register(address).catch(() => {});
  (globalThis.requestIdleCallback ?? setTimeout)(register);
}
