// Where neurons are drawn: inputs at the left, outputs at the right, a column a level. Knows numbers of
// populations and sizes; neither states nor elements.

import type { Wiring, Kind } from "./wiring";

const MOST_NODES = 12; // A larger population is folded into a map.
const SPACING = 60;
const CAPTION = 15;

export interface Place { x: number; y: number; r: number }
export interface Spot { kind: Kind; population: number; index: number; at: Place; isCell: boolean }
export interface Caption { text: string; x: number; y: number; kind: Kind | "name" }
export interface Box { left: number; right: number; top: number; bottom: number }
export interface Layout {
  spots: Spot[]; captions: Caption[]; width: number; height: number;
  /** Where arrows of the teacher begin, and its name stands. */
  teacher: { x: number; y: number };
  /** By kind and number of a population. */
  boxes: Map<string, Box>;
}

// Deep networks are drawn closer.
const isDeep = (wiring: Wiring) => wiring.scene.depth > 4;
const cellOf = (wiring: Wiring) => (isDeep(wiring) ? 11 : 15);

/** Whether a population is drawn as a map. */
export function isMap(wiring: Wiring, population: number): boolean {
  return (wiring.populations[population]?.size ?? 0) > (isDeep(wiring) ? 6 : MOST_NODES);
}

export function layOut(wiring: Wiring): Layout {
  return wiring.isChain ? chain(wiring) : graph(wiring);
}

// Layer by layer from the input at the left.
function chain(wiring: Wiring): Layout {
  const { populations } = wiring;
  const [deep, cell, depth] = [isDeep(wiring), cellOf(wiring), populations.length - 1];
  const columns = (l: number) => Math.ceil(Math.sqrt(populations[l]?.size ?? 1));
  const heights = populations.map(({ size }, l) => (isMap(wiring, l) ? Math.ceil(size / columns(l)) * cell + 20 : size * SPACING));
  const height = Math.max(120, ...heights) + 76;
  const middle = (height - 34) / 2 + 12;
  const [spots, captions]: [Spot[], Caption[]] = [[], []];
  let x = 56;
  for (let l = depth; l >= 0; l--) {
    const [tall, isCell] = [heights[l] ?? 0, isMap(wiring, l)];
    const kinds: Kind[] = l === depth ? ["value"] : ["error", "value"];
    for (const kind of kinds) {
      const wide = isCell ? columns(l) * cell : 36;
      captions.push({ text: kind === "error" ? `ε ${l}` : l === depth ? "input" : `x ${l}`, x: x + wide / 2 - 18, y: middle - tall / 2 - 10, kind });
      const n = populations[l]?.size ?? 0;
      for (let index = 0; index < n; index++) {
        const at = isCell
          ? { x: x - 18 + (index % columns(l)) * cell + cell / 2, y: middle - (tall - 20) / 2 + Math.floor(index / columns(l)) * cell + cell / 2, r: cell / 2 - 1 }
          : { x, y: middle + (index - (n - 1) / 2) * SPACING, r: 16 };
        spots.push({ kind, population: l, index, at, isCell });
      }
      x += wide + (kind === "error" ? (deep ? 20 : 34) : deep ? 34 : 72);
    }
  }
  return { spots, captions, width: x + 30, height, teacher: { x: x - 18, y: 14 }, boxes: boxesOf(spots) };
}

// A population before it has a place: where its neurons are within its block.
interface Block { population: number; width: number; height: number; spots: Spot[]; captions: Caption[] }

// Columns by level; populations of one level stand one below the other.
function graph(wiring: Wiring): Layout {
  const columns = inColumns(wiring);
  const gap = isDeep(wiring) ? 40 : 84;
  const blocks = columns.map((column) => column.map((population) => block(wiring, population)));
  const tall = (column: Block[]) => column.reduce((sum, { height }) => sum + height, 0) + 34 * Math.max(0, column.length - 1);
  const most = Math.max(100, ...blocks.map(tall));
  const room = skipRoom(wiring);
  const middle = room.above + most / 2 + 8;
  const [spots, captions]: [Spot[], Caption[]] = [[], []];
  let x = 24;
  for (const column of blocks) {
    const wide = Math.max(...column.map(({ width }) => width));
    let y = middle - tall(column) / 2;
    for (const of of column) {
      const left = x + (wide - of.width) / 2;
      for (const spot of of.spots) spots.push({ ...spot, at: { ...spot.at, x: spot.at.x + left, y: spot.at.y + y } });
      for (const caption of of.captions) captions.push({ ...caption, x: caption.x + left, y: caption.y + y });
      y += of.height + 34;
    }
    x += wide + gap;
  }
  const height = middle + most / 2 + room.below + (wiring.scene.rule === "FaZIL" ? 12 : 46);
  const boxes = boxesOf(spots);
  const outputs = wiring.populations.flatMap(({ isOutput }, p) => (isOutput ? [boxes.get(`value/${p}`)?.top ?? 0, boxes.get(`error/${p}`)?.top ?? 0] : []));
  const teacher = { x: x - gap + 18, y: Math.max(12, Math.min(...outputs) - 40) };
  return { spots, captions, width: x - gap + 70, height, teacher, boxes };
}

// Populations by level, from the inputs; within a level near those that they hear.
function inColumns(wiring: Wiring): number[][] {
  const depth = wiring.scene.depth;
  const columns = Array.from({ length: depth + 1 }, (_, k) => wiring.populations.flatMap(({ level }, p) => (level === depth - k ? [p] : [])));
  const place = new Map<number, number>();
  for (const column of columns) {
    const wish = (p: number) => {
      const heard = wiring.projections.flatMap(({ pre, post }) => (post === p ? [place.get(pre) ?? 0.5] : []));
      return heard.length > 0 ? heard.reduce((sum, y) => sum + y, 0) / heard.length : place.get(p) ?? 1;
    };
    const wishes = new Map(column.map((p) => [p, wish(p)]));
    column.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
    column.forEach((p, k) => place.set(p, (k + 0.5) / column.length));
  }
  return columns;
}

// Room for what passes over levels.
function skipRoom(wiring: Wiring): { above: number; below: number } {
  const level = (p: number) => wiring.populations[p]?.level ?? 0;
  const over = (l: number) => wiring.projections.filter(({ pre, post }) => level(post) < l && l < level(pre)).length;
  const n = Math.max(...Array.from({ length: wiring.scene.depth + 1 }, (_, l) => over(l)));
  return { above: n === 0 ? 10 : 22 + Math.min(100, 13 * n), below: n === 0 ? 4 : 36 + Math.min(80, 13 * n) };
}

function block(wiring: Wiring, population: number): Block {
  const of = wiring.populations[population];
  const [name, size] = [of?.name ?? "", of?.size ?? 0];
  const kinds: Kind[] = of?.isInput ? ["value"] : ["error", "value"];
  const signs = (kind: Kind) => (kind === "error" ? "ε" : "x");
  const [spots, captions]: [Spot[], Caption[]] = [[], []];
  const top = 2 * CAPTION + 4;
  if (!isMap(wiring, population)) {
    const width = kinds.length === 2 ? 106 : 36;
    captions.push({ text: name, x: width / 2, y: CAPTION - 4, kind: "name" });
    kinds.forEach((kind, k) => {
      const x = 18 + 70 * k;
      captions.push({ text: signs(kind), x, y: 2 * CAPTION - 3, kind });
      for (let index = 0; index < size; index++) spots.push({ kind, population, index, isCell: false, at: { x, y: top + 28 + index * SPACING, r: 16 } });
    });
    return { population, width, height: top + 10 + size * SPACING, spots, captions };
  }
  const cell = cellOf(wiring);
  const grid = gridOf(size, of?.sheet ?? null, isDeep(wiring));
  const [wide, tall] = [grid.columns * cell + grid.gapsAcross * 6, grid.rows * cell + grid.gapsDown * 6];
  const width = Math.max(wide, 8 * name.length);
  const left = (width - wide) / 2;
  captions.push({ text: name, x: width / 2, y: CAPTION - 4, kind: "name" });
  // Error neurons above, value neurons below.
  kinds.forEach((kind, k) => {
    const y = top + k * (tall + CAPTION + 3);
    captions.push({ text: signs(kind), x: width / 2, y: y - 5, kind });
    for (let index = 0; index < size; index++) {
      const { column, row, across, down } = grid.at(index);
      spots.push({ kind, population, index, isCell: true, at: { x: left + (column + 0.5) * cell + across * 6, y: y + (row + 0.5) * cell + down * 6, r: cell / 2 - 1 } });
    }
  });
  return { population, width, height: top + kinds.length * (tall + CAPTION + 3) - CAPTION, spots, captions };
}

interface Grid { rows: number; columns: number; gapsAcross: number; gapsDown: number; at(index: number): { column: number; row: number; across: number; down: number } }

// A sheet as it lies, its channels one beside the other; else nearly a square, full if it can be.
function gridOf(size: number, sheet: [number, number, number] | null, isNarrow: boolean): Grid {
  const side = Math.ceil(Math.sqrt(size));
  const full = Array.from({ length: side + 1 }, (_, k) => side + k).find((n) => size % n === 0 && n * n <= 2 * size) ?? side;
  const [wide, tall] = [full, Math.ceil(size / full)];
  const [rows, columns, channels] = sheet ?? (isNarrow ? [wide, tall, 1] : [tall, wide, 1]);
  const across = Math.ceil(Math.sqrt(channels));
  const down = Math.ceil(channels / across);
  const at = (index: number) => {
    const [channel, place] = [index % channels, Math.floor(index / channels)];
    const [tileColumn, tileRow] = [channel % across, Math.floor(channel / across)];
    return { column: tileColumn * columns + (place % columns), row: tileRow * rows + Math.floor(place / columns), across: tileColumn, down: tileRow };
  };
  return { rows: rows * down, columns: columns * across, gapsAcross: across - 1, gapsDown: down - 1, at };
}

function boxesOf(spots: Spot[]): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const { kind, population, at } of spots) {
    const box = boxes.get(`${kind}/${population}`) ?? { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    [box.left, box.right] = [Math.min(box.left, at.x - at.r), Math.max(box.right, at.x + at.r)];
    [box.top, box.bottom] = [Math.min(box.top, at.y - at.r), Math.max(box.bottom, at.y + at.r)];
    boxes.set(`${kind}/${population}`, box);
  }
  return boxes;
}
