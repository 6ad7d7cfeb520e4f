// Puts the page into one file: node assemble.mjs ENGINE.wasm OUT.html
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { deflateRawSync } from "node:zlib";

const MOST_BYTES = 2_500_000;
const [, , wasm, out] = process.argv;
const here = new URL(".", import.meta.url);
const read = (name) => readFileSync(new URL(name, here), "utf8");
const bundle = async (entry, loader) => {
  const result = await build({ entryPoints: [new URL(entry, here).pathname], bundle: loader === "ts", minify: true, write: false, format: "iife", target: "es2022", charset: "utf8", legalComments: "none", loader: { ".css": "css" } });
  return result.outputFiles[0].text.trim();
};
const script = (await bundle("main.ts", "ts")).replaceAll("</script", "<\\/script");
const style = await bundle("style.css", "css");
const engine = deflateRawSync(readFileSync(wasm), { level: 9 }).toString("base64");
const page = read("template.html")
  .replace("/*STYLE*/", () => style)
  .replace("/*WASM*/", () => engine)
  .replace("/*SCRIPT*/", () => script);
if (page.length > MOST_BYTES) throw new Error(`the page has ${page.length} bytes, more than ${MOST_BYTES}`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, page);
console.log(`${out}: ${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB, of which the engine ${(engine.length / 1e6).toFixed(2)} MB`);
