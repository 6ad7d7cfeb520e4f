// The panels beside the picture: one neuron, one synapse, the twin, and what is known in numbers.

import type { App } from "./app";
import type { NeuronView, Said, SynapseView, Term } from "./engine";
import { setDelays } from "./controls";
import { h, put, short, symbol, text } from "./dom";

const MOST_TERMS = 16;

/** The neuron or the synapse that is selected. */
export function inspect(app: App, panel: HTMLElement): void {
  const id = app.selected;
  if (!id) {
    put(panel, h("p", {}, "Choose a neuron or a synapse in the picture: its mailbox, its state and its arithmetic appear here."));
    return;
  }
  if (app.isFast) return;
  app.dare(() => {
    if (id.includes("<-")) synapse(app, panel, app.engine.ask<SynapseView>({ do: "synapse", id, lane: app.lane }));
    else neuron(app, panel, app.engine.ask<NeuronView>({ do: "neuron", id, lane: app.lane }));
  });
}

function neuron(app: App, panel: HTMLElement, view: NeuronView): void {
  const isValue = view.id.startsWith("value");
  const title = h("h3", {}, `${isValue ? "Value" : "Error"} neuron ${view.id}`);
  if (view.empty || !view.sum) {
    put(panel, title, h("p", {}, "It has not lived through a tick that was watched. Press “One tick”."), ...spoil(app, view.id));
    listen(app, panel);
    return;
  }
  const heard = view.heard.filter(({ says }) => says[0] !== "nothing new");
  const nBeats = view.heard.length - heard.length;
  put(
    panel,
    title,
    h("h4", {}, "In its mailbox"),
    heard.length === 0
      ? h("p", {}, `${nBeats} messages, all of which say “nothing new”.`)
      : h("table", {},
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "from"), h("th", { scope: "col" }, "says"))),
          h("tbody", {}, ...heard.slice(0, MOST_TERMS).map(({ from, says, late }) => h("tr", {}, h("td", {}, from), h("td", {}, spoken(says), late > 0 && h("span", { class: "small" }, ` (its synapse hears it ${ticks(late)} later)`)))))),
    heard.length > MOST_TERMS && h("p", { class: "small" }, `and ${heard.length - MOST_TERMS} more that say something new`),
    heard.length > 0 && nBeats > 0 && h("p", { class: "small" }, `and ${nBeats} that say “nothing new”`),
    h("h4", {}, "What it computed"),
    ...(isValue ? valueSum(app, view) : errorSum(view)),
    h("h4", {}, "What it said"),
    h("p", {}, view.says ? `to its partner: ${spoken(view.says[0])}; to the others: ${spoken(view.says[1])}` : "nothing"),
    ...(isValue ? [] : [quiet(view)]),
    ...synapses(view.sum.terms, view.id),
    ...spoil(app, view.id),
  );
  listen(app, panel);
}

function spoken(says: Said): string {
  const [what, value, other] = says;
  return [what, value ? `= ${short(value, 6)}` : "", other ? (other.startsWith("x ") || other.startsWith("not") ? `(${other})` : `and ${short(other, 6)}`) : ""].join(" ").trim();
}

// All digits are in the title. A negative number in the middle of a line stands in brackets.
function number(value: string | null | undefined, isInside = false): HTMLElement {
  const shown = short(value ?? null, 5);
  return h("span", { class: "number", title: value ?? "" }, isInside ? bracketed(shown) : shown);
}

function bracketed(shown: string): string {
  return /^[−-]/.test(shown) ? `(${shown})` : shown;
}

function sum(terms: Term[], weight: string, value: string): HTMLElement {
  const shown = terms.filter((term) => term.there && Number(term.p) !== 0).slice(0, MOST_TERMS);
  const line = h("p", { class: "sum" });
  if (shown.length === 0) line.append("every product is 0");
  shown.forEach((term, k) => {
    line.append(k > 0 ? " + " : "", h("span", { class: "term", title: `${weight} · ${value} from ${term.from}: ${term.w} · ${term.v} = ${term.p}` }, `${bracketed(short(term.w, 4))} · ${bracketed(short(term.v, 4))}`));
  });
  if (terms.length > shown.length && shown.length === MOST_TERMS) line.append(" + …");
  return line;
}

function errorSum({ sum: s }: NeuronView): HTMLElement[] {
  if (!s) return [];
  const changes = s.terms.filter((term) => term.change !== null);
  return [
    h("p", {}, symbol("μ"), " = Σ ", symbol("θ"), " · f(x) ="),
    sum(s.terms, "θ", "f(x)"),
    h("p", {}, "μ = ", number(s.mu)),
    h("p", {}, symbol("ε"), " = x − μ = ", number(s.x), s.residue ? h("span", { class: "small" }, " (and a rest of ", number(s.residue), " that rounding left out)") : null, " − ", number(s.mu, true), " = ", h("strong", {}, number(s.eps))),
    changes.length > 0
      ? h("p", {}, `${changes.length} of its synapses changed, by α · ε · f(x): `, ...changes.slice(0, 4).map((term) => h("span", { class: "term", title: `${term.from}: ${term.change}` }, `${text(term.from)}: ${short(term.change, 4)}  `)))
      : h("p", { class: "small" }, "None of its synapses changed in this tick."),
  ];
}

const ticks = (n: number) => (n === 1 ? "1 tick" : `${n} ticks`);

function valueSum(app: App, { sum: s, id }: NeuronView): HTMLElement[] {
  if (!s) return [];
  const now = h("p", {}, symbol("x"), " = ", h("strong", {}, number(s.x)), s.residue ? h("span", { class: "small" }, " (and ", number(s.residue), " that rounding left out)") : null, ", so it says ", symbol("f"), "(x) = ", number(s.f ?? null));
  if (s.mu === null) return [now, h("p", { class: "small" }, "It is an input neuron: the stimulus holds its x.")];
  const population = app.scene.populations[app.wiring.neuron(id)?.population ?? 0];
  const late = s.terms.filter((term) => (term.late ?? 0) > 0);
  if (population?.isOutput) {
    return [now, h("p", {}, "Without a teacher, x of the next tick is ", symbol("μ"), " = ", number(s.mu), ". With a teacher, the teacher holds x.")];
  }
  return [
    now,
    h("p", {}, "Feedback S = Σ ", symbol("θ′"), " · ", symbol("ε"), " ="),
    sum(s.terms, "θ′", "ε"),
    ...(late.length > 0 ? [h("p", { class: "small" }, `Of these ${s.terms.length}, ${late.length} are heard later than they were said: ${[...new Set(late.map((term) => `those of ${term.from.split("/")[1] ?? ""} by ${ticks(term.late ?? 0)}`))].join(", ")}.`)] : []),
    h("p", {}, "S = ", number(s.S ?? null)),
    h("p", {}, "x of the next tick = μ + (1 − γ) · ε + γ · f′(x) · S = ", number(s.mu), " + (1 − ", number(s.gamma ?? null), ") · ", number(s.eps, true), " + ", number(s.gamma ?? null), " · ", number(s.slope ?? null, true), " · ", number(s.S ?? null, true)),
  ];
}

function quiet(view: NeuronView): HTMLElement {
  const { ticks, atLeast } = view.quiet;
  const isLoud = Number(view.sum?.eps ?? 0) !== 0 && view.sum?.eps !== "0";
  const nFired = view.sum?.terms.filter((term) => term.fired).length ?? 0;
  const cause = view.sum?.xMoved && !view.sum.muMoved;
  return h("p", {}, symbol("φ"), `: before this tick ε was 0 for ${atLeast ? "at least " : ""}${ticks} ticks; it needs more than ${view.td - 1}. ε is ${isLoud ? "not 0" : "0"} now${isLoud ? `, and ${cause ? "x moved while μ did not: feedback caused it" : "feedback did not cause it"}` : ""}. `,
    h("strong", {}, nFired > 0 ? `φ fires in ${nFired} synapses.` : "φ does not fire."));
}

function synapses(terms: Term[], id: string): HTMLElement[] {
  if (terms.length === 0) return [];
  const name = (term: Term) => (id.startsWith("error") ? `${id}<-${term.from}` : `${term.from}<-${id}`);
  return [h("details", {}, h("summary", {}, `Its ${terms.length} synapses`), h("div", { class: "chips" }, ...terms.map((term) => h("button", { type: "button", class: "chip", "data-select": name(term) }, `${term.from} `, short(term.w, 3)))))];
}

function synapse(app: App, panel: HTMLElement, view: SynapseView): void {
  const [isThere, isThereAbove] = view.there;
  const last = view.changes[view.changes.length - 1];
  put(
    panel,
    h("h3", {}, `Synapse ${view.id}`),
    h("dl", {},
      h("dt", {}, symbol("θ"), ", in the error neuron"), h("dd", {}, isThere ? number(view.theta) : "cut"),
      view.feedback !== null && h("dt", {}, symbol("θ′"), ", in the value neuron"), view.feedback !== null && h("dd", {}, isThereAbove ? number(view.feedback) : "cut"),
      view.delay > 0 && h("dt", {}, "its feedback arrives later by"), view.delay > 0 && h("dd", {}, ticks(view.delay)),
      !view.learns && h("dt", {}, "it never changes"), !view.learns && h("dd", {}, "fixed"),
      h("dt", {}, "backpropagation's weight"), h("dd", {}, number(view.twin), view.twin === view.theta ? " (the same)" : " (another)")),
    h("h4", {}, "Changes in this presentation"),
    view.changes.length === 0
      ? h("p", {}, "None so far.")
      : h("ul", {}, ...view.changes.map((change) => h("li", {}, `t = ${text(change.t)}: ${change.end} changed by `, number(change.delta), ", to ", number(change.after)))),
    view.hops.length > 0 && last !== undefined && h("button", { type: "button", "data-why": "1" }, "Why did it change?"),
    app.chain.length > 0 && h("ol", { class: "why" }, ...view.hops.map((hop) => h("li", {}, `t = ${text(hop.t)}: ${hop.from} told ${hop.to}: ${hop.what}${hop.value ? ` = ${short(hop.value, 5)}` : ""}${hop.weight ? `, through a weight of ${short(hop.weight, 4)}` : ""}`))),
    app.chain.length > 0 && view.leftOut > 0 && h("p", { class: "small" }, `${view.leftOut} smaller contributions are left out.`),
    ...spoil(app, view.id),
  );
  const why = panel.querySelector<HTMLButtonElement>("[data-why]");
  if (why) why.onclick = () => app.light(view.hops);
  listen(app, panel);
}

// What can be broken in what is selected.
function spoil(app: App, id: string): (HTMLElement | false)[] {
  const button = (label: string, deed: string) => h("button", { type: "button", "data-break": deed }, label);
  const isSynapse = id.includes("<-");
  const named = isSynapse ? app.wiring.projectionOf(id) : null;
  const isFixed = named !== null && app.scene.projections[named.e]?.learns === false;
  const hasPhi = app.scene.rule === "FaZIL" && !isFixed;
  return [
    h("h4", {}, "Break it"),
    h("div", { class: "buttons" },
      ...(isSynapse
        ? [button("Cut it", "cut both"), button("Cut θ only", "cut feedforward"), hasCopy(app, id) && button("Cut θ′ only", "cut feedback")]
        : [id.startsWith("value") && button("Lose this neuron", "lose"), button("Mute its next message", "mute"), button("Drop its next message", "drop")]).filter((item): item is HTMLButtonElement => item !== false),
      ...(hasPhi && (isSynapse || id.startsWith("error")) ? [button("φ never fires", "phi Never"), button("φ always fires", "phi Always"), button("φ healthy again", "phi healthy")] : []),
      ...(app.wiring.hasDelays ? [button("Feedback without delay", "delays Zero")] : app.wiring.hasSkips && app.scene.delays === "Zero" ? [button("Feedback with its delay", "delays Levels")] : [])),
  ];
}

// Whether a synapse has a feedback copy: biases and synapses from inputs have none.
function hasCopy(app: App, id: string): boolean {
  const named = app.wiring.projectionOf(id);
  return named !== null && app.scene.projections[named.e]?.hasFeedback === true;
}

// The tick of a presentation in which a neuron most likely says something new: t = its level for an
// error neuron, and when the stimulus has come through to a value neuron.
function tickOfNews(app: App, id: string): number {
  const neuron = app.wiring.neuron(id);
  const population = app.scene.populations[neuron?.population ?? 0];
  return neuron?.kind === "error" ? (app.state.p ?? app.scene.p[0]) + (population?.level ?? 0) : population?.fromInput ?? 0;
}

function listen(app: App, panel: HTMLElement): void {
  panel.onclick = (event) => {
    const target = (event.target as Element).closest("button");
    const chosen = target?.getAttribute("data-select");
    if (chosen) return app.select(chosen);
    const deed = target?.getAttribute("data-break");
    const id = app.selected;
    if (!deed || !id) return;
    const [what, how] = deed.split(" ");
    if (what === "cut" || what === "lose") {
      const side = (how ?? "both") as "both" | "feedforward" | "feedback";
      if (app.act({ act: "lesion", what: id, side })) app.tell(what === "lose" ? `${id} is gone, and its error neuron with it. The twin loses it too, before it learns again.` : side === "both" ? `${id} is cut at both ends. The twin loses it too, before it learns again.` : `One end of ${id} is cut. The twin keeps its weight: backpropagation has no such thing as half a connection.`);
    } else if (what === "phi") {
      phiOf(app, id, how ?? "healthy");
    } else if (what === "delays") {
      setDelays(app, how ?? "Levels");
    } else {
      if (app.act({ act: "lose", speaker: id, within: tickOfNews(app, id), strict: what === "drop" }, what)) app.tell(what === "drop" ? `In the next presentation one message of ${id} is lost. Its receiver waits for it: watch what the program says.` : `In the next presentation one message of ${id} arrives empty. Its receiver goes on with the last value it heard.`);
    }
  };
}

// φ of one synapse, or of all synapses of an error neuron.
function phiOf(app: App, id: string, how: string): void {
  const patterns = id.includes("<-") ? [id] : app.wiring.patterns(id);
  const others = overrides(app).filter(([pattern]) => !patterns.includes(pattern));
  const all = how === "healthy" ? others : [...others, ...patterns.map((pattern): [string, string] => [pattern, how])];
  const value = `[${all.map(([pattern, phi]) => `(synapse: "${pattern}", phi: ${phi})`).join(", ")}]`;
  app.set([["learning.overrides", value]], `phi ${how}`);
}

/** The φ that a person has set, as (pattern, φ). */
function overrides(app: App): [string, string][] {
  let found: [string, string][] = [];
  for (const { action } of app.saved().journal) {
    if (action.act !== "set") continue;
    for (const [path, value] of action.edits) {
      if (path === "learning.overrides") found = [...value.matchAll(/synapse: "([^"]+)", phi: (\w+)/g)].map((m): [string, string] => [m[1] ?? "", m[2] ?? ""]);
    }
  }
  return found;
}

// Whether feedback was without its delay for a while.
function wasChanged(app: App): boolean {
  return app.wiring.hasSkips && app.saved().journal.some(({ action }) => action.act === "set" && action.edits.some(([path]) => path === "network.delays"));
}

/** Backpropagation beside the network. */
export function twin(app: App, panel: HTMLElement): void {
  const { state, scene } = app;
  const n = state.different;
  const claim = state.oneSided
    ? "One end of a connection is cut. Backpropagation has no such damage, so equality is not claimed any more."
    : scene.unequal !== null
      ? `Equality is not claimed${state.pending ? " from the next presentation on" : ""}: ${scene.unequal}`
      : state.taught && state.t !== null && state.t >= 0 && state.t < scene.depth - 1
        ? `The twin learns at once when the teacher comes. The network learns ${scene.isChain ? "layer by layer, until t = L − 1" : "level by level, until t = the highest level − 1"}.`
        : n > 0 && wasChanged(app) ? "Delays were changed for a while: the weights parted then, and equality is not claimed any more." : "";
  const layers = (state.twin?.delta ?? []).map((delta, l) => {
    const moment = state.moment?.[l] ?? [];
    const nSame = moment.filter(([, isSame]) => isSame).length;
    const shown = delta.slice(0, 4).map((d, i) => `${short(d, 4)} ${moment[i] ? `${moment[i]?.[1] ? "=" : "≠"} ${short(moment[i]?.[0], 4)}` : "…"}`);
    return h("tr", {}, h("th", { scope: "row" }, scene.isChain ? `layer ${l}` : scene.populations[l]?.name ?? ""), h("td", {}, shown.join(";  ") + (delta.length > 4 ? "; …" : "")), h("td", {}, moment.length > 0 ? `${nSame} of ${moment.length}` : `at t = ${scene.populations[l]?.level ?? l}`));
  });
  put(
    panel,
    h("p", { class: "difference" }, h("strong", { id: "difference" }, String(n)), ` of ${state.weightsN} weights differ from backpropagation's in any bit`),
    h("p", {}, "The largest difference is ", h("span", { class: "number", title: String(state.most) }, state.most === 0 ? "the number 0" : short(state.most, 3)), "."),
    claim !== "" && h("p", { class: "small" }, claim),
    layers.length > 0 && h("table", {}, h("caption", {}, "Backpropagation's ", symbol("δ"), ", and ", symbol("ε"), scene.isChain ? " at t = l" : " at t = the level"), h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "δ and ε"), h("th", { scope: "col" }, "the same bits"))), h("tbody", {}, ...layers)),
    app.accuracy && h("p", {}, `Of ${app.accuracy.n} test examples the network recognises `, h("strong", { id: "accuracy" }, `${(100 * app.accuracy.own).toFixed(2)} %`), `, its twin ${(100 * app.accuracy.twin).toFixed(2)} %.`),
    scene.hasClasses && h("button", { type: "button", id: "measure" }, "Test both now"),
  );
  const button = panel.querySelector<HTMLButtonElement>("#measure");
  if (button) button.onclick = () => { app.did("measure"); app.measure(); app.refresh(); };
}

/** What was counted. */
export function numbers(app: App, panel: HTMLElement): void {
  const { state } = app;
  put(
    panel,
    h("dl", {},
      h("dt", {}, app.scene.isChain ? "φ fired at t = l" : "φ fired when due"), h("dd", {}, String(state.hits)),
      h("dt", {}, "φ missed its moment"), h("dd", { id: "missed" }, String(state.missed)),
      h("dt", {}, "φ fired at another tick"), h("dd", { id: "false" }, String(state.false)),
      h("dt", {}, "messages so far"), h("dd", {}, state.messages.toLocaleString("en")),
      h("dt", {}, "“nothing new”"), h("dd", {}, state.beats.toLocaleString("en")),
      h("dt", {}, "commands of a controller"), h("dd", { id: "commands" }, state.commands.toLocaleString("en")),
      h("dt", {}, "x = μ imposed from outside"), h("dd", { id: "interventions" }, state.interventions.toLocaleString("en"))),
  );
}
