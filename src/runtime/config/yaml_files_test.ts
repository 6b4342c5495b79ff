import assert from "assert";
import { YamlFiles } from "./yaml_files.ts";
import { MAX_YAML_CHARACTERS } from "./yaml_mapping.ts";

Deno.test("YamlFiles loads the library for the first text, and reads it in a later look", async () => {
  const files = new YamlFiles();
  files.begin();
  assert.equal(files.loading, undefined);
  assert.equal(files.read("a: 1"), undefined);
  assert(files.loading !== undefined);
  await files.loading;
  assert.equal(files.loading, undefined);
  assert.deepEqual(files.read("a: b"), {
    entries: [{ key: "a", line: 1, text: "b", isText: true }],
  });
});

Deno.test("YamlFiles reads each text once, and not too much of them in one look", async () => {
  const files = new YamlFiles();
  files.read("a: 1");
  await files.loading;
  const long = (key: string) => `${key}: ${"x".repeat(MAX_YAML_CHARACTERS - 10)}`;
  const names = ["a", "b", "c", "d", "e"];
  const look = () => {
    files.begin();
    return names.map((name) => files.read(long(name)));
  };
  const first = look();
  assert.deepEqual(first.map((mapping) => mapping !== undefined), [
    true,
    true,
    false,
    false,
    false,
  ]);
  const second = look();
  assert.equal(second[0], first[0]);
  assert.deepEqual(second.map((mapping) => mapping !== undefined), [true, true, true, true, false]);
  assert(look().every((mapping) => mapping !== undefined));
  // What is too long is refused, and takes nothing away from others.
  files.begin();
  const refused = files.read("x".repeat(MAX_YAML_CHARACTERS * 3));
  assert(refused !== undefined && "fault" in refused);
  assert(files.read("f: 1") !== undefined);
});

Deno.test("YamlFiles survives what would take the library to its limits", async () => {
  const files = new YamlFiles();
  files.read("a: 1");
  await files.loading;
  const bomb = Array.from(
    { length: 30 },
    (_, level) => `l${level}: &l${level} [${Array(9).fill(level === 0 ? "x" : `*l${level - 1}`)}]`,
  ).join("\n");
  for (const text of ["[".repeat(60_000), "{a: ".repeat(15_000), "- ".repeat(30_000), bomb, "\0"]) {
    files.begin();
    assert(files.read(text) !== undefined, text.slice(0, 20));
  }
  assert.deepEqual(files.read("a: &a *a"), files.read("a: &a *a"));
});

Deno.test("YamlFiles writes nothing, whatever the environment says", async () => {
  const code = `
    import { YamlFiles } from ${JSON.stringify(new URL("./yaml_files.ts", import.meta.url).href)};
    const files = new YamlFiles();
    files.read("a: 1");
    await files.loading;
    if (files.read("a: !odd 1") === undefined) Deno.exit(1);
  `;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "-q", code],
    env: { LOG_STREAM: "1", LOG_TOKENS: "1" },
  }).output();
  assert.deepEqual([success, stdout.length, new TextDecoder().decode(stderr)], [true, 0, ""]);
});
