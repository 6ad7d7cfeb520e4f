// The ways along which synapses are drawn: straight to the next level, and round what lies between
// where a projection passes over levels. Knows places; neither states nor elements.

import { isMap, type Box, type Layout, type Place } from "./layout";
import type { Pair, Wiring } from "./wiring";

const MOST_LINES = 96; // More synapses than this of one projection are drawn as one band.
const MOST_HAIRS = 4000;
/** From one way over levels to the next. */
const LANE = 13;

export type Direction = "forward" | "feedback";
/** A synapse that is drawn by itself, or a neuron's way to its partner. */
export interface Way { kind: Direction | "own"; from: string; to: string; e: number | null; number: number; synapse: string | null; d: string }
/** A projection that is drawn as one band; `hairs` are its synapses, if they are some of many. */
export interface Bundle { e: number; forward: string; feedback: string | null; hairs: string | null }

type Point = [number, number];
interface Corridor { y: number; isAbove: boolean; x1: number; x2: number }

export class Routes {
  // By projection: how high what passes over levels passes, and between which columns.
  private readonly corridors: (Corridor | null)[];

  constructor(private readonly wiring: Wiring, private readonly layout: Layout, private readonly places: ReadonlyMap<string, Place>) {
    const taken: { low: number; high: number; isAbove: boolean }[] = [];
    this.corridors = wiring.projections.map((_, e) => this.corridor(e, taken));
  }

  private box(kind: string, population: number): Box | undefined { return this.layout.boxes.get(`${kind}/${population}`); }

  private corridor(e: number, taken: { low: number; high: number; isAbove: boolean }[]): Corridor | null {
    const of = this.wiring.projections[e];
    if (!of || this.wiring.isChain || this.wiring.passesOver(of) === 0) return null;
    const level = (p: number) => this.wiring.populations[p]?.level ?? 0;
    const [low, high] = [level(of.post), level(of.pre)];
    const passed = this.wiring.populations.flatMap((population, p) => (population.level > low && population.level < high ? [this.box("error", p), this.box("value", p)] : [])).filter((box): box is Box => box !== undefined);
    const [pre, post] = [this.box("value", of.pre), this.box("error", of.post)];
    if (passed.length === 0 || !pre || !post) return null;
    const [top, bottom] = [Math.min(...passed.map((box) => box.top)) - 42, Math.max(...passed.map((box) => box.bottom)) + 36];
    const middle = (pre.top + pre.bottom + post.top + post.bottom) / 4;
    const isAbove = middle - top <= bottom - middle + 1;
    const lane = taken.filter((other) => other.isAbove === isAbove && other.low < high && low < other.high).length;
    taken.push({ low, high, isAbove });
    const y = isAbove ? top - LANE * lane : bottom + LANE * lane;
    return { y, isAbove, x1: Math.min(...passed.map((box) => box.left)) - 8, x2: Math.max(...passed.map((box) => box.right)) + 8 };
  }

  /** Where something can be written on a projection that passes over levels: beside it, or on it if
   * others pass there. */
  summit(e: number): { x: number; y: number } | null {
    const own = this.corridors[e];
    if (!own) return null;
    const isBeyond = (other: Corridor | null) => other !== null && other.isAbove === own.isAbove && other.x1 < own.x2 && own.x1 < other.x2 && (own.isAbove ? other.y < own.y : other.y > own.y);
    const beside = own.isAbove ? -12 : 20;
    return { x: (own.x1 + own.x2) / 2, y: own.y + (this.corridors.some(isBeyond) ? 4 : beside) };
  }

  // From a value neuron to an error neuron, as the points of cubic curves; a straight way has two.
  private points(e: number, from: Place, to: Place, aside: number, apart: number): Point[] {
    const corridor = this.corridors[e];
    if (!corridor) {
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const long = Math.hypot(dx, dy) || 1;
      const [ux, uy] = [dx / long, dy / long];
      return [[from.x + ux * from.r - uy * aside, from.y + uy * from.r + ux * aside], [to.x - ux * to.r - uy * aside, to.y - uy * to.r + ux * aside]];
    }
    const y = corridor.y + aside + apart;
    const [begin, end]: [Point, Point] = [[from.x + from.r, from.y + aside], [to.x - to.r, to.y + aside]];
    const [rise, fall] = [(begin[0] + corridor.x1) / 2, (end[0] + corridor.x2) / 2];
    const [x1, x2] = [corridor.x1, corridor.x2];
    return [begin, [rise, begin[1]], [rise, y], [x1, y], [x1, y], [x2, y], [x2, y], [fall, y], [fall, end[1]], end];
  }

  /** The way of one synapse. */
  way(e: number, { post, pre }: { post: number; pre: number }, direction: Direction): string {
    const of = this.wiring.projections[e];
    const from = of && this.places.get(this.wiring.name("value", of.pre, pre));
    const to = of && this.places.get(this.wiring.name("error", of.post, post));
    if (!from || !to) return "";
    const apart = this.corridors[e] ? (((pre + post) % 5) - 2) * 1.6 : 0;
    // A line's own right side is the other one's left.
    const points = this.points(e, from, to, direction === "forward" ? 2.5 : -2.5, apart);
    return path(direction === "forward" ? points : points.reverse());
  }

  /** Synapses that are drawn one by one. */
  ways(e: number): Way[] {
    const of = this.wiring.projections[e];
    if (!of || !this.isLines(e)) return [];
    return this.wiring.pairs(e).flatMap((pair) => this.both(e, pair));
  }

  /** Both directions of a synapse; those from inputs have one. */
  both(e: number, pair: Pair): Way[] {
    const of = this.wiring.projections[e];
    if (!of) return [];
    const [value, error] = [this.wiring.name("value", of.pre, pair.pre), this.wiring.name("error", of.post, pair.post)];
    const synapse = this.wiring.synapse(of, pair);
    const forward: Way = { kind: "forward", from: value, to: error, e, number: pair.number, synapse, d: this.way(e, pair, "forward") };
    const feedback: Way = { kind: "feedback", from: error, to: value, e, number: pair.number, synapse, d: this.way(e, pair, "feedback") };
    return of.hasFeedback ? [forward, feedback] : [forward];
  }

  /** Whether the synapses of a projection are drawn one by one. */
  isLines(e: number): boolean {
    const of = this.wiring.projections[e];
    if (!of || of.n > MOST_LINES) return false;
    const isFolded = isMap(this.wiring, of.pre) || isMap(this.wiring, of.post);
    return !isFolded || (!this.wiring.isChain && !of.isAll);
  }

  /** The band of a projection. */
  bundle(e: number): Bundle | null {
    const of = this.wiring.projections[e];
    const [pre, post] = of ? [this.box("value", of.pre), this.box("error", of.post)] : [];
    if (!of || !pre || !post || this.isLines(e)) return null;
    const middle = (box: Box) => (box.top + box.bottom) / 2;
    // In a chain bands lie level.
    const from = { x: pre.right + 6, y: this.wiring.isChain ? middle(post) : middle(pre), r: 0 };
    const to = { x: post.left - 6, y: middle(post), r: 0 };
    const apart = this.wiring.isChain ? 7 : 4;
    const hairs = of.isAll ? null : this.wiring.pairs(e).slice(0, MOST_HAIRS).map((pair) => this.way(e, pair, "forward")).join("");
    return {
      e, hairs,
      forward: path(this.points(e, from, to, -apart, 0)),
      feedback: of.hasFeedback ? path(this.points(e, from, to, apart, 0).reverse()) : null,
    };
  }

  /** The way between a value neuron and its own error neuron. */
  own(from: string, to: string): string {
    const [a, b] = [this.places.get(from), this.places.get(to)];
    return a && b ? path(this.straight(a, b)) : "";
  }

  private straight(from: Place, to: Place): Point[] {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const long = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / long, dy / long];
    const aside = dx < 0 ? 3 : -3;
    return [[from.x + ux * from.r - uy * aside, from.y + uy * from.r + ux * aside], [to.x - ux * to.r - uy * aside, to.y - uy * to.r + ux * aside]];
  }
}

function path(points: Point[]): string {
  const [first, ...rest] = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return `M${first ?? "0 0"}${rest.length === 1 ? "L" : "C"}${rest.join(" ")}`;
}
