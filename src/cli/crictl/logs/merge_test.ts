import assert from "assert";
import fc from "fast-check";
import type { LogStream } from "./line.ts";
import { LineMerger } from "./merge.ts";

const NEVER_MS = 2 ** 31 - 1;
const bytes = (text: string) => new TextEncoder().encode(text);

function merged(pieces: readonly (readonly [LogStream, string])[]): string {
  let text = "";
  const merger = new LineMerger((_, piece) => {
    text += new TextDecoder().decode(piece);
  }, NEVER_MS);
  // Memory that is used again.
  const memory = new Uint8Array(64);
  for (const [stream, piece] of pieces) {
    const { written } = new TextEncoder().encodeInto(piece, memory);
    merger.write(stream, memory.subarray(0, written));
  }
  merger.breakOff();
  return text;
}

Deno.test("LineMerger puts no line into the middle of another stream's", () => {
  assert.equal(
    merged([["stdout", "half "], ["stderr", "oops "], ["stdout", "whole\n"], ["stderr", "too\n"]]),
    "half whole\noops too\n",
  );
  assert.equal(
    merged([["stderr", "a"], ["stdout", "b\nc\nd"], ["stderr", "\n"], ["stdout", "\n"]]),
    "a\nb\nc\nd\n",
  );
  // At the end no line is left to come.
  assert.equal(merged([["stdout", "half"], ["stderr", "oops\n"]]), "half\noops\n");
  assert.equal(merged([["stdout", "half"]]), "half");
});

Deno.test("LineMerger keeps every line whole, and each stream's in their order", () => {
  const stream = fc.constantFrom<LogStream>("stdout", "stderr");
  const piece = fc.constantFrom("x", "x\n", "\n", "x\nx", "");
  fc.assert(fc.property(fc.array(fc.tuple(stream, piece)), (pieces) => {
    // Which stream a line is of can be seen in it.
    const own = pieces.map(([stream, text]) =>
      [stream, stream === "stdout" ? text : text.replaceAll("x", "y")] as const
    );
    const streamOf = (wanted: LogStream) =>
      own.flatMap(([stream, text]) => stream === wanted ? [text] : []).join("");
    const lines = merged(own).split("\n");
    assert.ok(lines.every((line) => /^(?:x*|y*)$/.test(line)), lines.join("|"));
    const wanted = (["stdout", "stderr"] as const)
      .flatMap((stream) => streamOf(stream).split("\n").filter((line) => line !== ""));
    assert.deepEqual(
      lines.filter((line) => line !== "").sort(),
      wanted.sort(),
    );
  }));
});

Deno.test("LineMerger breaks off a half line that keeps others waiting, after a time and after too much", async () => {
  const told = Promise.withResolvers<void>();
  let text = "";
  const write = (_: LogStream, piece: Uint8Array) => {
    text += new TextDecoder().decode(piece);
    if (text.endsWith("oops\n")) told.resolve();
  };
  const soon = new LineMerger(write, 10);
  soon.write("stdout", bytes("password: "));
  soon.write("stderr", bytes("oops\n"));
  assert.equal(text, "password: ");
  await told.promise;
  assert.equal(text, "password: \noops\n");
  soon.write("stdout", bytes("secret\n"));
  assert.equal(text, "password: \noops\nsecret\n");

  text = "";
  const full = new LineMerger(write, NEVER_MS);
  full.write("stdout", bytes("half"));
  for (let piece = 0; piece < 17; piece++) full.write("stderr", bytes("y".repeat(2 ** 16)));
  assert.equal(text, `half\n${"y".repeat(17 * 2 ** 16)}`);
});
