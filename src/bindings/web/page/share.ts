// Links and files: the whole state in an address, the scenario, the events, the picture.

import type { App } from "./app";
import { pack, unpackText, type Saved } from "./engine";
import { byId, download } from "./dom";

interface Shared extends Saved { version: string; hash: string; lane: number; selected: string | null; pause: { when: string; neuron: string }; view: "agents" | "bp" }

/** The bits of every state and weight, hashed. */
const bits = (app: App): string => app.engine.ask<{ hash: string }>({ do: "hash" }).hash;

/** The address that reopens this state. */
export async function link(app: App): Promise<string> {
  const shared: Shared = { ...app.saved(), version: app.scene.version, hash: bits(app), lane: app.lane, selected: app.selected, pause: app.pause, view: app.view };
  return `${location.href.split("#")[0]}#s=${await pack(JSON.stringify(shared))}`;
}

/** Opens what an address holds; false if it holds nothing that can be opened. */
export async function openLink(app: App, hash: string): Promise<boolean> {
  const code = hash.match(/^#s=([\w-]+)$/)?.[1];
  if (!code) return false;
  let shared: Shared;
  try {
    shared = JSON.parse(await unpackText(code)) as Shared;
  } catch {
    app.tell("This link is damaged: what follows “#s=” cannot be read. Perhaps it was cut off when it was copied.", true);
    return false;
  }
  const { ron, file, journal, tick } = shared;
  if (typeof ron !== "string" || !Array.isArray(journal) || typeof tick !== "number") {
    app.tell("This link holds no state of this page.", true);
    return false;
  }
  if (!app.open({ do: "open", ron, file, journal, tick })) return false;
  app.lane = shared.lane;
  app.pause = shared.pause;
  app.selected = shared.selected;
  app.view = shared.view;
  app.refresh(true);
  if (shared.version !== app.scene.version) app.tell(`This link was made by version ${shared.version} of the program; this page is version ${app.scene.version}. Its numbers may differ.`);
  else if (shared.hash !== bits(app)) app.tell(`The states and weights are not those of the link (${shared.hash}): please report this.`, true);
  else app.tell("Reopened from a link, with the same bits.");
  return true;
}

/** The picture as it is now, with the colours of the page. */
function svgText(): string {
  const svg = byId<HTMLElement>("picture") as unknown as SVGSVGElement;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const box = svg.viewBox.baseVal;
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  copy.removeAttribute("style");
  const rules = Array.from(document.styleSheets).flatMap((sheet) => Array.from(sheet.cssRules)).map((rule) => rule.cssText);
  const colours = getComputedStyle(document.documentElement);
  const names = ["--ink", "--paper", "--value", "--error", "--spike", "--teacher", "--faint", "--line", "--card"];
  const style = copy.querySelector("style");
  if (style) style.textContent = `svg{${names.map((name) => `${name}:${colours.getPropertyValue(name)}`).join(";")};background:var(--paper);font-family:sans-serif}${rules.filter((rule) => rule.includes("#picture")).join("").replaceAll("#picture", "svg")}`;
  return new XMLSerializer().serializeToString(copy);
}

export function share(app: App): void {
  const name = () => app.scene.name.replace(/[^\w-]+/g, "-") || "network";
  byId("share-link").onclick = async () => {
    app.did("link");
    const address = await link(app);
    history.replaceState(null, "", address);
    const field = byId<HTMLInputElement>("link");
    field.value = address;
    field.hidden = false;
    field.select();
    try {
      await navigator.clipboard.writeText(address);
      app.tell(`The link is in the address bar and in the clipboard (${address.length.toLocaleString("en")} characters).`);
    } catch {
      app.tell("The link is in the address bar, and in the field below to be copied.");
    }
  };
  byId("save-ron").onclick = () => app.dare(() => {
    const { ron } = app.engine.ask<{ ron: string }>({ do: "ron" });
    download(`${name()}.ron`, new Blob([ron], { type: "text/plain" }));
  });
  byId("save-csv").onclick = () => app.dare(() => {
    const { csv } = app.engine.ask<{ csv: string }>({ do: "csv", lane: app.lane });
    download(`${name()}-presentation-${app.state.presentation}.csv`, new Blob([csv], { type: "text/csv" }));
  });
  byId("save-svg").onclick = () => download(`${name()}.svg`, new Blob([svgText()], { type: "image/svg+xml" }));
  byId("save-png").onclick = () => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => { if (blob) download(`${name()}.png`, blob); });
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText())}`;
  };
  const ron = byId<HTMLTextAreaElement>("ron");
  byId("ron-edit").onclick = () => app.dare(() => { ron.value = app.engine.ask<{ ron: string }>({ do: "ron" }).ron; });
  byId("ron-open").onclick = () => {
    const problem = byId("ron-problem");
    problem.hidden = true;
    byId("message").textContent = "";
    if (app.open({ do: "open", ron: ron.value, file: "your.ron" })) app.tell(`“${app.scene.name}” is open.`);
    else {
      problem.textContent = byId("message").textContent;
      problem.hidden = false;
      app.tell("The scenario cannot be run; what is wrong stands below it.", true);
    }
  };
  byId<HTMLInputElement>("ron-file").onchange = async (event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    if (file.size > 200_000) return app.tell("A scenario is a text of a few thousand characters; this file is larger than 200 kB.", true);
    ron.value = await file.text();
    byId("ron-open").click();
  };
}
