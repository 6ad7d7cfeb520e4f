// The page begins here: it unpacks the engine, opens what is to be opened, and listens to everything.

import { App } from "./app";
import { controls, show } from "./controls";
import { Engine, unpack } from "./engine";
import { LESSONS } from "./lessons";
import { LessonPanel } from "./lesson-panel";
import { inspect, numbers, twin } from "./panels";
import { pad, padFits, stimulus } from "./pad";
import { openLink, share } from "./share";
import { timeline } from "./timeline";
import { byId, h, put, SYMBOLS } from "./dom";

interface Opening { ron: string; file: string }

function tell(text: string, isBad = false): void {
  const message = byId("message");
  message.textContent = text;
  message.classList.toggle("bad", isBad);
}

function theme(): void {
  const button = byId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen: boolean | null = null;
  const apply = () => {
    const isDark = chosen ?? dark.matches;
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    button.setAttribute("aria-pressed", String(isDark));
  };
  dark.onchange = apply;
  button.onclick = () => { chosen = !(chosen ?? dark.matches); apply(); };
  apply();
}

function transport(app: App): void {
  const on = (id: string, work: () => void) => { byId(id).onclick = work; };
  on("first", () => app.go(0));
  on("back", () => app.go(app.state.tick - 1));
  on("play", () => app.play());
  on("tick", () => { app.stop(); app.tick(); });
  on("presentation", () => { app.stop(); app.presentation(); });
  on("epoch", () => { app.stop(); app.epoch(); });
  on("fast", () => app.fast());
  const rate = byId<HTMLInputElement>("rate");
  rate.oninput = () => { app.rate = 2 ** Number(rate.value); byId("rate-value").textContent = `${Number(app.rate.toPrecision(2))} ticks a second`; rate.setAttribute("aria-valuetext", byId("rate-value").textContent ?? ""); };
  const [slider, number] = [byId<HTMLInputElement>("rewind"), byId<HTMLInputElement>("tick-number")];
  slider.oninput = () => app.go(Number(slider.value));
  number.onchange = () => {
    const tick = Number(number.value);
    if (Number.isInteger(tick) && tick >= 0 && tick <= app.furthest + 10_000) app.go(tick);
    else { tell(`“${number.value}” is no tick: a whole number from 0 to ${app.furthest + 10_000} is.`, true); number.value = String(app.state.tick); }
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
    if (event.key === " " && target.closest("button, summary, [role=button]")) return;
    const work: Record<string, () => void> = { " ": () => app.play(), ".": () => { app.stop(); app.tick(); }, ",": () => app.go(app.state.tick - 1), n: () => { app.stop(); app.presentation(); }, f: () => app.fast(), "?": () => byId<HTMLDialogElement>("help").showModal() };
    const found = work[event.key];
    if (found) { event.preventDefault(); found(); }
  });
}

function standing(app: App): void {
  const { state } = app;
  const phase = state.ended ? "it has ended" : state.t === null ? "nothing has happened yet" : !state.taught ? "no teacher in this one" : state.t < 0 ? "the stimulus is alone" : "the teacher is there";
  put(byId("now"), h("span", {}, "tick ", h("b", { id: "now-tick" }, state.tick)), h("span", {}, "t = ", h("b", { id: "now-t" }, state.t === null ? "–" : String(state.t).replace("-", "−"))), h("span", {}, "presentation ", h("b", { id: "now-presentation" }, state.presentation + (state.t === null ? 0 : 1))), h("span", {}, phase),
    state.pending && h("span", {}, "settings wait for the next presentation"), state.packed && h("span", {}, "packed engine"), app.isFast && h("span", {}, h("b", { id: "speed" }, Math.round(app.speed).toLocaleString("en")), " presentations a second"));
  const [slider, number] = [byId<HTMLInputElement>("rewind"), byId<HTMLInputElement>("tick-number")];
  slider.max = String(app.furthest);
  slider.value = String(state.tick);
  number.value = String(state.tick);
  const play = byId("play");
  put(play, app.isPlaying && !app.isFast ? "‖ " : "▶ ", h("span", {}, app.isPlaying && !app.isFast ? "Pause" : "Play"));
  const fast = byId("fast");
  fast.setAttribute("aria-pressed", String(app.isFast));
  if (state.ended) tell(`The network cannot go on: ${state.ended}. Go back to an earlier tick, or open a scenario.`, true);
  byId("version").textContent = `fazil ${app.scene.version}; ${state.hash ? `weights ${state.hash}; ` : ""} ${(app.engine.bytes / 1_048_576).toFixed(0)} MB of memory.`;
}

async function begin(): Promise<void> {
  theme();
  put(byId("symbols"), ...Object.entries(SYMBOLS).flatMap(([name, meaning]) => [h("dt", {}, name), h("dd", {}, meaning.split(": ").slice(1).join(": "))]));
  const help = byId<HTMLDialogElement>("help");
  byId("help-open").onclick = () => help.showModal();
  byId("help-close").onclick = () => help.close();
  const engine = await Engine.load(await unpack(byId("wasm").textContent ?? ""));
  const app = new App(engine, byId<HTMLElement>("picture") as unknown as SVGSVGElement, tell);
  const hello = engine.ask<{ version: string; scenarios: { name: string; about: string; isChain: boolean }[] }>({ do: "hello" });
  const scenarios = byId<HTMLSelectElement>("scenario");
  const choices = (isChain: boolean) => hello.scenarios.filter((of) => of.isChain === isChain).map(({ name, about }) => h("option", { value: name, title: about }, name));
  put(scenarios, h("option", { value: "" }, "your own"), h("optgroup", { label: "chains of layers" }, ...choices(true)), h("optgroup", { label: "populations and projections" }, ...choices(false)));
  controls(app);
  transport(app);
  pad(app);
  share(app);
  let shown: { name: string } | null = null;
  app.onChange(() => {
    if (shown !== app.scene) {
      const isOther = shown?.name !== app.scene.name;
      shown = app.scene;
      scenarios.value = hello.scenarios.some(({ name }) => name === app.scene.name) ? app.scene.name : "";
      show(app);
      byId("pad-box").hidden = !padFits(app);
      if (isOther) tell(app.scene.about);
    }
    standing(app);
    if (app.isFast) return;
    timeline(app, byId<HTMLElement>("timeline") as unknown as SVGSVGElement);
    inspect(app, byId("inspect"));
    twin(app, byId("twin"));
    numbers(app, byId("numbers"));
    stimulus(app, byId("stimulus"));
  });
  const lessons = new LessonPanel(app);
  scenarios.onchange = () => {
    if (scenarios.value) { lessons.begin(0); app.open({ do: "built_in", name: scenarios.value }); }
    else byId<HTMLDetailsElement>("d-ron").open = true;
  };
  const opening = JSON.parse((byId("opening").textContent ?? "").replace("/*OPENING*/", "")) as Opening | null;
  const first = () => opening ? app.open({ do: "open", ...opening }) : app.open({ do: "built_in", name: "hand" });
  // What an address holds may be damaged; the page opens all the same.
  if (!location.hash) first();
  else if (!(await openLink(app, location.hash))) {
    const why = byId("message").textContent ?? "";
    first();
    tell(why || "This address holds no state of this page.", true);
  }
  window.addEventListener("hashchange", () => { void openLink(app, location.hash); });
  document.documentElement.dataset["ready"] = "true";
  Object.assign(window, { fazil: Object.assign(app, { lessons: LESSONS }) }); // For the curious, and for the tests.
}

begin().catch((error: unknown) => tell(`This browser cannot run the page: ${error instanceof Error ? error.message : String(error)}`, true));
