// Who is there and who is connected to whom: names of neurons and synapses, and the pairs of every
// projection. Knows nothing of what is drawn.

import type { Pairs, Population, Projection, Scene } from "./engine";

export type Kind = "value" | "error";
export interface Neuron { kind: Kind; population: number; index: number }
/** A synapse of a projection: its number there, and the indices of its neurons. */
export interface Pair { number: number; post: number; pre: number }

export class Wiring {
  readonly populations: Population[];
  readonly projections: Projection[];
  private readonly numbers: Map<string, number>;

  constructor(readonly scene: Scene, private readonly lists: Pairs) {
    this.populations = scene.populations;
    this.projections = scene.projections;
    this.numbers = new Map(scene.populations.map(({ name }, p) => [name, p]));
  }

  get isChain(): boolean { return this.scene.isChain; }

  /** The neuron of a name such as `error/V1/7`, if there is one. */
  neuron(name: string): Neuron | null {
    const [kind, population, index, more] = name.split("/");
    const [p, i] = [this.numbers.get(population ?? ""), Number(index)];
    if ((kind !== "value" && kind !== "error") || p === undefined || more !== undefined || !Number.isInteger(i)) return null;
    const of = this.populations[p];
    return of && i >= 0 && i < of.size && !(kind === "error" && of.isInput) ? { kind, population: p, index: i } : null;
  }

  name(kind: Kind, population: number, index: number): string {
    return `${kind}/${this.populations[population]?.name ?? population}/${index}`;
  }

  synapse(projection: Projection, { post, pre }: { post: number; pre: number }): string {
    return `${this.name("error", projection.post, post)}<-${this.name("value", projection.pre, pre)}`;
  }

  /** The number of the projection of a synapse's name, and its neurons. */
  projectionOf(synapse: string): { e: number; post: number; pre: number } | null {
    const [error, value] = synapse.split("<-").map((end) => this.neuron(end));
    if (!error || !value) return null;
    const e = this.between(value.population, error.population);
    return e === null ? null : { e, post: error.index, pre: value.index };
  }

  between(pre: number, post: number): number | null {
    const e = this.projections.findIndex((of) => of.pre === pre && of.post === post);
    return e < 0 ? null : e;
  }

  /** The synapses of a projection, in the order of their numbers. */
  pairs(e: number): Pair[] {
    const of = this.projections[e];
    if (!of) return [];
    const list = this.lists[e];
    if (list) return Array.from({ length: list.length / 2 }, (_, number) => ({ number, post: list[2 * number] ?? 0, pre: list[2 * number + 1] ?? 0 }));
    const n = this.populations[of.pre]?.size ?? 0;
    return Array.from({ length: of.n }, (_, number) => ({ number, post: Math.floor(number / n), pre: number % n }));
  }

  /** How many levels a projection passes over. */
  passesOver(of: Projection): number {
    return Math.max(0, (this.populations[of.pre]?.level ?? 0) - (this.populations[of.post]?.level ?? 0) - 1);
  }

  /** Patterns of all synapses of an error neuron, a projection each, and its bias. */
  patterns(id: string): string[] {
    const neuron = this.neuron(id);
    if (!neuron) return [];
    const found = this.projections.flatMap((of, e) => {
      const isHeard = of.post === neuron.population && of.learns && this.pairs(e).some(({ post }) => post === neuron.index);
      return isHeard ? [`${id}<-value/${this.populations[of.pre]?.name ?? ""}/*`] : [];
    });
    return this.populations[neuron.population]?.bias ? [...found, `${id}<-bias`] : found;
  }

  get hasDelays(): boolean { return this.projections.some((of) => of.delay > 0); }

  /** Whether some feedback spans more levels than one, so that it is delayed or can be. */
  get hasSkips(): boolean { return this.projections.some((of) => of.hasFeedback && this.passesOver(of) > 0); }
}
