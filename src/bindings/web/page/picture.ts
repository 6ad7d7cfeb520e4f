// The network as in the paper's Fig. 1: value neurons are blue circles, error neurons are red
// squares, inputs at the left and the teacher at the right. Knows no engine; it draws states.

import type { Hop, Scene, State, Weights } from "./engine";
import { s, short } from "./dom";

const MOST_NODES = 12; // A wider layer is folded into a map.
const MOST_LINES = 96; // More synapses than this between two layers are drawn as one band.
const MOST_DOTS = 160;

interface Place { x: number; y: number; r: number }
interface Node { id: string; kind: "value" | "error"; layer: number; index: number; at: Place; group: SVGGElement; shape: SVGElement; sign: SVGTextElement; ring: SVGElement; label: SVGTextElement | null; isCell: boolean; last: string }
interface Link { from: Node; to: Node; kind: "forward" | "feedback" | "own"; line: SVGLineElement; synapse: string | null }
interface Band { layer: number; forward: SVGLineElement; feedback: SVGLineElement }

export interface Look { selected: string | null; chain: Hop[]; view: "agents" | "bp"; isMoving: boolean; ms: number }

export class Picture {
  private readonly nodes = new Map<string, Node>();
  private readonly links: Link[] = [];
  private readonly bands: Band[] = [];
  private readonly teachers: SVGGElement[] = [];
  private readonly dots: SVGGElement;
  private readonly commands: { layer: number; line: SVGLineElement }[] = [];
  private controller: SVGGElement | null = null;
  private readonly highlights: SVGGElement;
  private focus: string | null = null;

  constructor(readonly svg: SVGSVGElement, private readonly scene: Scene, private readonly choose: (id: string) => void) {
    svg.replaceChildren();
    const [back, front] = [s("g"), s("g")];
    this.dots = s("g", { class: "dots", "aria-hidden": "true" });
    this.highlights = s("g", { class: "chain", "aria-hidden": "true" });
    const { width, height } = this.lay(front);
    this.connect(back, height);
    svg.append(s("style", {}, ""), back, this.highlights, this.dots, front);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.minWidth = `${Math.min(width, 340)}px`;
    svg.style.maxWidth = `${width * 1.6}px`;
    this.listen();
  }

  // Deep networks are drawn closer.
  private get isDeep(): boolean { return this.depth > 4; }

  private get cell(): number { return this.isDeep ? 11 : 15; }

  private get depth(): number { return this.scene.widths.length - 1; }

  private isMap(layer: number): boolean { return (this.scene.widths[layer] ?? 0) > (this.isDeep ? 6 : MOST_NODES); }

  private columns(layer: number): number { return Math.ceil(Math.sqrt(this.scene.widths[layer] ?? 1)); }

  // Neurons, layer by layer from the input at the left.
  private lay(front: SVGGElement): { width: number; height: number } {
    const spacing = 60;
    const heights = this.scene.widths.map((n, l) => (this.isMap(l) ? Math.ceil(n / this.columns(l)) * this.cell + 20 : n * spacing));
    const height = Math.max(120, ...heights) + 76;
    const middle = (height - 34) / 2 + 12;
    let x = 56;
    for (let l = this.depth; l >= 0; l--) {
      const n = this.scene.widths[l] ?? 0;
      const kinds: ("error" | "value")[] = l === this.depth ? ["value"] : ["error", "value"];
      for (const kind of kinds) {
        const wide = this.isMap(l) ? this.columns(l) * this.cell : 36;
        front.append(this.caption(l, kind, x + wide / 2 - 18, middle, heights[l] ?? 0));
        for (let i = 0; i < n; i++) {
          const at = this.isMap(l)
            ? { x: x - 18 + (i % this.columns(l)) * this.cell + this.cell / 2, y: middle - ((heights[l] ?? 0) - 20) / 2 + Math.floor(i / this.columns(l)) * this.cell + this.cell / 2, r: this.cell / 2 - 1 }
            : { x, y: middle + (i - (n - 1) / 2) * spacing, r: 16 };
          this.add(front, kind, l, i, at);
        }
        x += wide + (kind === "error" ? (this.isDeep ? 20 : 34) : this.isDeep ? 34 : 72);
      }
    }
    this.teach(front, x - 18);
    return { width: x + 30, height };
  }

  private caption(layer: number, kind: string, x: number, middle: number, tall: number): SVGTextElement {
    const label = kind === "error" ? `ε ${layer}` : layer === this.depth ? "input" : `x ${layer}`;
    return s("text", { x, y: middle - tall / 2 - 10, class: `caption ${kind}` }, label);
  }

  private add(front: SVGGElement, kind: "value" | "error", layer: number, index: number, at: Place): void {
    const id = `${kind}/${layer}/${index}`;
    const isCell = this.isMap(layer);
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
    this.nodes.set(id, { id, kind, layer, index, at, group, shape, sign, ring, label, isCell, last: "" });
  }

  private teach(front: SVGGElement, x: number): void {
    for (let i = 0; i < (this.scene.widths[0] ?? 0); i++) {
      const to = this.nodes.get(`value/0/${i}`);
      if (!to) continue;
      const y = to.at.y;
      const isCell = to.isCell;
      const group = s("g", { class: "teacher off", "aria-hidden": "true" },
        isCell ? null : s("line", { x1: to.at.x + to.at.r, y1: y, x2: x, y2: y }),
        isCell ? null : s("path", { d: `M${x} ${y - 9}L${x + 14} ${y}L${x} ${y + 9}Z` }),
        isCell ? null : s("text", { x: x + 6, y: y + 23, class: "label" }));
      front.append(group);
      this.teachers.push(group);
    }
    front.append(s("text", { x: x + 4, y: 14, class: "caption teacher-name" }, "teacher"));
  }

  private connect(back: SVGGElement, height: number): void {
    for (let l = 0; l < this.depth; l++) {
      const [n, m] = [this.scene.widths[l] ?? 0, this.scene.widths[l + 1] ?? 0];
      const isBand = this.isMap(l) || this.isMap(l + 1) || n * m > MOST_LINES;
      for (let i = 0; i < n; i++) {
        const [error, own] = [this.node("error", l, i), this.node("value", l, i)];
        if (!error.isCell) {
          this.link(back, own, error, "own", null, 3);
          this.link(back, error, own, "own", null, -3);
        }
        for (let j = 0; j < m && !isBand; j++) {
          const above = this.node("value", l + 1, j);
          const synapse = `error/${l}/${i}<-value/${l + 1}/${j}`;
          this.link(back, above, error, "forward", synapse, 2.5);
          if (l + 1 < this.depth) this.link(back, error, above, "feedback", synapse, 2.5);
        }
      }
      if (isBand) this.band(back, l);
    }
    if (this.scene.rule !== "FaZIL") this.control(back, height);
  }

  private node(kind: "value" | "error", layer: number, index: number): Node {
    const node = this.nodes.get(`${kind}/${layer}/${index}`);
    if (!node) throw new Error(`no neuron ${kind}/${layer}/${index}`);
    return node;
  }

  private link(back: SVGGElement, from: Node, to: Node, kind: Link["kind"], synapse: string | null, aside: number): void {
    const [dx, dy] = [to.at.x - from.at.x, to.at.y - from.at.y];
    const long = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / long, dy / long];
    const place = { x1: from.at.x + ux * from.at.r - uy * aside, y1: from.at.y + uy * from.at.r + ux * aside, x2: to.at.x - ux * to.at.r - uy * aside, y2: to.at.y - uy * to.at.r + ux * aside };
    const line = s("line", { ...place, class: `link ${kind}` });
    back.append(line);
    if (synapse) {
      const hit = s("line", { ...place, class: "hit", "data-id": synapse });
      hit.append(s("title", {}, `synapse ${synapse}`));
      back.append(hit);
    }
    this.links.push({ from, to, kind, line, synapse });
  }

  private band(back: SVGGElement, layer: number): void {
    const of = (kind: "value" | "error", l: number) => [...this.nodes.values()].filter((node) => node.kind === kind && node.layer === l);
    const [above, below] = [of("value", layer + 1), of("error", layer)];
    const x1 = Math.max(...above.map((node) => node.at.x + node.at.r)) + 6;
    const x2 = Math.min(...below.map((node) => node.at.x - node.at.r)) - 6;
    const y = (Math.min(...below.map((node) => node.at.y)) + Math.max(...below.map((node) => node.at.y))) / 2;
    const line = (kind: string, aside: number) => s("line", { x1, x2, y1: y + aside, y2: y + aside, class: `band ${kind}` });
    const [forward, feedback] = [line("forward", -7), line("feedback", 7)];
    back.append(forward);
    if (layer + 1 < this.depth) back.append(feedback);
    this.bands.push({ layer, forward, feedback });
  }

  private control(back: SVGGElement, height: number): void {
    const xs = [...this.nodes.values()].map((node) => node.at.x);
    const x = (Math.min(...xs) + Math.max(...xs)) / 2;
    this.controller = s("g", { class: "controller" }, s("rect", { x: x - 52, y: height - 30, width: 104, height: 24, rx: 5 }), s("text", { x, y: height - 14 }, "controller"));
    for (let l = 0; l < this.depth; l++) {
      const bottoms = [...this.nodes.values()].filter((node) => node.kind === "error" && node.layer === l);
      const to = bottoms[bottoms.length - 1];
      if (!to) continue;
      const line = s("line", { x1: x, y1: height - 30, x2: to.at.x, y2: to.at.y + to.at.r, class: "command" });
      back.append(line);
      this.commands.push({ layer: l, line });
    }
    back.append(this.controller);
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
    for (const link of this.links) {
      if (link.kind === "own") continue;
      const [error, value] = link.kind === "forward" ? [link.to, link.from] : [link.from, link.to];
      const of = link.kind === "forward" ? weights.theta : weights.feedback;
      const weight = of[error.layer]?.[error.index]?.[value.index] ?? 0;
      const slot = link.kind === "forward" ? `${error.id}:${value.index}` : `${value.id}:${error.index}`;
      link.line.setAttribute("stroke-width", String(0.8 + Math.min(3, 2 * Math.abs(weight))));
      link.line.classList.toggle("cut", absent.has(slot));
    }
  }

  /** Draws a state. */
  show(state: State, look: Look): void {
    for (const node of this.nodes.values()) this.showNode(node, state, look);
    const isAgents = look.view === "agents";
    const said = (node: Node, bit: number) => {
      const layer = state.layers[node.layer];
      const words = (node.kind === "value" ? layer?.sx : layer?.se)?.[node.index] ?? 0;
      return isAgents && (words & bit) > 0;
    };
    const active: Link[] = [];
    for (const link of this.links) {
      const isActive = said(link.from, link.kind === "own" ? 1 : 2) && !link.line.classList.contains("cut");
      link.line.classList.toggle("active", isActive);
      link.line.classList.toggle("chosen", link.synapse !== null && link.synapse === look.selected);
      if (isActive) active.push(link);
    }
    for (const band of this.bands) {
      const any = (layer: number, kind: "sx" | "se") => isAgents && (state.layers[layer]?.[kind] ?? []).some((words) => (words & 2) > 0);
      band.forward.classList.toggle("active", any(band.layer + 1, "sx"));
      band.feedback.classList.toggle("active", any(band.layer, "se"));
    }
    const isTaught = state.taught && state.t !== null && state.t >= 0;
    this.teachers.forEach((group, i) => {
      group.classList.toggle("off", !isTaught);
      const label = group.querySelector("text");
      if (label) label.textContent = isTaught ? short(state.target?.[i]) : "";
    });
    for (const { layer, line } of this.commands) line.classList.toggle("active", isAgents && (state.layers[layer]?.ce ?? []).some(Boolean));
    this.showChain(look.chain);
    this.move(active, look);
  }

  private showNode(node: Node, state: State, look: Look): void {
    const layer = state.layers[node.layer];
    const isBp = look.view === "bp";
    const twin = isBp ? (node.kind === "value" ? state.twin?.y : state.twin?.delta)?.[node.layer]?.[node.index] ?? (node.layer === this.depth ? layer?.x[node.index] : null) : null;
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
      this.highlights.append(s("line", { x1: start.x, y1: start.y, x2: to.at.x, y2: to.at.y }));
      this.highlights.append(s("text", { x: (start.x + to.at.x) / 2, y: (start.y + to.at.y) / 2 - 5 }, `t=${hop.t}`));
    }
  }

  // Messages travel: first those of value neurons, then those of error neurons.
  private move(active: Link[], look: Look): void {
    this.dots.replaceChildren();
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!look.isMoving || look.ms < 150 || isStill) return;
    for (const link of active.slice(0, MOST_DOTS)) {
      const place = (name: string) => Number(link.line.getAttribute(name));
      const dot = s("circle", { r: 3.5, class: `dot ${link.from.kind}` });
      this.dots.append(dot);
      const half = look.ms * 0.45;
      dot.animate(
        [{ transform: `translate(${place("x1")}px, ${place("y1")}px)` }, { transform: `translate(${place("x2")}px, ${place("y2")}px)` }],
        { duration: half, delay: link.from.kind === "value" ? 0 : half, fill: "both", easing: "ease-in-out" },
      );
    }
  }
}

function star(x: number, y: number, r: number): string {
  const points = Array.from({ length: 16 }, (_, k) => {
    const [angle, size] = [(k * Math.PI) / 8, k % 2 === 0 ? r : r * 0.8];
    return `${(x + size * Math.cos(angle)).toFixed(1)} ${(y + size * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

function spoken(id: string, value: number | string | null, fired = 0): string {
  const [kind, layer, index] = id.split("/");
  const what = kind === "value" ? "value neuron" : "error neuron";
  const name = value === null ? "" : `, ${kind === "value" ? "x" : "error"} ${short(value)}`;
  return `${what} ${layer}/${index}${name}${fired > 0 ? ", φ fires" : ""}`;
}
