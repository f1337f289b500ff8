// Serves the site from what it kept, so that it works without a network: a service worker, for the whole site.
//
// `cargo xtask build` puts it beside index.html and writes above it which FILES there are, and a VERSION made of what is in
// them. A version is kept whole or not at all, and pages never get parts of two: a new one waits until no page of the old
// one is left, or the only one is being loaded anew. Runs are kept elsewhere (src/web/kept.rs): no version touches them.
// Where nothing is to be kept (a page that is being changed) FILES is empty, and what was kept before goes.

const OURS = `clocktower ${registration.scope} `;
const KEPT = OURS + VERSION;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(forget()));
addEventListener("message", (event) => event.data === "begin" && skipWaiting());
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (FILES.length && method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});

async function keep() {
  if (!FILES.length) return skipWaiting();
  const cache = await caches.open(KEPT);
  // Past the browser's own cache: it may hold files of the version before.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== KEPT).map((name) => caches.delete(name)));
}

async function answer(request) {
  if (request.mode === "navigate") {
    // A second tab that opens beside the only one counts as that one. It has everything it needs by then.
    const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
    if (registration.waiting && pages.length < 2) {
      registration.waiting.postMessage("begin");
      return new Response("", { headers: { "Content-Type": "text/html", Refresh: "0" } });
    }
  }
  const cache = await caches.open(KEPT);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
