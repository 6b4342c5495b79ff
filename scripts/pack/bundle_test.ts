import assert from "assert";
import { wrap } from "./bundle.ts";

const WORKER = `new Worker(new URL("./event_worker.ts",import.meta.url),{type:"module"})`;

/** The parts of a program; the first is begun with. */
function parts(entry: string, more: Record<string, string> = {}): Map<string, string> {
  return new Map(Object.entries({ "./entry.js": entry, ...more }));
}

/** Runs a wrapped program as Deno would run the packed one. */
async function run(program: ReadonlyMap<string, string>): Promise<string> {
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
  const program = parts(
    'const µ = "“ü”\\n😀" + `\\u2028 ` + /[µ😀]/u.test("😀");console.log(µ);' +
      `if (false) ${WORKER}`,
  );
  const script = wrap(program);
  // deno-lint-ignore no-control-regex
  assert.match(script, /^[\x00-\x7f]*$/);
  assert.strictEqual(await run(program), "“ü”\n😀\u2028 true\n");
});

Deno.test("wrap() gives the program node: modules, and makes it strict", async () => {
  const program = parts(
    `import{sep as s}from"node:path";console.log(s, this === undefined, (function () {
    return this === undefined;
  })());if (false) ${WORKER}`,
  );
  assert.strictEqual(await run(program), "/ true true\n");
});

Deno.test("wrap() loads what grpc-js names and may never use when it is used", async () => {
  const program = parts(
    `const h=require("node:http2"),z=require("node:zlib");` +
      `console.log(h.constants.HTTP2_HEADER_PATH,h.constants===h.constants);` +
      `console.log(typeof h.connect,"connect"in h,"no"in h,h.no,Object.keys(z).includes("gunzipSync"),` +
      `new TextDecoder().decode(z.gunzipSync(z.gzipSync("text"))));if (false) ${WORKER}`,
  );
  assert.strictEqual(
    await run(program),
    ":path true\nfunction true false undefined true text\n",
  );
});

Deno.test("wrap() gives a Worker the parts that its module leads to, and no others", async () => {
  const isMain = `typeof WorkerGlobalScope==="undefined"`;
  const program = parts(
    `${isMain}?import("./main.js"):import("./event_worker-A1.js");`,
    {
      "./main.js":
        `import{a}from"./a.js";${WORKER.replace("new", "const w=new")};w.onmessage=({data})=>{` +
        `console.log(data);w.terminate()};export{};`,
      "./event_worker-A1.js":
        `import{a}from"./a.js";import("./b.js").then(({b})=>import("./c.js")` +
        `.then(({c})=>postMessage(a+b+c)));export{};`,
      "./a.js": `var a="a";export{a};`,
      "./b.js": `import"./c.js";var b="b";export{b};`,
      "./c.js": `var c="c ü";export{c};`,
    },
  );
  assert.strictEqual(await run(program), "abc ü\n");
  const [, list = ""] = /, (\[[^[\]]*\]), \{.*\}\);\n$/.exec(wrap(program)) ?? [];
  assert.deepEqual(JSON.parse(list), [
    ...["./a.js", "./b.js", "./c.js", "./entry.js", "./event_worker-A1.js"],
  ]);
});

Deno.test("wrap() runs each part once, when it is first wanted", async () => {
  const program = parts(
    `import{a as one,b}from"./a.js";import"./b.js";console.log("entry",one,b());` +
      `import("./later.js").then(({d})=>console.log(d));if (false) ${WORKER}`,
    {
      "./a.js":
        `console.log("a");var x=1;function y(){return x+1}export{x as a,y as b};\n/* end */`,
      "./b.js": `import{a}from"./a.js";console.log("b",a);`,
      "./later.js": `import"./b.js";console.log("later");var z="last";export{z as d};`,
      "./never.js": `console.log("never")`,
    },
  );
  assert.strictEqual(await run(program), "a\nb 1\nentry 1 2\nlater\nlast\n");
});

Deno.test("wrap() lets an error of a part pass, to import() as a rejection", async () => {
  const program = parts(
    `import("./broken.js").catch((error)=>{console.log(error.message);` +
      `import("./circle.js").catch(({message})=>console.log(message))});if (false) ${WORKER}`,
    {
      "./broken.js": `throw new Error("as it must")`,
      "./circle.js": `import"./round.js"`,
      "./round.js": `import"./circle.js"`,
    },
  );
  assert.strictEqual(
    await run(program),
    "as it must\nCannot run ./circle.js as it must be a part, and none that needs itself\n",
  );
});

Deno.test("wrap() refuses a program that starts no Worker or several", () => {
  assert.throws(() => wrap(parts("1")), /0 found/);
  assert.throws(() => wrap(parts(WORKER, { "./b.js": WORKER })), /2 found/);
});
