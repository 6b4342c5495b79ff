import assert from "assert";
import fc from "fast-check";
import { joined } from "../bytes.ts";
import { frameMessage, MessageReader } from "./message_reader.ts";

const LIMIT = 1000;
const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
const sizes = fc.array(fc.nat({ max: 9 }), { maxLength: 60 });

/** Bytes in parts of the given sizes, and the rest. */
function parts(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  let at = 0;
  return [...sizes, bytes.length].map((size) => bytes.subarray(at, at += size));
}

/** A reader, what it has read, and how many more are wanted. */
function reading(wanted: number) {
  const state = { wanted, read: [] as number[][] };
  const reader = new MessageReader(LIMIT, {
    isWanted: () => state.wanted > 0,
    onMessage(message) {
      state.wanted--;
      state.read.push([...message]);
    },
  });
  return { reader, state };
}

Deno.test("MessageReader gives what frameMessage() made, in whatever parts it comes", () =>
  fc.assert(fc.property(messages, sizes, (messages, sizes) => {
    const { reader, state } = reading(Infinity);
    const bytes = joined(messages.map(frameMessage));
    const read = parts(bytes, sizes).map((part) => reader.add(part));
    assert.equal(read.reduce((sum, count) => sum + count, 0), bytes.length);
    assert.deepEqual(state.read, messages.map((message) => [...message]));
    assert(!reader.isWithinMessage && !reader.hasBacklog);
  })));

Deno.test("MessageReader keeps what is not wanted, and counts each byte once when it is", () =>
  fc.assert(fc.property(messages, sizes, (messages, sizes) => {
    const { reader, state } = reading(0);
    const bytes = joined(messages.map(frameMessage));
    let read = 0;
    for (const part of parts(bytes, sizes)) {
      read += reader.add(part);
      if (part.length % 2 === 0) continue;
      state.wanted = 1;
      read += reader.resume();
    }
    while (reader.hasBacklog) {
      state.wanted = 1;
      read += reader.resume();
    }
    assert.equal(read, bytes.length);
    assert.deepEqual(state.read, messages.map((message) => [...message]));
  })));

Deno.test("MessageReader knows that it is within a message", () => {
  const whole = frameMessage(new Uint8Array(7));
  for (let length = 1; length < whole.length; length++) {
    const { reader } = reading(Infinity);
    reader.add(whole.subarray(0, length));
    assert(reader.isWithinMessage);
  }
});

Deno.test("MessageReader refuses messages beyond the limit, and compressed ones", () => {
  assert.throws(() => reading(1).reader.add(Uint8Array.of(0, 0, 0, 4, 0)), RangeError);
  assert.throws(() => reading(1).reader.add(Uint8Array.of(1, 0, 0, 0, 1, 0)), /compressed/);
});

Deno.test("MessageReader may be asked for more by who is given a message", () => {
  let wanted = 1;
  const read: number[] = [];
  const reader: MessageReader = new MessageReader(LIMIT, {
    isWanted: () => wanted > 0,
    onMessage([first = 0]) {
      read.push(first);
      assert.equal(reader.resume(), 0);
    },
  });
  reader.add(joined([1, 2, 3].map((byte) => frameMessage(Uint8Array.of(byte)))));
  assert.deepEqual(read, [1, 2, 3]);
  wanted = 0;
});

Deno.test("MessageReader puts messages together that outgrow their first room, in any parts", () => {
  for (const length of [65_535, 65_536, 65_537, 131_073, 1_000_003]) {
    const sent = Uint8Array.from({ length }, (_, i) => i * 31 >> 3);
    const read: Uint8Array[] = [];
    const reader = new MessageReader(length, {
      isWanted: () => true,
      onMessage: (message) => read.push(message),
    });
    for (const part of parts(frameMessage(sent), [1, 4, 1, 65_530, 7, 65_536])) reader.add(part);
    assert.equal(read.length, 1);
    assert.deepEqual(read[0], sent);
  }
});
