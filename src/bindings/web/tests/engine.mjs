// A WebAssembly module of this package, for the tests in Node.
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** The module inside a page. */
export function moduleOf(page) {
  const text = readFileSync(page, "utf8");
  const base64 = text.match(/<script type="application\/octet-stream" id="wasm">([^<]+)<\/script>/)[1];
  return inflateRawSync(Buffer.from(base64, "base64"));
}

export async function start(bytes) {
  const module = await WebAssembly.compile(bytes);
  const imports = WebAssembly.Module.imports(module);
  if (imports.length > 0) throw new Error(`the module asks the page for ${imports.map(({ name }) => name).join(", ")}`);
  const { exports } = await WebAssembly.instantiate(module, {});
  exports.fazil_begin();
  const text = (n) => new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.fazil_text(), n));
  const ask = (request) => {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    const at = exports.fazil_room(bytes.length);
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
    let answer;
    try {
      answer = JSON.parse(text(exports.fazil_answer()));
    } catch (error) {
      throw new Error(`${JSON.stringify(request)}: ${text(exports.fazil_panic())}`, { cause: error });
    }
    if (answer?.error) throw new Error(`${JSON.stringify(request)}: ${answer.error}`);
    return answer;
  };
  return { ask, bytes: () => exports.memory.buffer.byteLength };
}
