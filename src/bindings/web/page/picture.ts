// The network as in the paper's Fig. 1: value neurons are blue circles, error neurons are red
// squares, inputs at the left and the teacher at the right. Knows no engine; it draws states, at the
// places of `layout` and along the ways of `routes`.

import type { Hop, Scene, State, Weights } from "./engine";
import { s, short } from "./dom";
import { layOut, type Layout, type Place } from "./layout";
import { Routes, type Way } from "./routes";
import type { Kind, Wiring } from "./wiring";

const MOST_DOTS = 160;
const STEPS = 24; // Places of a dot on its way.
const MOST_FAN = 150; // Synapses of a chosen neuron that are drawn where a band stands for them.

interface Node { id: string; kind: Kind; population: number; index: number; at: Place; group: SVGGElement; shape: SVGElement; sign: SVGTextElement; ring: SVGElement; label: SVGTextElement | null; isCell: boolean; last: string }
interface Link extends Way { line: SVGPathElement; delay: number }
interface Band { e: number; pre: number; post: number; delay: number; forward: SVGPathElement; feedback: SVGPathElement | null; hairs: SVGPathElement | null }
// A message on the way: along which line, and from where to where in this tick.
interface Moving { line: SVGPathElement; kind: Kind; begin: number; end: number }

export interface Look { selected: string | null; chain: Hop[]; view: "agents" | "bp"; isMoving: boolean; ms: number }

export class Picture {
  private readonly nodes = new Map<string, Node>();
  private readonly links: Link[] = [];
  private readonly bands: Band[] = [];
  private readonly teachers: { group: SVGGElement; column: number }[] = [];
  private readonly dots: SVGGElement;
  private readonly fan: SVGGElement;
  private readonly wounds: SVGGElement; // What was cut where a band stands for synapses.
  private readonly commands: { population: number; line: SVGLineElement }[] = [];
  private readonly highlights: SVGGElement;
  private readonly routes: Routes;
  private readonly scene: Scene;
  private readonly along = new WeakMap<SVGPathElement, string[]>();
  private fanned: string | null = null;
  private focus: string | null = null;

  constructor(readonly svg: SVGSVGElement, private readonly wiring: Wiring, private readonly choose: (id: string) => void) {
    this.scene = wiring.scene;
    svg.replaceChildren();
    const [back, front] = [s("g"), s("g")];
    this.fan = s("g", { class: "fan" });
    this.wounds = s("g", { class: "wounds" });
    this.dots = s("g", { class: "dots", "aria-hidden": "true" });
    this.highlights = s("g", { class: "chain", "aria-hidden": "true" });
    const layout = layOut(wiring);
    this.place(front, layout);
    this.routes = new Routes(wiring, layout, new Map([...this.nodes].map(([id, { at }]) => [id, at])));
    this.connect(back, layout.height);
    svg.append(s("style", {}, ""), back, this.wounds, this.fan, this.highlights, this.dots, front);
    svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    // What is wider than a telephone is scrolled there, and not made too small to be read.
    svg.style.minWidth = `${Math.min(layout.width, wiring.isChain || layout.width < 760 ? 340 : 0.62 * layout.width)}px`;
    svg.classList.toggle("wide", !wiring.isChain && layout.width > 860);
    svg.style.maxWidth = `${layout.width * 1.6}px`;
    this.listen();
  }

  /** The projections whose synapses are drawn one by one, so that their weights are shown. */
  get drawn(): number[] { return this.wiring.projections.flatMap((_, e) => (this.routes.isLines(e) ? [e] : [])); }

  private place(front: SVGGElement, { captions, spots, teacher }: Layout): void {
    for (const { text, x, y, kind } of captions) front.append(s("text", { x, y, class: `caption ${kind}` }, text));
    for (const { kind, population, index, at, isCell } of spots) this.add(front, kind, population, index, at, isCell);
    this.teach(front, teacher);
  }

  private add(front: SVGGElement, kind: Kind, population: number, index: number, at: Place, isCell: boolean): void {
    const id = this.wiring.name(kind, population, index);
    const shape = isCell || kind === "error"
      ? s("rect", { x: at.x - at.r, y: at.y - at.r, width: 2 * at.r, height: 2 * at.r, rx: isCell ? 1 : 4 })
      : s("circle", { cx: at.x, cy: at.y, r: at.r });
    const fill = s("g", { class: "fill" }, shape);
    const frame = shape.cloneNode(false) as SVGElement;
    frame.setAttribute("class", "frame");
    const ring = isCell
      ? s("rect", { x: at.x - at.r - 1, y: at.y - at.r - 1, width: 2 * at.r + 2, height: 2 * at.r + 2, class: "ring" })
      : s("path", { d: star(at.x, at.y, at.r + 9), class: "ring" });
    const sign = s("text", { x: at.x, y: at.y + 5, class: "sign" });
    const label = isCell ? null : s("text", { x: at.x, y: at.y + at.r + 21, class: "label" });
    const group = s("g", { class: `node ${kind}${isCell ? " cell" : ""}`, "data-id": id, role: "button", tabindex: this.nodes.size === 0 ? 0 : -1, "aria-label": spoken(id, null) }, ring, frame, fill, isCell ? null : sign, label);
    front.append(group);
    this.nodes.set(id, { id, kind, population, index, at, group, shape, sign, ring, label, isCell, last: "" });
  }

  private teach(front: SVGGElement, { x, y: top }: { x: number; y: number }): void {
    this.wiring.populations.forEach((population, p) => {
      for (let i = 0; i < population.size && population.isOutput; i++) {
        const to = this.nodes.get(this.wiring.name("value", p, i));
        if (!to) continue;
        const { y } = to.at;
        const { isCell } = to;
        const group = s("g", { class: "teacher off", "aria-hidden": "true" },
          isCell ? null : s("line", { x1: to.at.x + to.at.r, y1: y, x2: x, y2: y }),
          isCell ? null : s("path", { d: `M${x} ${y - 9}L${x + 14} ${y}L${x} ${y + 9}Z` }),
          isCell ? null : s("text", { x: x + 6, y: y + 23, class: "label" }));
        front.append(group);
        this.teachers.push({ group, column: population.columns[0] + i });
      }
    });
    front.append(s("text", { x: x + 4, y: top, class: "caption teacher-name" }, "teacher"));
  }

  private connect(back: SVGGElement, height: number): void {
    for (const node of this.nodes.values()) {
      if (node.kind !== "error" || node.isCell) continue;
      const value = this.wiring.name("value", node.population, node.index);
      for (const [from, to] of [[value, node.id], [node.id, value]] as const) this.link(back, { kind: "own", from, to, e: null, number: 0, synapse: null, d: this.routes.own(from, to) });
    }
    this.wiring.projections.forEach((_, e) => {
      for (const way of this.routes.ways(e)) this.link(back, way);
      this.band(back, e);
    });
    this.wiring.projections.forEach((of, e) => {
      const summit = this.routes.summit(e);
      if (summit && of.delay > 0) back.append(s("text", { x: summit.x, y: summit.y, class: "caption delay" }, `feedback +${of.delay} tick${of.delay > 1 ? "s" : ""}`));
    });
    if (this.scene.rule !== "FaZIL") this.control(back, height);
  }

  private link(back: SVGGElement, way: Way): void {
    const of = way.e === null ? null : this.wiring.projections[way.e];
    const line = s("path", { d: way.d, class: `link ${way.kind}${of && !of.learns ? " fixed" : ""}` });
    back.append(line);
    if (way.synapse) back.append(hit(way.d, way.synapse));
    this.links.push({ ...way, line, delay: way.kind === "feedback" ? of?.delay ?? 0 : 0 });
  }

  private band(back: SVGGElement, e: number): void {
    const [of, bundle] = [this.wiring.projections[e], this.routes.bundle(e)];
    if (!of || !bundle) return;
    const line = (kind: string, d: string) => s("path", { d, class: `band ${kind}${of.learns ? "" : " fixed"}${this.wiring.isChain ? "" : " thin"}` });
    const hairs = bundle.hairs === null ? null : s("path", { d: bundle.hairs, class: "hairs" });
    const forward = line("forward", bundle.forward);
    const feedback = bundle.feedback === null ? null : line("feedback", bundle.feedback);
    if (hairs) back.append(hairs);
    back.append(forward);
    if (feedback) back.append(feedback);
    this.bands.push({ e, pre: of.pre, post: of.post, delay: of.delay, forward, feedback, hairs });
  }

  private control(back: SVGGElement, height: number): void {
    const xs = [...this.nodes.values()].map((node) => node.at.x);
    const x = (Math.min(...xs) + Math.max(...xs)) / 2;
    const controller = s("g", { class: "controller" }, s("rect", { x: x - 52, y: height - 30, width: 104, height: 24, rx: 5 }), s("text", { x, y: height - 14 }, "controller"));
    this.wiring.populations.forEach((of, population) => {
      if (of.isInput) return;
      const to = this.nodes.get(this.wiring.name("error", population, of.size - 1));
      if (!to) return;
      const line = s("line", { x1: x, y1: height - 30, x2: to.at.x, y2: to.at.y + to.at.r, class: "command" });
      back.append(line);
      this.commands.push({ population, line });
    });
    back.append(controller);
  }

  private listen(): void {
    this.svg.onclick = (event) => {
      const id = (event.target as Element).closest("[data-id]")?.getAttribute("data-id");
      if (id) this.choose(id);
    };
    this.svg.onkeydown = (event) => {
      const here = (event.target as Element).closest("[data-id]")?.getAttribute("data-id");
      if (!here) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        this.choose(here);
        return;
      }
      const next = this.neighbour(here, event.key);
      if (next) {
        event.preventDefault();
        event.stopPropagation();
        this.focusOn(next);
      }
    };
  }

  // Arrow keys go from neuron to neuron, as they are drawn.
  private neighbour(id: string, key: string): string | null {
    const node = this.nodes.get(id);
    if (!node) return null;
    const step: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = step[key];
    if (!way) return null;
    let best: Node | null = null;
    let least = Infinity;
    for (const other of this.nodes.values()) {
      const [dx, dy] = [other.at.x - node.at.x, other.at.y - node.at.y];
      const [along, across] = [dx * way[0] + dy * way[1], Math.abs(dx * way[1]) + Math.abs(dy * way[0])];
      if (along > 1 && along + 3 * across < least) [best, least] = [other, along + 3 * across];
    }
    return best?.id ?? null;
  }

  private focusOn(id: string): void {
    if (this.focus) this.nodes.get(this.focus)?.group.setAttribute("tabindex", "-1");
    else for (const node of this.nodes.values()) node.group.setAttribute("tabindex", "-1");
    this.focus = id;
    const node = this.nodes.get(id);
    node?.group.setAttribute("tabindex", "0");
    node?.group.focus();
  }

  /** Weights as the width of lines; what was cut is dashed. */
  weigh(weights: Weights): void {
    const absent = new Set(weights.absent);
    this.wound(weights.absent);
    for (const link of this.links) {
      if (link.kind === "own" || link.e === null) continue;
      const weight = (link.kind === "forward" ? weights.theta : weights.feedback)[link.e]?.[link.number] ?? 0;
      // Between the small cells of a map lines are thin.
      const scale = this.nodes.get(link.from)?.isCell || this.nodes.get(link.to)?.isCell ? 0.3 : 1;
      link.line.setAttribute("stroke-width", String(scale * (0.8 + Math.min(3, 2 * Math.abs(weight)))));
      link.line.classList.toggle("cut", absent.has(`${link.kind === "forward" ? "θ" : "θ′"} ${link.synapse ?? ""}`));
    }
  }

  private wound(absent: string[]): void {
    this.wounds.replaceChildren();
    for (const cut of absent) {
      const [end, id] = cut.split(" ");
      const of = this.wiring.projectionOf(id ?? "");
      if (!of || !id || this.routes.isLines(of.e) || this.wounds.childElementCount >= 2 * MOST_FAN) continue;
      const d = this.routes.way(of.e, of, end === "θ" ? "forward" : "feedback");
      this.wounds.append(s("path", { d, class: "link cut" }), hit(d, id));
    }
  }

  /** Draws a state. */
  show(state: State, look: Look): void {
    for (const node of this.nodes.values()) this.showNode(node, state, look);
    const isAgents = look.view === "agents";
    const moving: Moving[] = [];
    for (const link of this.links) {
      const node = this.nodes.get(link.from);
      const isCut = link.line.classList.contains("cut");
      const ages = node && isAgents && !isCut ? said(state, node, link.kind === "own" ? 1 : 2, link.delay) : [];
      link.line.classList.toggle("active", ages.length > 0);
      link.line.classList.toggle("chosen", link.synapse !== null && link.synapse === look.selected);
      if (node) moving.push(...ages.map((age) => on(link.line, node.kind, age, link.delay)));
    }
    for (const band of this.bands) moving.push(...this.showBand(band, state, isAgents));
    const isTaught = state.taught && state.t !== null && state.t >= 0;
    for (const { group, column } of this.teachers) {
      group.classList.toggle("off", !isTaught);
      const label = group.querySelector("text");
      if (label) label.textContent = isTaught ? short(state.target?.[column]) : "";
    }
    for (const { population, line } of this.commands) line.classList.toggle("active", isAgents && (state.layers[population]?.ce ?? []).some(Boolean));
    this.showFan(look.selected);
    this.showChain(look.chain);
    this.move(moving, look);
  }

  private showBand(band: Band, state: State, isAgents: boolean): Moving[] {
    const { pre, post, delay, forward, feedback, hairs } = band;
    const says = isAgents && (state.layers[pre]?.sx ?? []).some((words) => (words & 2) > 0);
    const errors = state.layers[post];
    const bits = (errors?.se ?? []).reduce((all, words, k) => all | (words & 2 ? 1 : 0) | (errors?.le?.[k] ?? 0), 0);
    const ages = isAgents && feedback ? agesIn(bits, delay) : [];
    forward.classList.toggle("active", says);
    hairs?.classList.toggle("active", says);
    feedback?.classList.toggle("active", ages.length > 0);
    // In a chain bands show by their colour alone.
    if (this.wiring.isChain) return [];
    const moving = feedback ? ages.map((age) => on(feedback, "error", age, delay)) : [];
    return says ? [on(forward, "value", 0, 0), ...moving] : moving;
  }

  // The synapses of what is chosen, where a band stands for them otherwise.
  private showFan(selected: string | null): void {
    if (this.fanned === selected || this.wiring.isChain) return;
    this.fanned = selected;
    this.fan.replaceChildren();
    this.svg.querySelectorAll(".partner").forEach((node) => node.classList.remove("partner"));
    if (!selected) return;
    const neuron = this.wiring.neuron(selected);
    const named = neuron ? null : this.wiring.projectionOf(selected);
    let n = 0;
    this.wiring.projections.forEach((of, e) => {
      const isOwn = neuron ? (neuron.kind === "error" ? of.post : of.pre) === neuron.population : named?.e === e;
      if (!isOwn || this.routes.isLines(e)) return;
      for (const pair of this.wiring.pairs(e)) {
        const isMeant = neuron ? (neuron.kind === "error" ? pair.post : pair.pre) === neuron.index : pair.post === named?.post && pair.pre === named.pre;
        if (!isMeant || ++n > MOST_FAN) continue;
        const d = this.routes.way(e, pair, "forward");
        const partner = neuron?.kind === "error" ? this.wiring.name("value", of.pre, pair.pre) : this.wiring.name("error", of.post, pair.post);
        this.nodes.get(partner)?.group.classList.add("partner");
        this.fan.append(s("path", { d, class: `ray${of.learns ? "" : " fixed"}` }), hit(d, this.wiring.synapse(of, pair)));
      }
    });
  }

  private showNode(node: Node, state: State, look: Look): void {
    const layer = state.layers[node.population];
    const isBp = look.view === "bp";
    const twin = isBp ? (node.kind === "value" ? state.twin?.y : state.twin?.delta)?.[node.population]?.[node.index] ?? (this.wiring.populations[node.population]?.isInput ? layer?.x[node.index] : null) : null;
    const value = isBp ? twin ?? null : (node.kind === "value" ? layer?.x : layer?.e)?.[node.index] ?? null;
    const exact = isBp ? null : (node.kind === "value" ? layer?.tx : layer?.te)?.[node.index] ?? null;
    const fired = isBp ? 0 : (node.kind === "error" ? layer?.d : layer?.u)?.[node.index] ?? 0;
    // Most neurons are as they were: what is drawn already is left alone.
    const now = `${value} ${exact} ${fired > 0} ${look.selected === node.id}`;
    if (now === node.last) return;
    node.last = now;
    const size = value === null ? 0 : Math.min(1, Math.abs(value) ** 0.6);
    if (node.isCell) node.shape.setAttribute("fill-opacity", String(size));
    else {
      const scale = 0.25 + 0.75 * size;
      node.shape.setAttribute("transform", `translate(${node.at.x * (1 - scale)} ${node.at.y * (1 - scale)}) scale(${scale})`);
      node.shape.setAttribute("fill-opacity", value ? String(0.35 + 0.65 * size) : "0.12");
    }
    node.group.classList.toggle("negative", value !== null && value < 0);
    node.group.classList.toggle("fired", fired > 0);
    node.group.classList.toggle("chosen", look.selected === node.id);
    if (!node.isCell) node.sign.textContent = value !== null && value < 0 ? "−" : "";
    if (node.label) node.label.textContent = short(exact ?? value);
    node.group.setAttribute("aria-label", spoken(node.id, exact ?? value, fired));
  }

  private showChain(hops: Hop[]): void {
    this.highlights.replaceChildren();
    for (const hop of hops) {
      const [from, to] = [this.nodes.get(hop.from), this.nodes.get(hop.to)];
      if (!to) continue;
      const start = from?.at ?? { x: to.at.x + 60, y: to.at.y, r: 0 };
      const route = from ? this.hop(from, to) : null;
      const label = { x: (start.x + to.at.x) / 2, y: (start.y + to.at.y) / 2 - 5 };
      this.highlights.append(route ? s("path", { d: route.d }) : s("line", { x1: start.x, y1: start.y, x2: to.at.x, y2: to.at.y }));
      this.highlights.append(s("text", { ...label, ...route?.summit }, `t=${hop.t}`));
    }
  }

  // What passes over levels passes over them here, too.
  private hop(from: Node, to: Node): { d: string; summit: { x: number; y: number } } | null {
    const isForward = from.kind === "value";
    const [value, error] = isForward ? [from, to] : [to, from];
    const e = this.wiring.between(value.population, error.population);
    const summit = e === null ? null : this.routes.summit(e);
    if (e === null || !summit) return null;
    return { d: this.routes.way(e, { post: error.index, pre: value.index }, isForward ? "forward" : "feedback"), summit };
  }

  // Places along a line, as a dot is moved there; asked of the browser once.
  private placesOn(line: SVGPathElement): string[] {
    const known = this.along.get(line);
    if (known) return known;
    const long = line.getTotalLength();
    const places = Array.from({ length: STEPS + 1 }, (_, k) => { const { x, y } = line.getPointAtLength((k * long) / STEPS); return `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`; });
    this.along.set(line, places);
    return places;
  }

  // Messages travel: first those of value neurons, then those of error neurons. What is delayed goes
  // a part of its way in each tick, and stands there between ticks.
  private move(moving: Moving[], look: Look): void {
    this.dots.replaceChildren();
    const isStill = !look.isMoving || look.ms < 150 || matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const { line, kind, begin, end } of moving.filter(({ end }) => !isStill || end < 1).slice(0, MOST_DOTS)) {
      const places = this.placesOn(line);
      const at = (share: number) => places[Math.round(share * (places.length - 1))] ?? "";
      const dot = s("circle", { r: 3.5, class: `dot ${kind}`, style: `transform: ${at(end)}` });
      this.dots.append(dot);
      if (isStill) continue;
      const half = look.ms * 0.45;
      const n = line.getAttribute("d")?.includes("C") ? 12 : 1;
      dot.animate(
        Array.from({ length: n + 1 }, (_, k) => ({ transform: at(begin + ((end - begin) * k) / n) })),
        { duration: half, delay: kind === "value" ? 0 : half, fill: "both", easing: n === 1 ? "ease-in-out" : "linear" },
      );
    }
  }
}

// Where a synapse can be clicked.
function hit(d: string, synapse: string): SVGPathElement {
  const line = s("path", { d, class: "hit", "data-id": synapse });
  line.append(s("title", {}, `synapse ${synapse}`));
  return line;
}

// How many ticks ago something new was said that is under way in this tick.
function said(state: State, node: Node, bit: number, delay: number): number[] {
  const layer = state.layers[node.population];
  const words = (node.kind === "value" ? layer?.sx : layer?.se)?.[node.index] ?? 0;
  const earlier = node.kind === "error" && bit === 2 ? layer?.le?.[node.index] ?? 0 : 0;
  return agesIn((words & bit ? 1 : 0) | earlier, delay);
}

function agesIn(bits: number, delay: number): number[] {
  return Array.from({ length: delay + 1 }, (_, age) => age).filter((age) => (bits >> age) & 1);
}

function on(line: SVGPathElement, kind: Kind, age: number, delay: number): Moving {
  return { line, kind, begin: age / (delay + 1), end: (age + 1) / (delay + 1) };
}

function star(x: number, y: number, r: number): string {
  const points = Array.from({ length: 16 }, (_, k) => {
    const [angle, size] = [(k * Math.PI) / 8, k % 2 === 0 ? r : r * 0.8];
    return `${(x + size * Math.cos(angle)).toFixed(1)} ${(y + size * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

function spoken(id: string, value: number | string | null, fired = 0): string {
  const [kind, population, index] = id.split("/");
  const what = kind === "value" ? "value neuron" : "error neuron";
  const name = value === null ? "" : `, ${kind === "value" ? "x" : "error"} ${short(value)}`;
  return `${what} ${population}/${index}${name}${fired > 0 ? ", φ fires" : ""}`;
}
