import assert from "assert";
import { partFunction } from "./part.ts";

/** What a part exports, with what it imports from others given. */
function run(module: string, others: Readonly<Record<string, unknown>> = {}): unknown {
  const given = (name: string) => others[name];
  const parts = { now: given, node: given, later: (name: string) => Promise.resolve(given(name)) };
  return new Function(`return ${partFunction(module)}`)()(parts);
}

Deno.test("partFunction() returns what a module exports", () => {
  assert.deepEqual(run("var a=1;export{a as x,a};\n/* v8 * / */ // end"), { x: 1, a: 1 });
  assert.deepEqual(run("var a = 2;\nexport {\n  a as default\n};\n"), { default: 2 });
  assert.deepEqual(run("1"), {});
});

Deno.test("partFunction() takes imports from other parts and from Deno, wherever they stand", () => {
  const others = { "./a.js": { b: 1, $c: 2 }, "node:path": { sep: "/" }, "./bare.js": {} };
  assert.deepEqual(
    run(
      'import"./bare.js";import{b as x,$c}from"./a.js";f();import{sep as s}from"node:path";' +
        "function f(){return x+$c+s}var r=f();export{r};",
      others,
    ),
    { r: "3/" },
  );
});

Deno.test("partFunction() gives CommonJS packages node: modules, minified or not", () => {
  const others = { "node:path": { sep: "/" } };
  const minified = 'var n=typeof require<"u"?require:0;var s=n("node:path").sep;export{s};';
  assert.deepEqual(run(minified, others), { s: "/" });
  const plain = `import { createRequire as __deno_require } from "node:module";
var __require = __deno_require(import.meta.url);
var s = __require("node:path").sep;
export {
  s
};
`;
  assert.deepEqual(run(plain, others), { s: "/" });
});

Deno.test("partFunction() leaves texts that look like imports alone", () => {
  const text = 'import{a}from\\"./b.js\\";export{c};';
  assert.deepEqual(run(`var t="say ${text}";export{t};`), { t: `say ${JSON.parse(`"${text}"`)}` });
});

Deno.test("partFunction() refuses what it can't make a script of", () => {
  for (
    const module of [
      'import*as a from"./a.js";',
      'import a from"./a.js";',
      'export*from"./a.js";',
      "export default 1;",
      "export const a=1;",
      "await 1;",
    ]
  ) {
    assert.throws(() => partFunction(module), SyntaxError, module);
  }
});
