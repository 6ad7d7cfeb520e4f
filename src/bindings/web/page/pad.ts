// The stimulus as a picture, and a picture of one's own: 8 × 8 grey levels drawn by hand.

import type { App } from "./app";
import { byId, h, put, s, short } from "./dom";

const SIDE = 8;
const grey: number[] = new Array<number>(SIDE * SIDE).fill(0);

/** What is shown now: a picture if it is square, else numbers. */
export function stimulus(app: App, panel: HTMLElement): void {
  const { stimulus: shown, label, target } = app.state;
  if (!shown) return put(panel, h("p", {}, "Nothing is shown yet."));
  const side = Math.sqrt(shown.length);
  if (shown.length < 16 || !Number.isInteger(side)) {
    return put(panel, h("p", {}, `shown: ${shown.map((value) => short(value)).join(", ")}${target ? `; taught: ${target.map((value) => short(value)).join(", ")}` : "; no teacher"}`));
  }
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const cells = shown.map((value, k) => s("rect", { x: k % side, y: Math.floor(k / side), width: 1.02, height: 1.02, class: "ink", "fill-opacity": ((value - low) / (high - low || 1)).toFixed(2) }));
  const answer = app.scene.populations.flatMap(({ isOutput }, p) => (isOutput ? app.state.layers[p]?.x ?? [] : []));
  const best = answer.reduce<number>((most, x, k) => ((x ?? -Infinity) > (answer[most] ?? -Infinity) ? k : most), 0);
  const isHeld = app.state.taught && (app.state.t ?? -1) >= 0;
  put(panel,
    s("svg", { viewBox: `0 0 ${side} ${side}`, class: "digit", role: "img", "aria-label": label === null ? "the picture that is shown" : `the picture that is shown, a ${label}` }, ...cells),
    h("p", { id: "answer" }, label !== null && `shown: a ${label}. `, isHeld ? "The teacher holds the output now." : `The network says: ${best}`));
}

export function pad(app: App): void {
  const svg = byId<HTMLElement>("pad") as unknown as SVGSVGElement;
  const cells = grey.map((_, k) => s("rect", { x: k % SIDE, y: Math.floor(k / SIDE), width: 1, height: 1, class: "ink", "fill-opacity": 0, "data-cell": k }));
  const frame = cells.map((_, k) => s("rect", { x: k % SIDE, y: Math.floor(k / SIDE), width: 1, height: 1, class: "grid", "data-cell": k }));
  const cursor = s("rect", { x: 0, y: 0, width: 1, height: 1, class: "cursor" });
  svg.append(...cells, ...frame, cursor);
  let at = 0;
  const paint = (k: number, more: number) => {
    grey[k] = Math.min(1, (grey[k] ?? 0) + more);
    cells[k]?.setAttribute("fill-opacity", String(grey[k]));
  };
  const brush = (event: PointerEvent) => {
    const box = svg.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    for (let k = 0; k < grey.length; k++) {
      const away = Math.hypot((k % SIDE) + 0.5 - x, Math.floor(k / SIDE) + 0.5 - y);
      if (away < 0.95) paint(k, away < 0.6 ? 0.6 : 0.2);
    }
  };
  svg.onpointerdown = (event) => { svg.setPointerCapture(event.pointerId); brush(event); };
  svg.onpointermove = (event) => { if (event.buttons & 1) brush(event); };
  svg.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
    if (step !== undefined) at = Math.min(grey.length - 1, Math.max(0, at + step));
    else if (event.key === " ") paint(at, 0.5);
    else return;
    event.preventDefault();
    event.stopPropagation();
    cursor.setAttribute("x", String(at % SIDE));
    cursor.setAttribute("y", String(Math.floor(at / SIDE)));
  };
  byId("pad-clear").onclick = () => grey.forEach((_, k) => { grey[k] = 0; cells[k]?.setAttribute("fill-opacity", "0"); });
  byId("pad-copy").onclick = () => app.state.stimulus?.forEach((value, k) => { if (k < grey.length) { grey[k] = 0; paint(k, value); } });
  byId("pad-show").onclick = () => {
    if (app.act({ act: "show", input: [...grey], target: null }, "show")) { app.presentation(); app.tell("Your picture was shown without a teacher. What the network says stands beside it."); }
  };
  byId("pad-teach").onclick = () => {
    const digit = Number(byId<HTMLSelectElement>("pad-digit").value);
    const target = Array.from({ length: app.scene.nOutputs }, (_, k) => (k === digit ? 1 : 0));
    if (app.act({ act: "show", input: [...grey], target }, "teach")) { app.presentation(); app.tell(`Your picture was taught as a ${digit}, to the network and to its twin.`); }
  };
}

/** Drawing is for networks that look at 8 × 8 pictures, one at a time. */
export function padFits(app: App): boolean {
  return app.scene.nInputs === SIDE * SIDE && app.scene.precision !== "Exact";
}
