import assert from "assert";
import { type SourceFile, sourceFiles } from "./source_tree.ts";

/** cli > pipeline > {output, labels, hotpath} > runtime > kernel; imports point down only. */
const RANKS: Readonly<Record<string, number>> = {
  events: 0,
  kernel: 0,
  runtime: 1,
  hotpath: 2,
  labels: 2,
  output: 2,
  pipeline: 3,
  cli: 4,
};
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|new URL\()\s*"([^"]+)"/g;

/** What is wrong with the imports of one file, one sentence each. */
function faults(file: SourceFile): string[] {
  const [, folder = "", rest] = file.path.split("/");
  if (folder === "main.ts" || file.path.endsWith("_test.ts")) return [];
  const isShared = rest === undefined;
  const found: string[] = [];
  for (const [, specifier = ""] of file.text.matchAll(IMPORT)) {
    const target = targetOf(file.path, specifier);
    if (target === undefined) continue;
    if (target.startsWith("tests/")) found.push(`${file.path} imports from tests: ${specifier}`);
    const [, to = "", below] = target.split("/");
    if (!target.startsWith("src/") || below === undefined || to === folder) continue;
    const rank = RANKS[to];
    if (rank === undefined) found.push(`${file.path} imports from an unknown folder: ${specifier}`);
    else if (isShared || rank >= (RANKS[folder] ?? -1)) {
      found.push(`${file.path} imports upwards or sideways: ${specifier}`);
    }
  }
  return found;
}

/** The path an import points to, from the project's root; undefined for packages. */
function targetOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    return new URL(specifier, `file:///${from}`).pathname.slice(1);
  }
  if (!specifier.startsWith("#")) return undefined;
  const rest = specifier.slice(1);
  if (rest.startsWith("tests/") || rest.startsWith("bpf/") || !rest.includes("/")) return rest;
  return `src/${rest}`;
}

Deno.test("src/ imports downwards only", () => {
  const files = [...sourceFiles(["src"], [".ts"])];
  assert.ok(files.length > 0);
  assert.deepEqual(files.flatMap(faults), []);
});

Deno.test("src/ has only folders that have a place in the layers", () => {
  const folders = [...sourceFiles(["src"], [".ts"])]
    .map(({ path }) => path.split("/"))
    .filter((parts) => parts.length > 2)
    .map((parts) => parts[1] ?? "");
  assert.deepEqual([...new Set(folders)].filter((name) => !(name in RANKS)), []);
});

Deno.test("faults() finds an import that points up, sideways, to tests or nowhere", () => {
  const at = (path: string, specifier: string) =>
    faults({ path, text: `import { x } from "${specifier}";` }).length;
  assert.strictEqual(at("src/labels/a.ts", "#pipeline/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#hotpath/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "../output/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#tests/x.ts"), 1);
  assert.strictEqual(at("src/version.ts", "#kernel/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#nowhere/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#runtime/x.ts"), 0);
  assert.strictEqual(at("src/labels/a.ts", "./x.ts"), 0);
  assert.strictEqual(at("src/labels/a.ts", "../version.ts"), 0);
  assert.strictEqual(at("src/labels/a.ts", "#wire"), 0);
});
