// Only `cargo xtask serve --watch` adds this script: it reloads the page when a new build stands.
let known;
setInterval(async () => {
  try {
    const answer = await fetch(new URL("__build", import.meta.url), { cache: "no-store" });
    const build = await answer.text();
    if (known !== undefined && build !== known) location.reload();
    known = build;
  } catch {
    // The server is gone or busy: ask again later.
  }
}, 700);
