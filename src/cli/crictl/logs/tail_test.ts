import assert from "assert";
import { RootedFile } from "#kernel/rooted_file.ts";
import fc from "fast-check";
import { LineReader } from "./file.ts";
import { parseLogLine } from "./line.ts";
import { tailOffsets } from "./tail.ts";

/** A line of a log's file: of CRI's or Docker's, whole or a part; or of neither. */
interface Entry {
  readonly stream: "stdout" | "stderr" | "strange";
  readonly ends: boolean;
  readonly docker: boolean;
  readonly text: string;
}

function lineOf({ stream, ends, docker, text }: Entry): string {
  const time = "2026-11-23T01:00:00Z";
  if (stream === "strange") return `${text}\n`;
  if (docker) return `${JSON.stringify({ log: ends ? `${text}\n` : text, stream, time })}\n`;
  return `${time} ${stream} ${ends ? "F" : "P"} ${text}\n`;
}

/** The numbers of those entries that make up the last lines. */
function lastOf(entries: readonly Entry[], lines: number): number[] {
  const whole: number[][] = [];
  const open = new Map<string, number[]>();
  entries.forEach(({ stream, ends }, index) => {
    const parts = open.get(stream) ?? [];
    parts.push(index);
    if (ends || stream === "strange") {
      whole.push(parts);
      open.delete(stream);
    } else open.set(stream, parts);
  });
  // A line without an end yet is as late as its last part.
  const all = [...whole, ...open.values()]
    .sort((a, b) => (a.at(-1) ?? 0) - (b.at(-1) ?? 0));
  return (lines === 0 ? [] : all.slice(-lines)).flat().sort((a, b) => a - b);
}

async function printed(entries: readonly Entry[], lines: number): Promise<string[]> {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, entries.map(lineOf).join(""));
    using file = RootedFile.open("/", path);
    const from = tailOffsets(file, lines);
    const reader = new LineReader(file, Math.min(...Object.values(from)));
    const found: string[] = [];
    for await (const line of reader.lines()) {
      const { stream = "strange" } = parseLogLine(line) ?? {};
      if (reader.lineStart >= from[stream]) found.push(new TextDecoder().decode(line));
    }
    return found;
  } finally {
    Deno.removeSync(path);
  }
}

const entry: fc.Arbitrary<Entry> = fc.record({
  stream: fc.constantFrom("stdout", "stderr", "stdout", "stderr", "strange"),
  ends: fc.boolean(),
  docker: fc.boolean(),
  text: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom("", "a", "é") },
    fc.integer({ min: 60_000, max: 70_000 }).map((length) => "x".repeat(length)),
  ),
});

Deno.test("tailOffsets() counts lines of both streams together, in however many parts they are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 16 }),
      fc.nat({ max: 10 }),
      async (all, lines) => {
        const wanted = lastOf(all, lines).map((index) => all[index]).flatMap((one) =>
          one === undefined ? [] : [lineOf(one)]
        );
        assert.deepEqual(await printed(all, lines), wanted);
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("tailOffsets() takes 200 parts for one line, and leaves out parts of lines before it", async () => {
  const of = (stream: "stdout" | "stderr", text: string, ends: boolean): Entry => ({
    stream,
    text,
    ends,
    docker: false,
  });
  const parts = Array.from({ length: 200 }, (_, part) => of("stdout", `${part}`, part === 199));
  const other = of("stderr", "other", true);
  const log = [other, ...parts.slice(0, 100), other, ...parts.slice(100)];
  assert.deepEqual(await printed(log, 1), parts.map(lineOf));
  assert.deepEqual(await printed([...log, other], 2), [...parts, other].map(lineOf));
  assert.deepEqual(await printed(log, 0), []);
});
