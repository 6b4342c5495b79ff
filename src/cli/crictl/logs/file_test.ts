import assert from "assert";
import { RootedFile } from "#kernel/rooted_file.ts";
import fc from "fast-check";
import { LineReader } from "./file.ts";

async function withFile(text: string, work: (file: RootedFile) => Promise<void>): Promise<void> {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, text);
    using file = RootedFile.open("/", path);
    await work(file);
  } finally {
    Deno.removeSync(path);
  }
}

const textOf = (line: Uint8Array) => new TextDecoder().decode(line);

Deno.test("LineReader gives lines and where they begin, wherever blocks end", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "é", "漢", " "), maxLength: 20 });
  const long = fc.integer({ min: 60_000, max: 70_000 }).map((length) => "x".repeat(length));
  const lines = fc.array(fc.oneof({ weight: 20, arbitrary: line }, long), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lines, fc.nat({ max: 14 }), async (lines, skipped) => {
      const ended = lines.map((line) => `${line}\n`);
      const bytes = (count: number) =>
        new TextEncoder().encode(ended.slice(0, count).join("")).length;
      await withFile(ended.join(""), async (file) => {
        const reader = new LineReader(file, bytes(skipped));
        const found = await Array.fromAsync(
          reader.lines(),
          (line) => [textOf(line), reader.lineStart],
        );
        const wanted = ended.map((line, index) => [line, bytes(index)]).slice(skipped);
        assert.deepEqual(found, wanted);
      });
    }),
    { numRuns: 60 },
  );
});

Deno.test("LineReader keeps a line that has no end yet, and gives it as the last one", async () => {
  await withFile("one\ntw", async (file) => {
    const reader = new LineReader(file, 0);
    assert.deepEqual(await Array.fromAsync(reader.lines(), textOf), ["one\n"]);
    assert.equal(reader.position, 6);
    assert.deepEqual(await Array.fromAsync(reader.lines()), []);
    assert.deepEqual(textOf(reader.last() ?? new Uint8Array()), "tw");
    assert.equal(reader.last(), undefined);
  });
});

Deno.test("LineReader gives a line beyond its limit as nothing, and the next one whole", async () => {
  const long = "x".repeat(17 * 1024 * 1024);
  await withFile(`${long}\nnext\n${long}`, async (file) => {
    const reader = new LineReader(file, 0);
    assert.deepEqual(await Array.fromAsync(reader.lines(), textOf), ["", "next\n"]);
    assert.equal(reader.lineStart, long.length + 1);
    assert.equal(reader.last()?.length, 0);
  });
});
