// The presentation under way: when the teacher came, where the wave t = l is, how large the errors
// are. A click goes to that tick.

import type { App } from "./app";
import { s, short, text } from "./dom";

export function timeline(app: App, svg: SVGSVGElement): void {
  const { state, scene } = app;
  const [p, T] = [state.p ?? 0, state.T ?? 0];
  const n = Math.max(1, p + T);
  const { depth } = scene;
  const [w, row] = [Math.min(44, 660 / n), depth > 4 ? 13 : 18];
  const left = 64;
  const height = 40 + row * depth + 26;
  svg.setAttribute("viewBox", `0 0 ${left + n * w + 16} ${height}`);
  svg.style.maxWidth = `${(left + n * w + 16) * 1.3}px`;
  const parts: SVGElement[] = [];
  const most = Math.max(1e-300, ...state.timeline.map(([, energy]) => energy));
  const top = 40;
  for (let k = 0; k < n; k++) {
    const [t, x] = [k - p, left + k * w];
    const beat = state.timeline[k];
    const isNow = k === state.within - 1;
    parts.push(s("rect", { x, y: 2, width: w - 1, height: height - 22, class: `tick${t >= 0 && state.taught ? " taught" : ""}${isNow ? " now" : ""}`, "data-tick": state.tick - state.within + k + 1 },
      s("title", {}, `go to t = ${t}${beat ? `; energy ${short(beat[1])}` : ""}`)));
    if (beat && beat[1] > 0) parts.push(s("rect", { x: x + 2, y: top - 4 - 30 * Math.min(1, beat[1] / most), width: w - 5, height: 30 * Math.min(1, beat[1] / most), class: "energy" }));
    beat?.[2].forEach((spikes, l) => {
      const y = top + row * (l + 0.5);
      if (spikes > 0) parts.push(s("circle", { cx: x + w / 2, cy: y, r: Math.min(w / 2 - 1, 3 + Math.log2(1 + spikes) / 2), class: l === t ? "spike" : "spike false" }));
    });
    if (n <= 24 || t % 5 === 0) parts.push(s("text", { x: x + w / 2, y: height - 6, class: "axis" }, text(t)));
  }
  for (let l = 0; l < depth; l++) {
    parts.push(s("text", { x: left - 8, y: top + row * (l + 0.5) + 4, class: "axis row" }, `φ ${scene.isChain ? "layer" : "level"} ${l}`));
    if (state.taught && l < T) parts.push(s("rect", { x: left + (p + l) * w + 1, y: top + row * l + 1, width: w - 3, height: row - 2, class: "due" }));
  }
  parts.push(s("text", { x: left - 8, y: 26, class: "axis row" }, "energy"));
  if (state.taught) parts.push(s("line", { x1: left + p * w, y1: 0, x2: left + p * w, y2: height - 18, class: "onset" }), s("text", { x: left + p * w - 3, y: 10, class: "axis end" }, "teacher ▸"));
  svg.replaceChildren(...parts);
  svg.setAttribute("aria-label", `The presentation, tick by tick: t = ${state.t ?? "–"}, from ${-p} to ${T - 1}. ${state.taught ? "The teacher comes at t = 0." : "There is no teacher in it."}`);
  svg.onclick = (event) => {
    const tick = (event.target as Element).closest("[data-tick]")?.getAttribute("data-tick");
    if (tick) app.go(Number(tick));
  };
}
