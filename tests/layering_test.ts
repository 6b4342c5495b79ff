import assert from "assert";
import { type SourceFile, sourceFiles } from "./source_tree.ts";

/** cli > pipeline > {output, labels, hotpath} > runtime > kernel > events; imports point down only. */
const RANKS: Readonly<Record<string, number>> = {
  events: 0,
  kernel: 1,
  runtime: 2,
  hotpath: 3,
  labels: 3,
  filter: 3,
  output: 3,
  pipeline: 4,
  cli: 5,
};
/** As many source files as one looks through at a glance; tests do not count. */
const FOLDER_LIMIT = 15;
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|new URL\()\s*"([^"]+)"/g;

/** An import: who, whom, and as it is written. */
interface Import {
  readonly from: string;
  readonly to: string;
  readonly specifier: string;
}

/** What a file imports, types and what it loads later included; packages are left out. */
function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(IMPORT)].flatMap(([, specifier = ""]) => {
    const to = targetOf(file.path, specifier);
    return to === undefined ? [] : [{ from: file.path, to, specifier }];
  });
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

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

/** What is wrong with the direction of a file's imports, one sentence each. */
function wrongDirections(file: SourceFile): string[] {
  return importsOf(file).flatMap(({ from, to, specifier }) => {
    if (to.startsWith("tests/")) return [`${from} imports from tests: ${specifier}`];
    if (!to.startsWith("src/")) return [];
    const [, layer = "", below] = to.split("/");
    const [, own = "", rest] = from.split("/");
    if (below === undefined) return [];
    const rank = RANKS[layer];
    if (rank === undefined) return [`${from} imports from an unknown folder: ${specifier}`];
    if (rest === undefined || (layer !== own && rank >= (RANKS[own] ?? -1))) {
      return [`${from} imports upwards or sideways: ${specifier}`];
    }
    // What lies in a folder itself is what its rooms share; generated code is its own file's.
    return folderOf(to).startsWith(`${folderOf(from)}/`) && !to.includes("/gen/")
      ? [`${from} imports from a room below its own folder: ${specifier}`]
      : [];
  });
}

/** One circle of a graph, each name once; undefined when there is none. */
function circleIn(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): string[] | undefined => {
    const at = path.indexOf(name);
    if (at >= 0) return path.slice(at);
    if (done.has(name)) return undefined;
    path.push(name);
    for (const next of arrows.get(name) ?? []) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    path.pop();
    done.add(name);
    return undefined;
  };
  for (const name of arrows.keys()) {
    const circle = visit(name);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Who imports whom, by file or, with {@link folderOf}, by folder. */
function arrowsOf(
  files: readonly SourceFile[],
  nameOf: (path: string) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to } of files.flatMap(importsOf)) {
    if (nameOf(from) === nameOf(to) && from !== to) continue;
    const known = arrows.get(nameOf(from));
    if (known === undefined) arrows.set(nameOf(from), new Set([nameOf(to)]));
    else known.add(nameOf(to));
  }
  return arrows;
}

const SOURCES = [...sourceFiles(["src", "wasm"], [".ts"])]
  .filter(({ path }) => !path.endsWith("_test.ts"));
/** The program's first file stands above all folders. */
const SRC = SOURCES.filter(({ path }) => path.startsWith("src/") && path !== "src/main.ts");

Deno.test("src/ imports downwards only", () => {
  assert.ok(SRC.length > 100);
  assert.deepEqual(SRC.flatMap(wrongDirections), []);
});

Deno.test("src/ has no circle of files or of folders, types and late imports included", () => {
  assert.strictEqual(circleIn(arrowsOf(SRC, (path) => path)), undefined);
  assert.strictEqual(circleIn(arrowsOf(SRC, folderOf)), undefined);
});

Deno.test("src/ has only folders that have a place in the layers", () => {
  const folders = SRC.map(({ path }) => path.split("/"))
    .filter((parts) => parts.length > 2)
    .map((parts) => parts[1] ?? "");
  assert.deepEqual([...new Set(folders)].filter((name) => !(name in RANKS)), []);
});

Deno.test("a folder holds no more source files than one looks through", () => {
  const sizes = Map.groupBy(SOURCES, ({ path }) => folderOf(path));
  const large = [...sizes].filter(([, files]) => files.length > FOLDER_LIMIT)
    .map(([folder, files]) => `${folder}: ${files.length} files`);
  assert.deepEqual(large, []);
});

Deno.test("wrongDirections() finds an import that points up, sideways, into a room, to tests or nowhere", () => {
  const at = (path: string, specifier: string) =>
    wrongDirections({ path, text: `import { x } from "${specifier}";` }).length;
  assert.strictEqual(at("src/labels/a.ts", "#pipeline/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#hotpath/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "../output/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#tests/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "./filter/x.ts"), 1);
  assert.strictEqual(at("src/version.ts", "#kernel/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#nowhere/x.ts"), 1);
  assert.strictEqual(at("src/labels/a.ts", "#runtime/x.ts"), 0);
  assert.strictEqual(at("src/labels/a.ts", "./x.ts"), 0);
  assert.strictEqual(at("src/labels/filter/a.ts", "../x.ts"), 0);
  assert.strictEqual(at("src/labels/filter/a.ts", "../lookup/x.ts"), 0);
  assert.strictEqual(at("src/labels/a.ts", "../version.ts"), 0);
  assert.strictEqual(at("src/labels/a.ts", "#wire"), 0);
});

Deno.test("circleIn() finds a circle of types, of late imports, and of one file with itself", () => {
  const circle = (...files: [path: string, text: string][]) =>
    circleIn(arrowsOf(files.map(([path, text]) => ({ path, text })), (path) => path));
  assert.deepEqual(
    circle(
      ["src/a.ts", `import type { B } from "./b.ts";`],
      ["src/b.ts", `const a = () => import("./a.ts");`],
    ),
    ["src/a.ts", "src/b.ts"],
  );
  assert.deepEqual(circle(["src/a.ts", `import { a } from "./a.ts";`]), ["src/a.ts"]);
  assert.strictEqual(
    circle(["src/a.ts", `import { b } from "./b.ts";`], ["src/b.ts", ""]),
    undefined,
  );
});
