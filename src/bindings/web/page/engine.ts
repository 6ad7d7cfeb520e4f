// The engine: the WebAssembly module, and the requests that it answers. It runs in this page's own
// thread; nothing is ever asked of a server.

/** Neurons of one kind; in a chain a layer, whose name is its number. */
export interface Population {
  name: string; size: number; level: number; isInput: boolean; isOutput: boolean; bias: boolean;
  sheet: [number, number, number] | null; fromInput: number; columns: [number, number];
}
/** Synapses from one population to another; `n` of them, all pairs or some. */
export interface Projection { pre: number; post: number; delay: number; learns: boolean; hasFeedback: boolean; n: number; isAll: boolean }
/** By projection: post, pre, post, pre …; `null` where everyone is connected. */
export type Pairs = (number[] | null)[];

export interface Scene {
  populations: Population[]; projections: Projection[]; isChain: boolean; depth: number;
  nInputs: number; nOutputs: number; delays: string | null; unequal: string | null;
  name: string; about: string; version: string; precision: string; widths: number[]; bias: boolean;
  activation: string; inputTransfer: string; state: string; rule: string; feedback: string; phi: string;
  td: number; alpha: string; gamma: string; prediction: string; p: [number, number]; T: [number, number];
  lanes: number; nTrain: number; nTest: number; hasClasses: boolean; noise: string;
}

// One population of the tick that is over, neuron by neuron. Bit j of `le`: ε was said j ticks ago.
export interface Layer {
  x: (number | null)[]; f: (number | null)[]; u: number[]; sx: number[]; cx: boolean[];
  e?: (number | null)[]; m?: (number | null)[]; d?: number[]; se?: number[]; ce?: boolean[]; le?: number[];
  tx?: (string | null)[]; te?: (string | null)[]; tm?: (string | null)[];
}

export interface State {
  tick: number; within: number; between: boolean; presentation: number; epoch: number | null;
  t: number | null; p: number | null; T: number | null; taught: boolean; example: number | null;
  label: number | null; stimulus: number[] | null; target: number[] | null; layers: Layer[];
  different: number; weightsN: number; most: number; mirror: number; oneSided: boolean; nTaught: number;
  twin: { y: number[][]; delta: number[][] } | null; moment: [number, boolean][][] | null;
  hits: number; missed: number; false: number; interventions: number; messages: number; beats: number;
  commands: number; kinds: number[]; timeline: [number, number, number[], number][]; packed: boolean;
  watched: boolean; ended: string | null; pending: boolean; hash: string | null;
}

export interface Term { from: string; w: string; v: string; p: string; there: boolean; fired: boolean; change: string | null; learns: boolean; late?: number }
export type Said = [string, (string | null)?, (string | null)?];
export interface NeuronView {
  id: string; empty?: boolean; heard: { slot: number; from: string; says: Said; late: number }[]; says: [Said, Said] | null;
  sum: {
    terms: Term[]; mu: string | null; eps: string | null; x: string | null; residue: string | null;
    muMoved?: boolean | null; xMoved?: boolean | null; alpha?: string; S?: string; f?: string; slope?: string;
    gamma?: string; isPair?: boolean; isImposed?: boolean;
  } | null;
  quiet: { ticks: number; atLeast: boolean }; td: number; isExact: boolean;
}
export interface Hop { t: number; from: string; to: string; what: string; value: string; weight: string | null }
export interface SynapseView {
  id: string; theta: string; twin: string; feedback: string | null; there: [boolean, boolean]; leftOut: number;
  learns: boolean; delay: number;
  changes: { t: number; end: string; delta: string; after: string }[]; hops: Hop[];
}
// By projection, then by synapse; what is lost, as “θ” or “θ′” and the name of the synapse.
export interface Weights { theta: number[][]; feedback: number[][]; twin: number[][]; absent: string[] }

export type Action =
  | { act: "set"; edits: [string, string][] }
  | { act: "lesion"; what: string; side: "both" | "feedforward" | "feedback" }
  | { act: "show"; input: number[]; target: number[] | null }
  | { act: "lose"; speaker: string; within: number; strict: boolean }
  | { act: "packed"; on: boolean };
export interface Entry { at: number; action: Action }
export interface Saved { ron: string; file: string; journal: Entry[]; tick: number }

interface Exports {
  memory: WebAssembly.Memory;
  fazil_begin(): void;
  fazil_room(n: number): number;
  fazil_answer(): number;
  fazil_text(): number;
  fazil_panic(): number;
}

/** What the engine would not do, in words for a person. */
export class Refusal extends Error {}

/** A panic: this module is over, and a fresh one has to be started. */
export class Panic extends Refusal {}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Engine {
  private constructor(private exports: Exports, private readonly module: WebAssembly.Module) {
    exports.fazil_begin();
  }

  static async load(bytes: BufferSource): Promise<Engine> {
    const module = await WebAssembly.compile(bytes);
    return new Engine(await Engine.start(module), module);
  }

  private static async start(module: WebAssembly.Module): Promise<Exports> {
    const instance = await WebAssembly.instantiate(module, {});
    return instance.exports as unknown as Exports;
  }

  /** Whether a panic has ended the module. */
  isOver = false;

  /** A fresh module, after a panic ended the old one. */
  async restart(): Promise<void> {
    this.exports = await Engine.start(this.module);
    this.exports.fazil_begin();
    this.isOver = false;
  }

  get bytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  ask<T>(request: object): T {
    const bytes = encoder.encode(JSON.stringify(request));
    let answer: string;
    try {
      const at = this.exports.fazil_room(bytes.length);
      new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
      answer = this.text(this.exports.fazil_answer());
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.isOver = true;
      throw new Panic(`A bug: the engine stopped with a panic. It was started again at tick 0. Please report: ${this.text(this.exports.fazil_panic())}`, { cause: error });
    }
    const value = JSON.parse(answer) as T & { error?: string };
    if (value !== null && typeof value === "object" && typeof value.error === "string") throw new Refusal(value.error);
    return value;
  }

  private text(n: number): string {
    return decoder.decode(new Uint8Array(this.exports.memory.buffer, this.exports.fazil_text(), n));
  }
}

/** Bytes that stand in the page as base64 of raw deflate. */
export async function unpack(base64: string): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}

/** Text as base64url of raw deflate, for an address. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([encoder.encode(text)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export async function unpackText(text: string): Promise<string> {
  return decoder.decode(await unpack(text.replace(/-/g, "+").replace(/_/g, "/")));
}
