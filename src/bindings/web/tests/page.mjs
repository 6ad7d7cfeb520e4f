// The real page in Chromium, from file://: node tests/page.mjs PAGE.html [--shots FOLDER]
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { WIRED, wired } from "./wired.mjs";

const [page_, shotsFlag, shots] = process.argv.slice(2);
const address = pathToFileURL(resolve(page_)).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const recordings = JSON.parse(readFileSync(new URL("recordings.json", import.meta.url), "utf8"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

const noise = [];
async function open(options = {}, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith("data:") && !url.startsWith("blob:")) noise.push(`request: ${url}`);
  });
  const began = performance.now();
  await page.goto(address + hash);
  await page.waitForSelector("html[data-ready]");
  page.ready = performance.now() - began;
  return page;
}
const done = async (what, work) => {
  const began = performance.now();
  await work();
  console.log(`ok  ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
};

const hash = (page) => page.evaluate(() => window.fazil.engine.ask({ do: "hash" }).hash);
const state = (page) => page.evaluate(() => window.fazil.state);
const tickTo = async (page, tick) => {
  await page.fill("#tick-number", String(tick));
  await page.press("#tick-number", "Enter");
  await page.waitForFunction((tick) => window.fazil.state.tick === tick, tick);
};
const key = async (page, name) => {
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press(name);
};
const message = (page) => page.textContent("#message");

/** Walks one step of a lesson as its text says. */
async function walk(page, words) {
  for (const word of words.split("; ")) {
    const [what, ...rest] = word.split(" ");
    const how = rest.join(" ");
    const [button, n] = what.split("*");
    if (["tick", "presentation"].includes(button)) for (let k = 0; k < Number(n ?? 1); k++) await page.click(`#${button}`);
    else if (what === "select") {
      await page.locator(`#picture [data-id="${how}"]`).first().dispatchEvent("click");
    } else if (what === "until") {
      for (let k = 0; k < 60 && (await state(page)).t !== Number(how); k++) await page.click("#tick");
    } else if (what === "answer") await page.click(`#lesson-panel [data-choice="${how}"]`);
    else if (what === "why") await page.click("#inspect [data-why]");
    else if (what === "timeline") {
      const { tick, within, p } = await state(page);
      await page.locator(`#timeline [data-tick="${tick - within + p + Number(how) + 1}"]`).click();
    } else if (what === "go") await tickTo(page, Number(how));
    else if (what === "rule") await page.selectOption("#rule", how);
    else if (what === "state") await page.selectOption("#arithmetic", how);
    else if (what === "set") {
      await page.fill(`#set-${rest[0]}`, rest[1]);
      await page.press(`#set-${rest[0]}`, "Enter");
    } else if (what === "noise") {
      await page.fill("#noise", how);
      await page.press("#noise", "Enter");
    } else if (what === "break") await page.click(`#inspect [data-break="${how}"]`);
    else throw new Error(`a walk says '${word}'`);
  }
}

const accessible = async (page, what) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 120))]), [], what);
};

const page = await open();
console.log(`first interactive after ${Math.round(page.ready)} ms`);
assert.ok(page.ready < 2000, "the page is ready within two seconds");

await done("Chromium computes the native engine's bits", async () => {
  for (const name of Object.keys(recordings)) {
    const own = await page.evaluate(([name, n]) => {
      const { engine } = window.fazil;
      engine.ask({ do: "built_in", name });
      return Array.from({ length: n }, () => (engine.ask({ do: "tick", n: 1 }), engine.ask({ do: "hash" }).hash));
    }, [name, recordings[name].length]);
    assert.deepEqual(own, recordings[name], name);
  }
});

await done("every scenario of the menu opens and runs", async () => {
  for (const name of Object.keys(recordings)) {
    await page.selectOption("#scenario", name);
    await page.click("#tick");
    if (name !== "exact") await page.click("#presentation");
    assert.ok((await state(page)).tick > 0, name);
    assert.equal((await state(page)).ended, null, name);
  }
});

const lessons = await page.evaluate(() => [...document.querySelectorAll("#lesson option")].map((option) => option.value).filter(Boolean));
assert.equal(lessons.length, 8);
for (const id of lessons) {
  await done(`lesson ${id} to its end`, async () => {
    await page.selectOption("#lesson", id);
    for (let step = 1; ; step++) {
      const title = await page.textContent("#lesson-panel h3");
      if (title.includes("is done")) break;
      const words = await page.evaluate(([id, step]) => window.fazil.lessons[id - 1].steps[step - 1].walk, [Number(id), step]);
      assert.equal(await page.isDisabled("#lesson-next"), true, `lesson ${id}, step ${step} is done before anything is done`);
      await walk(page, words);
      assert.equal(await page.isEnabled("#lesson-next"), true, `lesson ${id}, step ${step}: '${words}' does not do it; ${await page.textContent("#lesson-panel")}; ${await message(page)}`);
      await page.click("#lesson-next");
    }
  });
}

await done("a wrong answer does not pass", async () => {
  await page.selectOption("#lesson", "2");
  await walk(page, "until 0; answer 1");
  assert.equal(await page.isDisabled("#lesson-next"), true);
  await page.selectOption("#lesson", "");
});

await done("back from tick 500 to 50 random ticks, with equal bits", async () => {
  await page.selectOption("#scenario", "xor");
  const hashes = [null];
  const deeds = { 20: "select value/1/0; break lose", 75: "set alpha 0.02", 130: "select error/0/0<-value/1/2; break cut feedback", 220: "state Plain" };
  for (let tick = 1; tick <= 500; tick++) {
    if (deeds[tick - 1]) await walk(page, deeds[tick - 1]);
    hashes.push(await page.evaluate(() => (window.fazil.tick(), window.fazil.engine.ask({ do: "hash" }).hash)));
  }
  let place = 11;
  for (let k = 0; k < 50; k++) {
    place = (place * 48271) % 2147483647;
    const tick = 1 + (place % 500);
    await tickTo(page, tick);
    assert.equal(await hash(page), hashes[tick], `tick ${tick}`);
  }
});

await done("a link reopens to equal bits, with its damage", async () => {
  await tickTo(page, 333);
  const bits = await hash(page);
  await page.click("#d-share summary");
  await page.click("#share-link");
  await page.waitForFunction(() => location.hash.startsWith("#s="));
  const link = await page.evaluate(() => location.hash);
  const other = await open({}, link);
  assert.equal(await hash(other), bits);
  assert.equal((await state(other)).tick, 333);
  assert.match(await message(other), /same bits/);
  await other.context().close();
  const damaged = await open({}, link.slice(0, 60));
  assert.match(await message(damaged), /damaged/);
  await damaged.context().close();
  const older = await page.evaluate(async (hash) => {
    const unzip = async (text) => new Response(new Blob([Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
    const shared = { ...JSON.parse(await unzip(hash.slice(3))), version: "0.0.1" };
    const bytes = new Uint8Array(await new Response(new Blob([JSON.stringify(shared)]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
    return `#s=${btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
  }, link);
  const old = await open({}, older);
  assert.match(await message(old), /made by version 0\.0\.1/);
  await old.context().close();
  await page.evaluate(() => history.replaceState(null, "", location.pathname));
});

await wired(page, { done, walk, tickTo, hash, state, message, open });

await done("20 wrong inputs say what is wrong, and change nothing", async () => {
  await page.selectOption("#scenario", "digits");
  await page.click("#tick");
  const bits = await hash(page);
  const field = (id, value, expected) => async () => {
    await page.fill(`#${id}`, value);
    await page.press(`#${id}`, "Enter");
    await page.locator(`#${id}`).blur();
    assert.match(await message(page), expected, `${id} = ${value}`);
  };
  const text = (value, expected) => async () => {
    await page.fill("#ron", value);
    await page.click("#ron-open");
    assert.match(await page.textContent("#ron-problem"), expected, value.slice(0, 60));
  };
  await page.click("#d-ron summary");
  await page.click("#d-pause summary");
  await page.selectOption("#pause-when", "loud");
  await page.click("#ron-edit");
  const whole = await page.inputValue("#ron");
  const wrong = [
    field("set-td", "0", /at least one tick/), field("set-td", "soon", /phi|t_d/), field("set-td", "-3", /t_d/),
    field("set-alpha", "0", /alpha is 0/), field("set-alpha", "fast", /alpha/), field("set-alpha", "1e999", /alpha|number/),
    field("set-gamma", "0.5", /never reaches it/), field("set-gamma", "-1", /gamma is -1/),
    field("set-p", "1", /prediction_ticks/), field("set-T", "0", /learning_ticks/), field("set-T", "[5, 2]", /learning_ticks|range/),
    field("noise", "-1", /activity_noise/), field("noise", "loud", /activity_noise|number/),
    field("tick-number", "-5", /is no tick/), field("tick-number", "1e9", /is no tick/), field("pause-neuron", "error one", /written like/),
    text("", /your\.ron:1:1/), text("(name: 3)", /your\.ron:1:8/),
    text(whole.replace("FaZIL", "Fazzil"), /did you mean 'FaZIL'/), text(whole.replace(/alpha: [^,]+,/, ""), /alpha/),
    text(whole.replace("Digits(", "Idx(path: \"mnist\", x"), /your\.ron|cannot/), text("x".repeat(5000), /your\.ron/),
  ];
  for (const attempt of wrong) await attempt();
  assert.ok(wrong.length >= 20);
  assert.equal(await hash(page), bits, "what was refused changed nothing");
  await page.fill("#ron", whole);
  await page.click("#ron-open");
  assert.match(await message(page), /is open/);
});

await done("a scenario from a file", async () => {
  await page.setInputFiles("#ron-file", { name: "mine.ron", mimeType: "text/plain", buffer: Buffer.from('(name: "mine", network: (widths: [2, 3, 1]), learning: (rule: FaZIL, alpha: 0.1), data: Xor())') });
  await page.waitForFunction(() => window.fazil.scene.name === "mine");
});

await done("exports are files with something in them", async () => {
  await page.selectOption("#scenario", "hand");
  await page.click("#presentation");
  for (const [button, name, begins] of [["save-ron", "hand.ron", "("], ["save-csv", "hand-presentation-0.csv", "t,neuron,x"], ["save-svg", "hand.svg", "<svg"], ["save-png", "hand.png", "\x89PNG"]]) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.click(`#${button}`)]);
    assert.equal(file.suggestedFilename(), name);
    const content = readFileSync(await file.path());
    assert.ok(content.toString("latin1").startsWith(begins) && content.length > 300, `${name}: ${content.subarray(0, 40)}`);
  }
});

await done("play, pause on a condition, epoch, lanes, keys", async () => {
  await page.selectOption("#scenario", "xor");
  await page.selectOption("#pause-when", "teacher");
  await page.fill("#rate", "6");
  await page.click("#play");
  await page.waitForFunction(() => !window.fazil.isPlaying);
  assert.equal((await state(page)).t, 0);
  await page.selectOption("#pause-when", "fires");
  await page.fill("#pause-neuron", "error/1/2");
  await page.press("#pause-neuron", "Enter");
  await page.click("#play");
  await page.waitForFunction(() => !window.fazil.isPlaying);
  assert.equal((await state(page)).t, 1);
  await page.selectOption("#pause-when", "never");
  const lanes = [];
  for (const lane of ["0", "1", "2", "3"]) {
    await page.fill("#lane", lane);
    await page.press("#lane", "Enter");
    lanes.push(String((await state(page)).stimulus));
  }
  assert.equal(new Set(lanes).size, 4, "every lane shows another pattern");
  const { tick } = await state(page);
  await key(page, ".");
  assert.equal((await state(page)).tick, tick + 1);
  await key(page, ",");
  assert.equal((await state(page)).tick, tick);
  await key(page, "n");
  assert.equal((await state(page)).between, true);
  await key(page, "Space");
  assert.equal(await page.evaluate(() => window.fazil.isPlaying), true);
  await key(page, "Space");
  await page.click("#epoch");
  await page.click("#first");
  assert.equal((await state(page)).tick, 0);
  await page.click("#tick");
  await page.click("#back");
  await page.focus('#picture [tabindex="0"]');
  for (const key of ["ArrowRight", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  assert.match(await page.evaluate(() => window.fazil.selected), /^error\/1\//);
  await key(page, "?");
  assert.equal(await page.isVisible("#help"), true);
  await page.click("#help-close");
});

await done("what can be broken, and what can be set, does what it says", async () => {
  await page.selectOption("#scenario", "xor");
  await walk(page, "presentation; select error/0/0; break phi Always; presentation");
  assert.ok((await state(page)).false > 0, "a φ that always fires fires at other ticks");
  await page.selectOption("#pause-when", "false");
  await page.click("#play");
  await page.waitForFunction(() => !window.fazil.isPlaying);
  assert.match(await message(page), /Paused/);
  await page.selectOption("#pause-when", "never");
  await walk(page, "break phi healthy; presentation*2");
  assert.equal((await state(page)).false, 0);
  await walk(page, "break mute; presentation");
  assert.equal((await state(page)).ended, null);
  await walk(page, "go 0; tick; select error/1/1");
  await page.click("#inspect summary");
  await page.click('#inspect [data-select="error/1/1<-value/2/0"]');
  await walk(page, "break cut both; presentation*2");
  assert.equal((await state(page)).different, 0, "the twin has lost the connection too");
  await walk(page, "select error/0/0<-value/1/1; break cut feedforward; presentation*2");
  assert.ok((await state(page)).different > 0);
  await page.selectOption("#pause-when", "different");
  await page.click("#play");
  await page.waitForFunction(() => !window.fazil.isPlaying);
  await page.selectOption("#pause-when", "never");
  await page.selectOption("#scenario", "xor");
  await walk(page, "set p 12; set T 4; set td 6; set gamma 1; presentation*2");
  const { p, T } = await state(page);
  assert.deepEqual([p, T], [12, 4]);
  await page.click("#theme");
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  await page.click("#theme");
  assert.notEqual(await page.evaluate(() => document.documentElement.dataset.theme), theme);
  await page.click("#help-open");
  await page.keyboard.press("Escape");
  await page.locator("#rewind").fill("5");
  assert.equal((await state(page)).tick, 5);
});

await done("every rule can be chosen, one after the other", async () => {
  await page.selectOption("#scenario", "xor");
  for (const rule of ["zil", "il", "tonic", "tonic-settle", "phasic", "bp", "phasic"]) {
    await page.selectOption("#rule", rule);
    await page.click("#presentation");
    await page.click("#presentation");
    assert.equal((await state(page)).ended, null, rule);
    assert.equal(await page.inputValue("#rule"), rule);
  }
  await tickTo(page, 0);
  assert.equal(await page.inputValue("#rule"), "phasic", "the controls show what the network follows at this tick");
  assert.equal(await page.locator("#picture .controller").count(), 0);
});

await done("a digit drawn by hand is shown, and taught to the twin too", async () => {
  await page.selectOption("#scenario", "digits");
  const box = await page.locator("#pad").boundingBox();
  await page.mouse.move(box.x + 80, box.y + 20);
  await page.mouse.down();
  for (let k = 2; k < 16; k++) await page.mouse.move(box.x + 80, box.y + 10 * k);
  await page.mouse.up();
  await page.click("#pad-show");
  assert.match(await page.textContent("#answer"), /The network says: \d/);
  await page.selectOption("#pad-digit", "1");
  await page.click("#pad-teach");
  assert.equal((await state(page)).different, 0);
  await page.click("#pad-copy");
  await page.click("#pad-clear");
  await page.focus("#pad");
  for (const key of ["ArrowDown", "Space", "ArrowRight", "Space"]) await page.keyboard.press(key);
  await page.click("#pad-show");
});

await done("fast-forward on digits, then one tick again", async () => {
  await page.selectOption("#scenario", "digits");
  const began = performance.now();
  // The test is where the button is pressed, somewhere within an epoch: if it falls on a moment a little
  // below, it goes on by an epoch.
  let speed, own, twin;
  for (let epoch = 12; epoch < 18; epoch++) {
    await page.click("#fast");
    await page.waitForFunction((least) => window.fazil.state.epoch >= least, epoch, { timeout: 30000 });
    speed = await page.evaluate(() => window.fazil.speed);
    await page.click("#fast");
    ({ own, twin } = await page.evaluate(() => window.fazil.accuracy));
    assert.equal(own, twin);
    if (own >= 0.95) break;
  }
  console.log(`    ${Math.round(speed)} presentations of 10 a second; ${(100 * own).toFixed(2)} % recognised (twin ${(100 * twin).toFixed(2)} %) after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  assert.ok(own >= 0.95);
  await page.click("#tick");
  await page.click("#presentation");
  assert.equal((await state(page)).different, 0);
});

await done("8 ms of script a frame, and flat memory over 10,000 ticks", async () => {
  await page.evaluate(() => window.fazil.open({ do: "open", file: "a.ron", ron: '(name: "300 neurons", network: (widths: [64, 64, 48, 10], activation: Tanh, bias: true, initial: Xavier(seed: 1)), learning: (rule: FaZIL, alpha: 0.01), timetable: (epochs: 9), data: Digits())' }));
  const frame = await page.evaluate(() => {
    const times = Array.from({ length: 60 }, () => { const began = performance.now(); window.fazil.step(); return performance.now() - began; });
    return times.sort((a, b) => a - b);
  });
  console.log(`    a tick of ${64 + 2 * 122} neurons, engine and picture: median ${frame[30].toFixed(1)} ms, 90 % below ${frame[54].toFixed(1)} ms`);
  await page.selectOption("#scenario", "xor");
  const memory = await page.evaluate(() => {
    for (let k = 0; k < 1000; k++) window.fazil.engine.ask({ do: "tick", n: 1 });
    const before = window.fazil.engine.bytes;
    for (let k = 0; k < 10000; k++) window.fazil.engine.ask({ do: "tick", n: 1 });
    window.fazil.refresh();
    return [before, window.fazil.engine.bytes];
  });
  console.log(`    engine memory ${memory[0]} bytes, and ${memory[1]} after 10,000 ticks more`);
  assert.ok(memory[1] <= memory[0] * 1.5);
});

await done("after a panic the engine is started again, with what was done", async () => {
  await page.selectOption("#scenario", "xor");
  await walk(page, "set alpha 0.02; presentation*2");
  await page.evaluate(() => { // A module whose answers trap, as after a bug.
    const { engine } = window.fazil;
    engine.exports = { ...engine.exports, fazil_answer: () => { throw new WebAssembly.RuntimeError("unreachable"); } };
    window.fazil.tick();
  });
  await page.waitForFunction(() => !window.fazil.engine.isOver && window.fazil.state.tick === 0);
  assert.match(await message(page), /stopped with a panic/);
  await walk(page, "presentation*2");
  assert.equal((await page.evaluate(() => window.fazil.saved().journal)).length, 1);
});

await done("worksheet and answers to print", async () => {
  await page.evaluate(() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; });
  await page.click("#worksheet");
  assert.ok(!(await page.textContent("#sheet")).includes("Answer:"));
  await page.click("#answers");
  assert.ok((await page.textContent("#sheet")).includes("Answer:"));
  assert.equal(await page.evaluate(() => window.printed), 2);
});

const looks = [];
for (const width of [1280, 800, 400]) for (const scheme of ["light", "dark"]) looks.push([width, scheme]);
await done("axe-core finds nothing at 1280, 800 and 400 pixels, light and dark", async () => {
  for (const [width, scheme] of looks) {
    const other = await open({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: width === 400 ? "reduce" : "no-preference" });
    await other.selectOption("#lesson", "2");
    for (let k = 0; k < 8; k++) await other.click("#tick");
    await other.locator('#picture [data-id="error/0/0"]').click();
    await accessible(other, `${width} pixels, ${scheme}`);
    await other.click("#help-open");
    await accessible(other, `the help at ${width} pixels, ${scheme}`);
    await other.click("#help-close");
    for (const name of ["skip", "receptive"]) {
      await other.selectOption("#scenario", name);
      await other.click("#presentation");
      await other.locator("#picture .node.error").first().dispatchEvent("click");
      await accessible(other, `${name} at ${width} pixels, ${scheme}`);
    }
    const wide = await other.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `at ${width} pixels the page is ${wide} wide`);
    if (shotsFlag === "--shots") {
      mkdirSync(shots, { recursive: true });
      await other.screenshot({ path: `${shots}/hand-${width}-${scheme}.png`, fullPage: true });
      for (const name of ["digits", "deep", "digits-zil", ...WIRED]) {
        await other.selectOption("#lesson", "");
        await other.selectOption("#scenario", name);
        await other.click("#presentation");
        await other.click("#back");
        await other.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png`, fullPage: width === 1280 });
      }
    }
    await other.context().close();
  }
});

assert.deepEqual(noise, [], "no console message, no error and no request");
console.log("no console message, no error and no request");
await browser.close();
