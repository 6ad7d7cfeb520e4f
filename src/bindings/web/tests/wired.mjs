// Networks of populations in the real page: how they are drawn, named, broken and rewound.
import assert from "node:assert/strict";

export const WIRED = ["skip", "residual", "receptive", "two-eyes", "sparse"];

/** What is drawn: boxes of populations, ways that pass over levels, and what is no number. */
const drawing = (page) => page.evaluate(() => {
  const { wiring } = window.fazil;
  const boxes = wiring.populations.map(({ name, level }) => {
    const nodes = [...document.querySelectorAll("#picture .node")].filter((node) => node.dataset.id.split("/")[1] === name);
    const rects = nodes.map((node) => node.querySelector(".frame").getBBox());
    const [left, top] = [Math.min(...rects.map(({ x }) => x)), Math.min(...rects.map(({ y }) => y))];
    const [right, bottom] = [Math.max(...rects.map(({ x, width }) => x + width)), Math.max(...rects.map(({ y, height }) => y + height))];
    return { name, level, left, right, top, bottom, n: nodes.length };
  });
  const ways = [...document.querySelectorAll("#picture path.link:not(.own), #picture path.band")].map((line) => {
    const long = line.getTotalLength();
    return { kind: line.getAttribute("class"), points: Array.from({ length: 41 }, (_, k) => { const { x, y } = line.getPointAtLength((long * k) / 40); return [x, y]; }) };
  });
  const svg = document.querySelector("#picture");
  return { boxes, ways, text: svg.textContent, isBroken: /NaN|undefined|Infinity/.test(svg.outerHTML), box: svg.getAttribute("viewBox").split(" ").map(Number), fixed: svg.querySelectorAll(".fixed").length };
});

async function drawn(page, { tickTo }) {
  for (const name of WIRED) {
    await page.selectOption("#scenario", name);
    const { boxes, ways, text, isBroken, box, fixed } = await drawing(page);
    assert.equal(isBroken, false, `${name}: something is drawn at no place`);
    for (const [k, own] of boxes.entries()) {
      assert.ok(text.includes(own.name) && own.n > 0, `${name}: ${own.name} has neurons and a name`);
      assert.ok(own.left >= 0 && own.top >= 0 && own.right <= box[2] && own.bottom <= box[3], `${name}: ${own.name} is in the picture`);
      for (const other of boxes.slice(k + 1)) {
        const apart = own.right < other.left || other.right < own.left || own.bottom < other.top || other.bottom < own.top;
        assert.ok(apart, `${name}: ${own.name} and ${other.name} lie on each other`);
        assert.equal(Math.sign(own.level - other.level) * Math.sign(other.left - own.left) >= 0, true, `${name}: columns are levels`);
      }
    }
    for (const { kind, points } of ways) {
      for (const [x, y] of points.slice(1, -1)) {
        assert.ok(x > 0 && y > 0 && x < box[2] && y < box[3], `${name}: ${kind} leaves the picture`);
        const begins = boxes.filter(({ left, right }) => points[0][0] >= left - 8 && points[0][0] <= right + 8 || points[40][0] >= left - 8 && points[40][0] <= right + 8);
        const crossed = boxes.find((of) => !begins.includes(of) && x > of.left && x < of.right && y > of.top && y < of.bottom);
        assert.equal(crossed, undefined, `${name}: ${kind} crosses ${crossed?.name}`);
      }
    }
    assert.equal(fixed > 0, name === "residual", `${name}: fixed projections are dashed`);
    await page.click("#presentation");
    await tickTo(page, (await page.evaluate(() => window.fazil.state.p)) + 1);
    assert.ok((await page.locator("#picture .active").count()) > 0, `${name}: something is said`);
  }
}

async function named(page, { walk, state }) {
  await page.selectOption("#scenario", "receptive");
  await walk(page, "until 2; select error/V1/7");
  const panel = await page.textContent("#inspect");
  assert.match(panel, /Error neuron error\/V1\/7/);
  assert.match(panel, /value\/retina\/1/);
  assert.equal(await page.locator("#picture .ray").count(), 9, "a neuron's own synapses are drawn when it is chosen");
  const heard = await page.locator("#picture .fan .hit").evaluateAll((lines) => lines.map((line) => line.dataset.id));
  assert.ok(heard.includes("error/V1/7<-value/retina/18") && heard.every((id) => id.startsWith("error/V1/7<-value/retina/")), String(heard));
  await walk(page, "select error/V1/7<-value/retina/18");
  assert.match(await page.textContent("#inspect"), /Synapse error\/V1\/7<-value\/retina\/18/);
  await walk(page, "until 3");
  if (await page.locator("#inspect [data-why]").count() > 0) {
    await walk(page, "why");
    assert.match(await page.textContent("#inspect .why"), /value\/V1\/7 told error\/V1\/7/);
  }
  assert.equal(await page.locator("#picture .wounds .link.cut").count(), 0);
  await walk(page, "select error/V1/7<-value/retina/18; break cut both; presentation");
  assert.equal(await page.locator("#picture .wounds .link.cut").count(), 1, "what is cut is drawn where a band stands for the others");
  await page.selectOption("#scenario", "residual");
  await walk(page, "until 0; select error/s1/0<-value/s0/0");
  assert.match(await page.textContent("#inspect"), /never changes/);
  assert.equal(await page.locator('#inspect [data-break="phi Never"]').count(), 0, "what is fixed has no φ");
  assert.match(await page.textContent("#twin"), /digit/);
  await walk(page, "presentation*2");
  const { different, missed, false: wrong } = await state(page);
  assert.deepEqual([different, missed, wrong], [0, 0, 0]);
}

async function delayed(page, { walk, state, message }) {
  await page.selectOption("#scenario", "skip");
  await walk(page, "until 0; select value/first/0");
  assert.match(await page.textContent("#inspect"), /its synapse hears it 1 tick later/);
  assert.ok((await page.locator("#picture .dot.error").count()) >= 3, "a delayed error stands on its way");
  await walk(page, "tick");
  assert.match(await page.textContent("#inspect"), /those of answer by 1 tick/);
  await walk(page, "presentation*3; break delays Zero; presentation");
  assert.match(await message(page), /not claimed/);
  assert.match(await page.textContent("#twin"), /Equality is not claimed.*in pieces/);
  await walk(page, "presentation*4");
  assert.ok((await state(page)).different > 0);
  assert.equal(await page.locator("#picture .delay").count(), 0);
  assert.equal(await page.inputValue("#delays"), "Zero");
  await walk(page, "go 3");
  assert.equal(await page.locator("#picture .delay").count(), 1, "before that, feedback was delayed");
  assert.equal((await state(page)).different, 0);
}

const deeds = {
  20: "select value/second/0; break lose", 45: "select error/answer/0<-value/first/1; break cut feedback", 75: "set alpha 0.02",
  90: "select error/second/1; break phi Never", 110: "break phi healthy", 130: "break delays Zero", 180: "break delays Levels",
  200: "select error/answer/0<-value/first/0; break cut both", 230: "select error/answer/0; break mute",
};

async function rewound(page, { walk, tickTo, hash, open, state, message }) {
  await page.selectOption("#scenario", "skip");
  const hashes = [null];
  for (let tick = 1; tick <= 300; tick++) {
    if (deeds[tick - 1]) await walk(page, deeds[tick - 1]);
    hashes.push(await page.evaluate(() => (window.fazil.tick(), window.fazil.engine.ask({ do: "hash" }).hash)));
  }
  let place = 11;
  for (let k = 0; k < 30; k++) {
    place = (place * 48271) % 2147483647;
    const tick = 1 + (place % 300);
    await tickTo(page, tick);
    assert.equal(await hash(page), hashes[tick], `tick ${tick}`);
  }
  await tickTo(page, 223);
  if (!(await page.locator("#d-share").evaluate((details) => details.open))) await page.click("#d-share summary");
  await page.click("#share-link");
  await page.waitForFunction(() => location.hash.startsWith("#s="));
  const link = await page.evaluate(() => location.hash);
  const other = await open({}, link);
  assert.equal(await hash(other), hashes[223]);
  assert.equal((await state(other)).tick, 223);
  assert.match(await message(other), /same bits/);
  await other.context().close();
  await page.evaluate(() => history.replaceState(null, "", location.pathname));
}

async function refusedHere(page) {
  const populations = (size) => `(name: "wired", network: (populations: [(name: "a", size: 2), (name: "b", size: ${size}), (name: "c", size: 1)], projections: [(from: "a", to: "b", connect: CONNECT), (from: "b", to: "c")]), learning: (rule: FaZIL, alpha: 0.1), data: Xor())`;
  for (const [ron, why] of [
    [populations(3).replace("CONNECT", 'Pairs("pairs.csv")'), /cannot read .* file/],
    [populations(5000).replace("CONNECT", "All"), /5003 value neurons.*fazil run/],
  ]) {
    await page.evaluate((ron) => { document.querySelector("#ron").value = ron; document.querySelector("#ron-open").click(); }, ron);
    assert.match(await page.textContent("#ron-problem"), why);
  }
  await page.evaluate((ron) => { document.querySelector("#ron").value = ron; document.querySelector("#ron-open").click(); }, populations(3).replace("CONNECT", "Random(density: 0.5)"));
  assert.equal(await page.evaluate(() => window.fazil.scene.name), "wired");
}

/** All of them, with the tools of the page's tests. */
export async function wired(page, tools) {
  const { done } = tools;
  await done("wired networks are drawn by level, and nothing crosses a population", () => drawn(page, tools));
  await done("neurons and synapses go by the names of their populations", () => named(page, tools));
  await done("delayed feedback is on its way for its ticks; without delay equality is left, and said", () => delayed(page, tools));
  await done("a wired network goes back to any tick with equal bits, and so does its link", () => rewound(page, tools));
  await done("pairs in files and large networks are refused with a reason", () => refusedHere(page));
}
