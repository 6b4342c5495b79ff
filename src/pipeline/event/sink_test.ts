import assert from "assert";
import fc from "fast-check";
import { Sink } from "./sink.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A reader that takes as many bytes as it is told to. */
class Reader {
  budget = Infinity;
  text = "";

  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.budget);
    this.budget -= taken;
    this.text += decoder.decode(bytes.subarray(0, taken));
    return taken;
  }
}

Deno.test("Sink.write() passes lines on to a reader that keeps up", () => {
  const reader = new Reader();
  const sink = new Sink(reader, 16);
  sink.write(encoder.encode("one\ntwo\n"));
  assert.equal(reader.text, "one\ntwo\n");
  assert.equal(sink.waiting, 0);
  assert.equal(sink.takeLost(), 0n);
});

Deno.test("Sink.write() keeps what a slow reader leaves, in order, and ends a begun line", () => {
  const reader = new Reader();
  const sink = new Sink(reader, 64);
  reader.budget = 2;
  sink.write(encoder.encode("one\ntwo\n"));
  sink.write(encoder.encode("three\n"));
  assert.equal(reader.text, "on");
  assert.equal(sink.waiting, 12);
  reader.budget = Infinity;
  assert.equal(sink.flush(), true);
  assert.equal(reader.text, "one\ntwo\nthree\n");
});

Deno.test("Sink.write() loses whole lines when its memory is full, and counts them", () => {
  const reader = new Reader();
  const sink = new Sink(reader, 8);
  reader.budget = 1;
  sink.write(encoder.encode("one\ntwo\nthree\nfour\n"));
  reader.budget = Infinity;
  sink.flush();
  assert.equal(reader.text, "one\ntwo\n");
  assert.equal(sink.takeLost(), 2n);
  assert.equal(sink.takeLost(), 0n);
});

Deno.test("Sink writes whole lines only, each at most once, lost ones counted, whatever the reader does", () => {
  const lines = fc.array(fc.stringMatching(/^[a-z]{0,6}$/), { minLength: 1, maxLength: 5 });
  const step = fc.record({ lines, budget: fc.nat(20), trims: fc.boolean() });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const reader = new Reader();
    const sink = new Sink(reader, 64);
    const sent: string[] = [];
    for (const { lines, budget, trims } of steps) {
      reader.budget = budget;
      const numbered = lines.map((line) => `${sent.length}-${line}`);
      numbered.forEach((line, index) => numbered[index] = `${sent.push(line)}:${line}`);
      sent.splice(sent.length - numbered.length, numbered.length, ...numbered);
      sink.write(encoder.encode(`${numbered.join("\n")}\n`));
      if (trims) sink.trim();
    }
    reader.budget = Infinity;
    sink.flush();
    const got = reader.text === "" ? [] : reader.text.trimEnd().split("\n");
    // What arrived is a subsequence of what was sent.
    let at = 0;
    for (const line of got) {
      at = sent.indexOf(line, at) + 1;
      assert(at > 0, `${line} was never sent, or came twice or out of order`);
    }
    assert.equal(BigInt(got.length) + sink.takeLost(), BigInt(sent.length));
  }));
});

Deno.test("Sink.write() keeps lines that tell of losses where others are lost", () => {
  const reader = new Reader();
  const sink = new Sink(reader, 8);
  reader.budget = 0;
  sink.write(encoder.encode("one\ntwo\n"));
  sink.write(encoder.encode("three\n"));
  assert.equal(sink.crowded, false);
  sink.write(encoder.encode("1 lost\n"), true);
  reader.budget = Infinity;
  assert.equal(sink.flush(), true);
  assert.equal(reader.text, "one\ntwo\n1 lost\n");
  assert.equal(sink.takeLost(), 1n);
});

Deno.test("Sink.crowded tells when not even lines about losses fit", () => {
  const sink = new Sink({ write: () => 0 }, 8);
  for (let i = 0; i < 15; i++) sink.write(encoder.encode(`${"x".repeat(4095)}\n`), true);
  assert.equal(sink.crowded, false);
  sink.write(encoder.encode(`${"x".repeat(4095)}\n`), true);
  assert.equal(sink.crowded, true);
});

Deno.test("Sink.abandon() counts what still waits as lost", () => {
  const sink = new Sink({ write: () => 0 }, 64);
  sink.write(encoder.encode("one\ntwo\n"));
  sink.abandon();
  assert.equal(sink.waiting, 0);
  assert.equal(sink.takeLost(), 2n);
});

Deno.test("Sink has what was written of a line taken back when the rest cannot be written", () => {
  const broken = new Error("ENOSPC");
  const taken: number[] = [];
  const steps = [9, 2, 0, broken];
  const sink = new Sink({
    write: () => {
      const step = steps.shift() ?? 0;
      if (typeof step === "number") return step;
      throw step;
    },
    takeBack: (bytes) => void taken.push(bytes),
  });
  sink.write(encoder.encode("one\ntwo\nthree\n"));
  assert.equal(sink.flush(), false);
  assert.throws(() => sink.write(encoder.encode("four\n")), broken);
  // "t" by the first write, "hr" by the second.
  assert.deepEqual(taken, [3]);
});

Deno.test("Sink takes nothing back of whole lines", () => {
  const steps = [4, 10];
  const sink = new Sink({
    write() {
      const step = steps.shift();
      if (step === undefined) throw new Error("ENOSPC");
      return step;
    },
    takeBack: () => assert.fail("lines are whole"),
  });
  sink.write(encoder.encode("one\ntwo\nthree\n"));
  sink.flush();
  assert.throws(() => sink.write(encoder.encode("four\n")), /ENOSPC/);
});
