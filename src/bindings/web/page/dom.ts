// The little that this page needs to make elements.

type Child = Node | string | number | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

function fill(element: Element, props: Props, children: Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  }
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

export function s<K extends keyof SVGElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, props, children);
  return element;
}

export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

/** Replaces the children only if the content is another one, so that focus and hovering survive. */
export function put(element: Element, ...children: Child[]): void {
  const next = element.cloneNode(false) as Element;
  fill(next, {}, children);
  const isOpen = Array.from(element.querySelectorAll("details"), (details) => details.open);
  next.querySelectorAll("details").forEach((details, k) => { details.open = isOpen[k] ?? details.open; });
  if (next.innerHTML !== element.innerHTML) element.replaceChildren(...Array.from(next.childNodes));
}

/** Explains a symbol on hover and on focus. */
export const SYMBOLS: Record<string, string> = {
  "x": "x: the activity of a value neuron, its estimate",
  "μ": "μ (mu): what the layer above predicts for x",
  "ε": "ε (epsilon): the prediction error, x − μ",
  "θ": "θ (theta): the weight of a synapse, in the error neuron",
  "θ′": "θ′ (theta prime): the value neuron's own copy of the weight, for feedback",
  "φ": "φ (phi): the spike detector of a synapse. It fires when ε was 0 for t_d ticks, is not 0 now, and feedback caused the change",
  "α": "α (alpha): the learning rate",
  "γ": "γ (gamma): how much of the way to its new value x goes in one tick",
  "t_d": "t_d: how many quiet ticks φ needs before it can fire",
  "P": "P: ticks in which only the stimulus is there",
  "T": "T: ticks in which the teacher is there too",
  "δ": "δ (delta): the error that backpropagation computes for a neuron",
  "f": "f: the activation function; a value neuron says f(x) to the layer below it",
};

export function symbol(name: string): HTMLElement {
  return h("abbr", { title: SYMBOLS[name] ?? name }, name);
}

/** A number that fits a label; all its digits are for a title. */
export function short(value: number | string | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") {
    if (value.includes("/")) return value.length <= 11 ? value.replace("-", "−") : `≈${short(fraction(value), digits)}`;
    return short(Number(value), digits);
  }
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(1).replace("-", "−").replace("e+", "e");
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

function fraction(text: string): number {
  const [top = "0", bottom = "1"] = text.split("/");
  const cut = Math.max(top.length, bottom.length) - 15;
  return cut > 0 ? Number(top.slice(0, -cut) || "0") / Number(bottom.slice(0, -cut) || "1") : Number(top) / Number(bottom);
}

export function text(value: string | number): string {
  return String(value).replace(/-/g, "−");
}

/** Has a file made here saved by the browser. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
