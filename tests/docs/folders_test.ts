import assert from "assert";

const ROOT = new URL("../../", import.meta.url);

function folders(path: string): string[] {
  return [...Deno.readDirSync(new URL(path, ROOT))]
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
}

/** The rows of a document's tables, by their first cell without its link. */
function rows(path: string): ReadonlyMap<string, string> {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  return new Map(
    [...text.matchAll(/^\| \[?`?([\w/]+\/)`?(?:\]\([^)]*\))? *\|(.*)\|$/gm)]
      .map(([, folder = "", what = ""]) => [folder, what]),
  );
}

/** Folders within folders that a row need not name: what is generated, and those of which there is one a command. */
function isTold(folder: string, room: string, what: string): boolean {
  return what.includes(`\`${room}/\``) || room === "gen" ||
    (folder === "src/cli/" && hasCommand(`${folder}${room}/`));
}

function hasCommand(folder: string): boolean {
  return [...Deno.readDirSync(new URL(folder, ROOT))].some(({ name }) => name === "command.ts");
}

Deno.test("CONTRIBUTING's plan has every folder of the sources, and each room in it", () => {
  const plan = rows("CONTRIBUTING.md");
  const sources = ["bpf/", "wasm/", ...folders("src").map((name) => `src/${name}/`)];
  for (const folder of sources) {
    const what = plan.get(folder);
    assert.ok(what !== undefined, folder);
    for (const room of folders(folder)) assert.ok(isTold(folder, room, what), `${folder}${room}`);
  }
});

Deno.test("CONTRIBUTING's plan names no room that is not there", () => {
  for (const [folder, what] of rows("CONTRIBUTING.md")) {
    const there = folders(folder);
    for (const [, room = ""] of what.matchAll(/`(\w+)\/`/g)) {
      assert.ok(there.includes(room), `${folder}${room}`);
    }
  }
});

Deno.test("tests/README.md has a row for every folder of the tests, and no other", () => {
  assert.deepEqual(
    [...rows("tests/README.md").keys()].sort(),
    folders("tests").map((one) => `${one}/`),
  );
});
