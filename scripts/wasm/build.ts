/**
 * Compiles the hot path: wasm/hot.ts with and without SIMD. The SIMD module ships; its scalar twin serves the
 * differential tests. Both become base64 in a TypeScript file, so that they bundle and need no permission to read.
 */

import { MEMORY_END, PAGE } from "../../wasm/layout.ts";

const root = new URL("../../", import.meta.url).pathname;
const pages = String(Math.ceil(MEMORY_END / PAGE));

/** Copies the sources with their decorators, which `deno fmt` deletes from functions: hence the comments. */
async function copySources(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) {
      await copySources(`${from}/${name}`, `${to}/${name}`);
    } else if (!name.endsWith(".d.ts")) {
      const text = await Deno.readTextFile(`${from}/${name}`);
      await Deno.writeTextFile(`${to}/${name}`, text.replaceAll(/^\/\/ @inline$/gm, "@inline"));
    }
  }
}

/** Compiles one variant to WebAssembly. */
async function compile(sources: string, features: readonly string[]): Promise<Uint8Array> {
  const args = [
    ...["run", "-A", "assemblyscript/asc", "hot.ts", "--baseDir", sources, "--outFile", "hot.wasm"],
    ...["--runtime", "stub", "--use", "abort=", "--noAssert", "-O3"],
    ...["--initialMemory", pages, "--maximumMemory", pages],
    // wire.ts is shared with TypeScript, so its constants have no type; the module is 32 bits only.
    ...["--disableWarning", "201"],
    // Functions that take vectors are not exported, whatever the compiler thinks.
    ...["--disableWarning", "112"],
    ...features,
  ];
  const command = new Deno.Command(Deno.execPath(), { args, cwd: root, stderr: "inherit" });
  const { success } = await command.output();
  if (!success) throw new Error("Cannot compile wasm/hot.ts as the compiler refuses it");
  return await Deno.readFile(`${sources}/hot.wasm`);
}

async function write(name: string, constant: string, wasm: Uint8Array): Promise<void> {
  const text = `/** WebAssembly of wasm/hot.ts, base64: made by \`deno task wasm\`. */\n` +
    `export const ${constant}: string =\n  "${wasm.toBase64()}";\n`;
  await Deno.mkdir(`${root}src/hotpath/gen`, { recursive: true });
  await Deno.writeTextFile(`${root}src/hotpath/gen/${name}`, text);
}

const sources = await Deno.makeTempDir();
try {
  await copySources(`${root}wasm`, sources);
  const simd = await compile(sources, ["--enable", "simd"]);
  await write("hot_wasm.ts", "HOT_WASM", simd);
  await write("hot_scalar_wasm.ts", "HOT_SCALAR_WASM", await compile(sources, []));
} finally {
  await Deno.remove(sources, { recursive: true });
}
