// Everything that a person can change: the rule, its numbers, noise, what is shown, when to pause.

import type { App } from "./app";
import { byId, h, put, symbol } from "./dom";

interface RuleChoice { id: string; label: string; hint: string; edits(app: App): [string, string][] }

const settle = (app: App): [string, string][] => [["timetable.prediction", "Settle"], ["timetable.prediction_ticks", String(depth(app) + 1 + app.scene.td)], ["timetable.learning_ticks", String(depth(app))], ["learning.gamma", "1"]];
const impose = (app: App, T = depth(app), gamma = "1"): [string, string][] => [["timetable.prediction", "Imposed"], ["timetable.prediction_ticks", "0"], ["timetable.learning_ticks", String(T)], ["learning.gamma", gamma]];
const depth = (app: App) => app.scene.depth;
const rule = (name: string, feedback: string): [string, string][] => [["learning.rule", name], ["learning.feedback", feedback]];

export const RULES: RuleChoice[] = [
  { id: "phasic", label: "Fa-Z-IL, phasic", hint: "Each synapse decides by its own φ; an error neuron speaks upward only in the tick in which its own φ fires.", edits: (app) => [...rule("FaZIL", "Phasic"), ...settle(app)] },
  { id: "tonic", label: "Fa-Z-IL, tonic (the paper’s)", hint: "Each synapse decides by its own φ; feedback flows in every tick, and x = μ is imposed from outside before the teacher comes.", edits: (app) => [...rule("FaZIL", "Tonic"), ...impose(app)] },
  { id: "tonic-settle", label: "Fa-Z-IL, tonic, left alone", hint: "As above, but nobody imposes x = μ. It never settles.", edits: (app) => [...rule("FaZIL", "Tonic"), ...settle(app)] },
  { id: "zil", label: "Z-IL", hint: "A controller counts the ticks and commands layer l to learn at t = l.", edits: (app) => [...rule("ZIL", "Tonic"), ...impose(app)] },
  { id: "il", label: "IL", hint: "All layers relax for 20 ticks, then a controller commands all of them to learn at once.", edits: (app) => [...rule("IL(t_c: 20)", "Tonic"), ...impose(app, 21, "0.1")] },
];

/** The rule that a scenario follows. */
export function ruleOf(app: App): string {
  const { rule: name, feedback, prediction } = app.scene;
  if (name.startsWith("IL")) return "il";
  if (name === "ZIL") return "zil";
  return feedback === "Phasic" ? "phasic" : prediction === "Imposed" ? "tonic" : "tonic-settle";
}

const FIELDS: { id: string; name: string; path: string; of(app: App): string; edits?(value: string): [string, string][] }[] = [
  { id: "td", name: "t_d", path: "learning.phi", of: (app) => String(app.scene.td), edits: (value) => [["learning.phi", `Exact(t_d: ${value})`]] },
  { id: "gamma", name: "γ", path: "learning.gamma", of: (app) => app.scene.gamma },
  { id: "alpha", name: "α", path: "learning.alpha", of: (app) => app.scene.alpha },
  { id: "p", name: "P", path: "timetable.prediction_ticks", of: (app) => span(app.scene.p) },
  { id: "T", name: "T", path: "timetable.learning_ticks", of: (app) => span(app.scene.T) },
];

function span([low, high]: [number, number]): string { return low === high ? String(low) : `[${low}, ${high}]`; }

export function controls(app: App): void {
  const rules = byId<HTMLSelectElement>("rule");
  put(rules, ...RULES.map(({ id, label }) => h("option", { value: id }, label)), h("option", { value: "bp" }, "Backpropagation (the twin)"));
  rules.onchange = () => chooseRule(app, rules);
  const fields = byId("parameters");
  put(fields, ...FIELDS.map(({ id, name }) => h("label", {}, symbol(name), " ", h("input", { id: `set-${id}`, size: 7, autocomplete: "off", spellcheck: "false" }))));
  for (const field of FIELDS) {
    const input = byId<HTMLInputElement>(`set-${field.id}`);
    input.onchange = () => {
      const value = input.value.trim();
      const isDone = app.set(field.edits?.(value) ?? [[field.path, value]], `set ${field.id}`);
      if (!isDone) {
        app.did(`refused ${field.id}`);
        show(app);
        app.refresh();
      }
    };
  }
  const noise = byId<HTMLInputElement>("noise");
  noise.onchange = () => {
    if (!app.set([["faults.activity_noise", noise.value]], "noise")) show(app);
  };
  const state = byId<HTMLSelectElement>("arithmetic");
  state.onchange = () => {
    if (!app.set([["network.state", state.value]], `state ${state.value}`)) show(app);
  };
  const when = byId<HTMLSelectElement>("pause-when");
  const whose = byId<HTMLInputElement>("pause-neuron");
  const change = () => {
    app.pause = { when: when.value, neuron: whose.value.trim() };
    whose.disabled = !["loud", "fires"].includes(when.value);
    app.did("pause", when.value);
  };
  when.onchange = change;
  whose.onchange = () => {
    const isNeuron = app.wiring.neuron(whose.value.trim()) !== null;
    whose.setAttribute("aria-invalid", String(!isNeuron));
    if (isNeuron) change();
    else app.tell(`No such neuron. A neuron is written like error/${example(app)}/0: its kind, its ${app.scene.isChain ? "layer (the output is layer 0)" : "population"}, and its number.`, true);
  };
  const lane = byId<HTMLInputElement>("lane");
  lane.onchange = () => {
    app.lane = Math.min(app.scene.lanes - 1, Math.max(0, Math.floor(Number(lane.value)) || 0));
    app.refresh();
  };
}

const example = (app: App) => app.scene.populations.find(({ isInput, isOutput }) => !isInput && !isOutput)?.name ?? "0";

function chooseRule(app: App, rules: HTMLSelectElement): void {
  app.did("rule", rules.value);
  app.view = rules.value === "bp" ? "bp" : "agents";
  const choice = RULES.find(({ id }) => id === rules.value);
  if (!choice) {
    app.tell("Blue is now backpropagation’s y, red is its δ. It sends no messages and knows no ticks: it is computed at once when the teacher comes.");
    return app.refresh();
  }
  if (choice.id === ruleOf(app)) return app.refresh();
  if (app.set(choice.edits(app), `rule ${choice.id}`)) {
    app.tell(`${choice.hint} From the next presentation on.`);
  }
  show(app);
}

// Feedback over several levels, with or without its delay.
function delays(app: App): void {
  byId("delay-row").hidden = app.scene.isChain || !app.wiring.hasSkips;
  const choice = byId<HTMLSelectElement>("delays");
  const now = app.scene.delays ?? "Levels";
  const names = ["Levels", "Zero", ...(["Levels", "Zero"].includes(now) ? [] : [now])];
  const words: Record<string, string> = { Levels: "later by the levels it passes over", Zero: "without delay" };
  put(choice, ...names.map((name) => h("option", { value: name, selected: name === now }, words[name] ?? name)));
  choice.value = now;
  choice.onchange = () => { setDelays(app, choice.value); };
}

/** Gives feedback that passes over levels its delay, or takes it away, from the next presentation on. */
export function setDelays(app: App, value: string): void {
  if (!app.set([["network.delays", value]], `delays ${value}`)) return show(app);
  app.tell(app.scene.unequal && value === "Zero"
    ? "From the next presentation on feedback is not delayed: new neurons, at rest, with the weights of now. Errors then arrive in pieces, φ takes the first piece for all of it, and equality with the twin is not claimed any more."
    : "From the next presentation on feedback is delayed as its projections say: new neurons, at rest, with the weights of now. What differs from the twin by then stays different.");
}

/** Shows in the controls what the network follows now. */
export function show(app: App): void {
  const rules = byId<HTMLSelectElement>("rule");
  rules.value = app.view === "bp" ? "bp" : ruleOf(app);
  byId("rule-hint").textContent = RULES.find(({ id }) => id === rules.value)?.hint ?? "Plain backpropagation, which judges the network.";
  for (const field of FIELDS) byId<HTMLInputElement>(`set-${field.id}`).value = field.of(app);
  byId<HTMLInputElement>("noise").value = app.scene.noise;
  delays(app);
  // The neuron that is watched goes by another name in another network.
  if (!app.wiring.neuron(app.pause.neuron)) app.pause.neuron = app.wiring.name("error", 0, 0);
  byId<HTMLInputElement>("pause-neuron").value = app.pause.neuron;
  byId<HTMLSelectElement>("arithmetic").value = app.scene.state;
  const lane = byId<HTMLInputElement>("lane");
  lane.max = String(app.scene.lanes - 1);
  lane.value = String(app.lane);
  byId("lane-row").hidden = app.scene.lanes === 1;
}
