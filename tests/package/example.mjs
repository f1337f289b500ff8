// What the README shows, on a package that wasm-pack made: `node example.mjs <folder> <web|bundler|nodejs>`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, target] = process.argv.slice(2);
const described = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
assert.equal(described.name, "clocktower");
assert.ok(readFileSync(join(folder, "README.md"), "utf8").startsWith("# Clocktower"));
assert.match(readFileSync(join(folder, "clocktower.d.ts"), "utf8"), /export class Playground/);

async function load() {
  const main = join(folder, "clocktower.js");
  if (target === "nodejs") return createRequire(import.meta.url)(main);
  const module = await import(pathToFileURL(main));
  // Whoever has no server hands the bytes over; a bundler, or Node with --experimental-wasm-modules, imports them itself.
  if (target === "web") module.initSync({ module: readFileSync(join(folder, "clocktower_bg.wasm")) });
  return module;
}

const { Playground } = await load();
const run = new Playground();
while (run.state().at_ms <= 600_000) run.step("event");
run.seek(run.cursor() - 1);
const pinned = readFileSync(new URL("../opening.hash", import.meta.url), "utf8").trim();
assert.equal(run.hash(), pinned, "the same run as natively and on the page");

run.apply({ type: "add_executor", name: "exec-4", equipment: ["medical"] });
run.apply({ type: "submit_job", name: "surgery", emergency: { kind: "medical", level: "critical" } });
run.step("decision");
const [decided] = run.events(run.cursor(), run.cursor());
assert.ok(decided.winner && decided.candidates.length > 0, JSON.stringify(decided));
assert.ok(run.clock(run.cursor()).broker > 0);
assert.match(run.relation(3, 17), /^(before|after|equal|concurrent)$/);
assert.equal(run.request("GET", "/executors/count", "").status, 200);

const [text, hash, cursor] = [run.export("trace"), run.hash(), run.cursor()];
const again = Playground.import(text);
assert.deepEqual([again.hash(), again.cursor()], [hash, cursor]);
assert.throws(() => run.apply({ type: "crash", node: "nobody" }), /node/);
assert.equal(run.hash(), hash, "what was refused has changed nothing");
console.log(`${target}: the example of the README runs`);
