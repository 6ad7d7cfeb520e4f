// The page's engine in Node: the native engine's bits, flat memory, and how fast it is.
// node tests/node.mjs PAGE.html
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { moduleOf, start } from "./engine.mjs";

const recordings = JSON.parse(readFileSync(new URL("recordings.json", import.meta.url), "utf8"));
const { ask, bytes } = await start(moduleOf(process.argv[2]));

let n = 0;
for (const [name, hashes] of Object.entries(recordings)) {
  ask({ do: "built_in", name });
  hashes.forEach((hash, k) => {
    ask({ do: "tick", n: 1 });
    assert.equal(ask({ do: "hash" }).hash, hash, `${name}, tick ${k + 1}`);
    n += 1;
  });
}
console.log(`states and weights have the native bits in ${n} ticks of ${Object.keys(recordings).length} scenarios`);

ask({ do: "built_in", name: "xor" });
ask({ do: "tick", n: 2000 });
const before = bytes();
ask({ do: "tick", n: 20000 });
ask({ do: "go", tick: 3 });
ask({ do: "go", tick: 20000 });
console.log(`memory: ${before} bytes after 2,000 ticks, ${bytes()} after 22,000`);
assert.ok(bytes() <= before * 1.5, "memory is flat");

const digits = (precision) => `(name: "speed", precision: ${precision}, network: (widths: [64, 32, 10], activation: ReLU, bias: true, initial: Xavier(seed: 1)), learning: (rule: FaZIL, alpha: 0.01), timetable: (epochs: 1), data: Digits())`;
// For each second of processor time: other processes do not make the engine slower.
function rate(work, ms = 1500) {
  let done = 0;
  const began = process.cpuUsage();
  const spent = () => process.cpuUsage(began).user / 1000;
  while (spent() < ms) done += work();
  return Math.round((done * 1000) / spent());
}
for (const precision of ["F64", "F32"]) {
  ask({ do: "open", ron: digits(precision), file: "speed.ron" });
  ask({ do: "watch", on: false });
  const literal = rate(() => (ask({ do: "presentation", n: 10 }), 10));
  ask({ do: "act", action: { act: "packed", on: true } });
  ask({ do: "presentation", n: 1 });
  const packed = rate(() => (ask({ do: "presentation", n: 100 }), 100));
  console.log(`64-32-10, batch 1, ${precision}: ${literal} presentations a second literal, ${packed} packed`);
  if (precision === "F32") assert.ok(literal >= 200 && packed >= 5000, "literal at least 200, packed at least 5,000");
}

ask({ do: "open", ron: digits("F32"), file: "speed.ron" });
ask({ do: "act", action: { act: "packed", on: true } });
ask({ do: "watch", on: false });
const began = process.cpuUsage();
const seconds = () => process.cpuUsage(began).user / 1e6;
let accuracy;
do {
  ask({ do: "presentation", n: 1437 });
  accuracy = ask({ do: "evaluate" });
} while (accuracy.own < 0.95 && seconds() < 10);
console.log(`digits: ${(100 * accuracy.own).toFixed(2)} % of ${accuracy.n} after ${seconds().toFixed(1)} s of fast-forward, the twin ${(100 * accuracy.twin).toFixed(2)} %`);
assert.ok(accuracy.own >= 0.95);
ask({ do: "act", action: { act: "packed", on: false } });
ask({ do: "watch", on: true });
ask({ do: "presentation", n: 1 });
const state = ask({ do: "state", lane: 0 });
assert.deepEqual([state.different, state.missed], [0, 0]);
