import assert from "assert";
import { wrap } from "./bundle.ts";

const WORKER = `new Worker(new URL("./event_worker.ts",x.url),{type:"module"})`;

/** Runs a wrapped program as Deno would run the packed one. */
async function run(program: string): Promise<string> {
  const file = Deno.makeTempFileSync({ suffix: ".js" });
  try {
    Deno.writeTextFileSync(file, wrap(program));
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--v8-flags=--disallow-code-generation-from-strings", file],
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return decoder.decode(stdout) + decoder.decode(stderr);
  } finally {
    Deno.removeSync(file);
  }
}

Deno.test("wrap() keeps what a program says, whatever characters it is written with", async () => {
  const program = 'const µ = "“ü”\\n😀" + `\\u2028 ` + /[µ😀]/u.test("😀");console.log(µ);' +
    `if (false) ${WORKER}`;
  const script = wrap(program);
  // deno-lint-ignore no-control-regex
  assert.match(script, /^[\x00-\x7f]*$/);
  assert.strictEqual(await run(program), "“ü”\n😀\u2028 true\n");
});

Deno.test("wrap() gives the program require() and the address of its Worker, and makes it strict", async () => {
  const program = `console.log(require("node:path").sep, this === undefined, (function () {
    return this === undefined;
  })(), workerUrl.startsWith("file:///"));if (false) ${WORKER}`;
  assert.strictEqual(await run(program), "/ true true true\n");
});

Deno.test("wrap() refuses a program that starts no Worker or several", () => {
  assert.throws(() => wrap("1"), /0 found/);
  assert.throws(() => wrap(`${WORKER};${WORKER}`), /2 found/);
});
