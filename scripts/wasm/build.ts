/**
 * Compiles the hot path: wasm/hot.ts with and without SIMD. The SIMD module ships; its scalar twin serves the
 * differential tests. Both become base64 in a TypeScript file, so that they bundle and need no permission to read.
 */

import { MEMORY_END, PAGE } from "../../wasm/layout.ts";

const root = new URL("../../", import.meta.url).pathname;
const pages = String(Math.ceil(MEMORY_END / PAGE));

/** Compiles one variant to WebAssembly. */
async function compile(features: readonly string[]): Promise<Uint8Array> {
  const path = await Deno.makeTempFile({ suffix: ".wasm" });
  try {
    const args = [
      ...["run", "-A", "assemblyscript/asc", "wasm/hot.ts", "--outFile", path],
      ...["--runtime", "stub", "--use", "abort=", "--noAssert", "-O3"],
      ...["--initialMemory", pages, "--maximumMemory", pages],
      // wire.ts is shared with TypeScript, so its constants have no type; the module is 32 bits only.
      ...["--disableWarning", "201"],
      ...features,
    ];
    const { success } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: root,
      stdout: "inherit",
      stderr: "inherit",
    }).output();
    if (!success) throw new Error("Cannot compile wasm/hot.ts as the compiler refuses it");
    return await Deno.readFile(path);
  } finally {
    await Deno.remove(path);
  }
}

async function write(name: string, constant: string, wasm: Uint8Array): Promise<void> {
  const text = `/** WebAssembly of wasm/hot.ts, base64: made by \`deno task wasm\`. */\n` +
    `export const ${constant}: string =\n  "${wasm.toBase64()}";\n`;
  await Deno.mkdir(`${root}src/hotpath/gen`, { recursive: true });
  await Deno.writeTextFile(`${root}src/hotpath/gen/${name}`, text);
}

await write("hot_wasm.ts", "HOT_WASM", await compile(["--enable", "simd"]));
await write("hot_scalar_wasm.ts", "HOT_SCALAR_WASM", await compile([]));
