// What is open, what is shown, and how time passes: the one place that changes anything.

import { Engine, Panic, Refusal, type Action, type Entry, type Hop, type Pairs, type Saved, type Scene, type State, type Weights } from "./engine";
import { Picture } from "./picture";
import { Wiring } from "./wiring";

/** Something the person did; lessons look for it. */
export type Deed = { what: string; value?: string };

export interface Pause { when: string; neuron: string }

const FRAME = 8; // Milliseconds of script in one frame of fast-forward.

export class App {
  scene!: Scene;
  wiring!: Wiring;
  state!: State;
  weights: Weights | null = null;
  picture!: Picture;
  furthest = 0;
  lane = 0;
  selected: string | null = null;
  chain: Hop[] = [];
  view: "agents" | "bp" = "agents";
  isPlaying = false;
  isFast = false;
  rate = 2; // Ticks a second.
  pause: Pause = { when: "never", neuron: "error/0/0" };
  accuracy: { own: number; twin: number; n: number } | null = null;
  speed = 0; // Presentations a second of fast-forward.
  deeds: Deed[] = [];
  private last: Saved | null = null; // What to open again after a panic.
  private readonly watchers: (() => void)[] = [];
  private due = 0;
  private fastSince = { at: 0, presentation: 0 };

  constructor(readonly engine: Engine, private readonly svg: SVGSVGElement, readonly tell: (text: string, isBad?: boolean) => void) {}

  onChange(watcher: () => void): void { this.watchers.push(watcher); }

  did(what: string, value?: string): void {
    this.deeds.push(value === undefined ? { what } : { what, value });
  }

  /** Opens a scenario; false if it cannot be, and why is told. */
  open(request: { do: "built_in"; name: string } | { do: "open"; ron: string; file: string; journal?: Entry[]; tick?: number }): boolean {
    this.stop();
    return this.dare(() => {
      this.scene = this.engine.ask<Scene>(request);
      this.last = this.saved();
      this.selected = null;
      this.chain = [];
      this.view = "agents";
      this.lane = 0;
      this.accuracy = null;
      this.furthest = "tick" in request ? request.tick ?? 0 : 0;
      this.rebuildPicture();
      this.did("open", this.scene.name);
      this.refresh(true);
    });
  }

  private rebuildPicture(): void {
    this.wiring = new Wiring(this.scene, this.engine.ask<Pairs>({ do: "pairs" }));
    this.picture = new Picture(this.svg, this.wiring, (id) => this.select(id));
    this.weights = null;
  }

  /** Does what may be refused. */
  dare(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error instanceof Panic) void this.recover(error.message);
      else this.stop();
      this.tell(error.message, true);
      return false;
    }
  }

  // After a panic: a fresh module, with the same scenario and what was done, at tick 0.
  private async recover(why: string): Promise<void> {
    this.isPlaying = this.isFast = false;
    const { last } = this;
    await this.engine.restart();
    if (last && this.open({ do: "open", ...last, tick: 0 })) this.tell(why, true);
  }

  // Reads the state and shows it.
  refresh(isWeighed = false): void {
    if (this.engine.isOver) return; // It is being started again.
    const before = this.state?.tick;
    this.state = this.engine.ask<State>({ do: "state", lane: this.lane });
    this.furthest = Math.max(this.furthest, this.state.tick);
    this.readScene();
    if (isWeighed || this.weights === null || this.state.tick !== before) {
      this.weights = this.engine.ask<Weights>({ do: "weights", only: this.picture.drawn });
      this.picture.weigh(this.weights);
    }
    const isMoving = this.isPlaying || this.isStepping;
    this.picture.show(this.state, { selected: this.selected, chain: this.chain, view: this.view, isMoving, ms: this.isPlaying ? 1000 / this.rate : 700 });
    for (const watcher of this.watchers) watcher();
  }

  // Going back and forward changes what the network follows, too.
  private readScene(): void {
    const scene = this.engine.ask<Scene>({ do: "scene" });
    if (JSON.stringify(scene) === JSON.stringify(this.scene)) return;
    const drawn = ({ rule, projections }: Scene) => JSON.stringify([rule === "FaZIL", projections]);
    const isOther = drawn(scene) !== drawn(this.scene);
    this.scene = scene;
    if (isOther) this.rebuildPicture();
  }

  private isStepping = false;

  tick(n = 1): boolean {
    if (n === 1) this.did("tick");
    this.chain = [];
    this.isStepping = n === 1;
    const isDone = this.dare(() => {
      this.engine.ask({ do: "tick", n });
    });
    this.refresh();
    this.isStepping = false;
    return isDone;
  }

  presentation(): boolean {
    this.did("presentation");
    return this.run({ do: "presentation", n: 1 });
  }

  epoch(): boolean {
    this.did("epoch");
    return this.run({ do: "presentation", n: Math.ceil(this.scene.nTrain / this.scene.lanes) });
  }

  private run(request: object): boolean {
    this.chain = [];
    const isDone = this.dare(() => {
      this.engine.ask(request);
    });
    this.refresh();
    return isDone;
  }

  go(tick: number): boolean {
    this.stop();
    this.did("go", String(tick));
    return this.run({ do: "go", tick: Math.max(0, Math.round(tick)) });
  }

  act(action: Action, deed: string = action.act): boolean {
    const isDone = this.dare(() => {
      this.engine.ask({ do: "act", action });
      this.furthest = this.state.tick;
      this.last = this.saved();
    });
    if (isDone) this.did(deed, JSON.stringify(action));
    this.refresh(true);
    return isDone;
  }

  /** Changes settings, and says when they take effect. */
  set(edits: [string, string][], deed = "set"): boolean {
    if (!this.act({ act: "set", edits }, deed)) return false;
    this.tell("This takes effect with the next presentation: new neurons, at rest, with the weights of now.");
    return true;
  }

  saved(): Saved { return this.engine.ask<Saved>({ do: "journal" }); }

  select(id: string | null): void {
    this.selected = id;
    this.chain = [];
    if (id) this.did("select", id);
    this.refresh();
  }

  light(hops: Hop[]): void {
    this.chain = hops;
    this.did("why", this.selected ?? "");
    this.refresh();
  }

  play(): void {
    if (this.isPlaying) return this.stop();
    this.isPlaying = true;
    this.did("play");
    this.due = performance.now();
    for (const watcher of this.watchers) watcher();
    requestAnimationFrame(() => this.frame());
  }

  stop(): void {
    if (this.isFast) this.slowDown();
    if (!this.isPlaying) return;
    this.isPlaying = false;
    for (const watcher of this.watchers) watcher();
  }

  private frame(): void {
    if (!this.isPlaying) return;
    const now = performance.now();
    if (now >= this.due) {
      this.due = Math.max(this.due + 1000 / this.rate, now - 200);
      if (!this.step()) return this.stop();
      const why = this.pauseNow();
      if (why) {
        this.tell(`Paused: ${why}.`);
        this.did("paused", this.pause.when);
        return this.stop();
      }
    }
    requestAnimationFrame(() => this.frame());
  }

  step(): boolean {
    this.chain = [];
    const isDone = this.dare(() => {
      this.engine.ask({ do: "tick", n: 1 });
    });
    this.refresh();
    return isDone;
  }

  /** Whether the condition for a pause holds, in words. */
  pauseNow(): string | null {
    const { state, pause } = this;
    const neuron = this.wiring.neuron(pause.neuron);
    const [kind, index] = [neuron?.kind, neuron?.index ?? 0];
    const of = neuron ? state.layers[neuron.population] : undefined;
    const value = (kind === "value" ? of?.x : of?.e)?.[index];
    const beat = state.timeline[state.timeline.length - 1];
    switch (pause.when) {
      case "loud": return value ? `${pause.neuron} is ${value}` : null;
      case "fires": return ((kind === "value" ? of?.u : of?.d)?.[index] ?? 0) > 0 ? `φ of ${pause.neuron} fires` : null;
      case "teacher": return state.t === 0 && state.taught ? "the teacher comes" : null;
      case "missed": return (beat?.[3] ?? 0) > 0 ? "a φ missed its moment" : null;
      case "false": return state.false > 0 ? "a φ fired at another tick than t = l" : null;
      case "different": return state.between && state.different > 0 ? `${state.different} weights differ from backpropagation's` : null;
      default: return null;
    }
  }

  /** Fast-forward: the packed engine, with nobody watching; then the literal one again. */
  fast(): void {
    if (this.isFast) return this.stop();
    this.stop();
    this.did("fast");
    const isExact = this.scene.precision === "Exact";
    const isReady = this.dare(() => {
      if (!this.state.between) this.engine.ask({ do: "presentation", n: 1 });
      if (!isExact) this.engine.ask({ do: "act", action: { act: "packed", on: true } });
      this.engine.ask({ do: "watch", on: false });
    });
    if (!isReady) return;
    this.isFast = this.isPlaying = true;
    this.fastSince = { at: performance.now(), presentation: this.state.presentation };
    let shown = 0;
    let n = 1;
    const frame = () => {
      if (!this.isFast) return;
      const start = performance.now();
      let ms = 0;
      const isDone = this.dare(() => {
        do {
          const before = performance.now();
          this.engine.ask({ do: "presentation", n });
          const took = performance.now() - before;
          ms = performance.now() - start;
          if (took < 1.5) n = Math.min(256, n * 2);
          else if (took > 4) n = Math.max(1, n >> 1);
        } while (ms < FRAME);
      });
      if (!isDone) return;
      if (start - shown > 250) {
        shown = start;
        const standing = this.engine.ask<State>({ do: "state", lane: this.lane });
        this.state = standing;
        this.furthest = Math.max(this.furthest, standing.tick);
        this.speed = ((standing.presentation - this.fastSince.presentation) * 1000) / (start - this.fastSince.at);
        for (const watcher of this.watchers) watcher();
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  private slowDown(): void {
    this.isFast = this.isPlaying = false;
    this.dare(() => {
      const { packed } = this.engine.ask<{ packed: boolean }>({ do: "watch", on: true });
      if (packed) this.engine.ask({ do: "act", action: { act: "packed", on: false } });
      this.engine.ask({ do: "tick", n: 1 });
    });
    this.measure();
    this.refresh(true);
  }

  /** How many test examples are recognised, by the network and by its twin. */
  measure(): void {
    if (!this.scene.hasClasses) return;
    this.dare(() => {
      this.accuracy = this.engine.ask({ do: "evaluate" });
    });
  }
}
