import assert from "assert";
import manifest from "../../deno.json" with { type: "json" };
import tools from "../../proto/tools/deno.json" with { type: "json" };
import { sourceFiles } from "#tests/source_tree.ts";

const PACKAGES: Readonly<Record<string, { dependencies?: readonly string[] }>> =
  JSON.parse(Deno.readTextFileSync(new URL("../../deno.lock", import.meta.url))).npm;
const PAGE = Deno.readTextFileSync(new URL("../../docs/dependencies.md", import.meta.url));
const NPM_CACHE = npmCache();
const [IN_PROGRAM = "", TO_BUILD = ""] = PAGE.split("## To build and test");

function npmCache(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return (JSON.parse(new TextDecoder().decode(stdout)) as { npmCache: string }).npmCache;
}

/** The packages that the tables of a text list. */
function listed(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

function npmPackages({ imports }: { imports: Readonly<Record<string, string>> }): string[] {
  return Object.values(imports).flatMap((specifier) =>
    /^npm:((?:@[^/]+\/)?[^@]+)/.exec(specifier)?.[1] ?? []
  );
}

/** A package of the lock file with all that it needs, by names without versions. */
function* closure(key: string): Generator<string> {
  const found = key in PACKAGES ? key : Object.keys(PACKAGES).find((one) => nameOf(one) === key);
  assert.ok(found !== undefined, `${key} in deno.lock`);
  yield nameOf(found);
  for (const needed of PACKAGES[found]?.dependencies ?? []) yield* closure(needed);
}

function nameOf(key: string): string {
  return key.replace(/(?<=.)@.*$/, "");
}

Deno.test("docs/dependencies.md lists every package of the import maps, and no other", () => {
  const imported = new Set([...npmPackages(manifest), ...npmPackages(tools)]);
  assert.deepEqual(listed(PAGE).sort(), [...imported].sort());
});

Deno.test("docs/dependencies.md names all that comes with what is in the program", () => {
  for (const specifier of Object.values(manifest.imports)) {
    const key = specifier.replace(/^npm:/, "");
    if (key === specifier || !listed(IN_PROGRAM).includes(nameOf(key))) continue;
    for (const name of closure(key)) assert.ok(IN_PROGRAM.includes(`\`${name}\``), name);
  }
});

Deno.test("docs/dependencies.md tells packages of the program from those of tests and builds", () => {
  assert.ok(listed(TO_BUILD).includes("fast-check"));
  const bare = /(?:\bfrom|\bimport) "([^"#.][^":]*)"/g;
  const used = new Set<string>();
  for (const { path, text } of sourceFiles(["src"], [".ts"])) {
    if (path.endsWith("_test.ts")) continue;
    for (const [, name = ""] of text.matchAll(bare)) used.add(name);
  }
  assert.ok(used.has("@stricli/core"));
  for (const name of listed(TO_BUILD)) assert.ok(!used.has(name), name);
});

/** The licence that a package of deno.lock declares itself, where this machine has the package. */
function declaredLicence(key: string): string | undefined {
  const [, name = "", version = ""] = /^(.+)@([^@]+)$/.exec(key) ?? [];
  for (const { name: registry } of Deno.readDirSync(NPM_CACHE)) {
    try {
      const text = Deno.readTextFileSync(
        `${NPM_CACHE}/${registry}/${name}/${version}/package.json`,
      );
      return (JSON.parse(text) as { license?: string }).license;
    } catch {
      // another registry's, or not fetched here
    }
  }
  return undefined;
}

Deno.test("docs/dependencies.md gives every package the licence that it declares itself", () => {
  const compared = new Set<string>();
  for (const key of Object.keys(PACKAGES)) {
    const name = nameOf(key);
    const declared = declaredLicence(key);
    const stated = new RegExp(`\`${name}\` *(?:\\||\\(|, )([\\w .-]+?)(?: *\\||\\)|,)`).exec(PAGE)
      ?.[1]?.trim();
    if (declared === undefined || stated === undefined) continue;
    assert.strictEqual(stated, declared, key);
    compared.add(name);
  }
  for (const name of listed(IN_PROGRAM)) assert.ok(compared.has(name), name);
  assert.ok(compared.size >= 9, [...compared].join());
});
