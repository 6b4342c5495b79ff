import assert from "assert";
import fc from "fast-check";
import { RING_BUSY, RING_DISCARD, RING_HEADER_SIZE } from "#wire";
import { cString, Libc } from "../libc.ts";
import { RingBuffer } from "./ring_buffer.ts";

const O_RDWR = 2;

/** A ring buffer in two files: what the kernel does, done by hand through the files. */
class FakeRing implements Disposable {
  readonly ring: RingBuffer;
  readonly #libc = Libc.open("open", "getpagesize");
  readonly #folder = Deno.makeTempDirSync();
  readonly #file: Deno.FsFile;
  readonly #flagFile: Deno.FsFile;
  readonly #fds: number[];
  readonly #page: number;
  #producer = 0;

  constructor(readonly size: number) {
    this.#page = this.#libc.symbols.getpagesize();
    const [data, flag] = [`${this.#folder}/ring`, `${this.#folder}/flag`];
    this.#file = Deno.openSync(data, { read: true, write: true, create: true });
    this.#flagFile = Deno.openSync(flag, { read: true, write: true, create: true });
    this.#file.truncateSync(2 * this.#page + 2 * size);
    this.#flagFile.truncateSync(this.#page);
    const [fd = -1, flagFd = -1] = this.#fds = [data, flag].map((path) =>
      this.#libc.symbols.open(cString(path), O_RDWR)
    );
    this.ring = new RingBuffer({ fd, size, flagFd });
  }

  get consumer(): bigint {
    return this.#word(this.#file, 0);
  }

  get free(): number {
    return this.size - (this.#producer - Number(this.consumer));
  }

  get armed(): boolean {
    return (this.#word(this.#flagFile, 0) & 0xffff_ffffn) === 1n;
  }

  /** Adds a record and returns its place. */
  produce(payload: Uint8Array, bits = 0): number {
    const at = this.#producer;
    const record = new Uint8Array((payload.length + RING_HEADER_SIZE + 7) & ~7);
    new DataView(record.buffer).setUint32(0, (payload.length | bits) >>> 0, true);
    record.set(payload, RING_HEADER_SIZE);
    this.#poke(at, record);
    this.#producer += record.length;
    this.#write(this.#file, this.#page, BigUint64Array.of(BigInt(this.#producer)));
    return at;
  }

  commit(at: number, length: number): void {
    this.#poke(at, new Uint8Array(Uint32Array.of(length).buffer));
  }

  /** Both copies of every byte, as the kernel's double mapping has them. */
  #poke(at: number, bytes: Uint8Array): void {
    bytes.forEach((byte, index) => {
      const place = 2 * this.#page + ((at + index) & (this.size - 1));
      this.#write(this.#file, place, Uint8Array.of(byte));
      this.#write(this.#file, place + this.size, Uint8Array.of(byte));
    });
  }

  #write(file: Deno.FsFile, at: number, value: Uint8Array | BigUint64Array): void {
    file.seekSync(at, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }

  #word(file: Deno.FsFile, at: number): bigint {
    const word = new BigUint64Array(1);
    file.seekSync(at, Deno.SeekMode.Start);
    file.readSync(new Uint8Array(word.buffer));
    return word[0] ?? 0n;
  }

  [Symbol.dispose](): void {
    this.ring[Symbol.dispose]();
    for (const fd of this.#fds) this.#libc.close(fd);
    this.#libc[Symbol.dispose]();
    this.#file.close();
    this.#flagFile.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

Deno.test("RingBuffer.read() copies committed records and does not advance", () => {
  using fake = new FakeRing(4096);
  const into = new Uint8Array(4096);
  assert.equal(fake.ring.pending(), false);
  assert.equal(fake.ring.read(into), 0);
  fake.produce(bytes(1, 2, 3));
  fake.produce(bytes(4), RING_DISCARD);
  assert.equal(fake.ring.pending(), true);
  assert.equal(fake.ring.read(into), 32);
  assert.equal(fake.ring.read(into), 32);
  assert.deepEqual([...into.subarray(0, 12)], [3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0]);
  assert.equal(fake.consumer, 0n);
  fake.ring.advance(32);
  assert.equal(fake.consumer, 32n);
  assert.equal(fake.ring.pending(), false);
});

Deno.test("RingBuffer.read() stops at a record that is being written", () => {
  using fake = new FakeRing(4096);
  const into = new Uint8Array(4096);
  fake.produce(bytes(1));
  const busy = fake.produce(bytes(2), RING_BUSY);
  fake.produce(bytes(3));
  assert.equal(fake.ring.read(into), 16);
  fake.ring.advance(16);
  assert.equal(fake.ring.pending(), false);
  assert.equal(fake.ring.read(into), 0);
  fake.commit(busy, 1);
  assert.equal(fake.ring.pending(), true);
  assert.equal(fake.ring.read(into), 32);
});

Deno.test("RingBuffer.read() copies whole records only", () => {
  using fake = new FakeRing(4096);
  fake.produce(new Uint8Array(100));
  fake.produce(new Uint8Array(100));
  assert.equal(fake.ring.read(new Uint8Array(223)), 112);
  assert.equal(fake.ring.read(new Uint8Array(224)), 224);
  assert.equal(fake.ring.read(new Uint8Array(111)), 0);
});

Deno.test("RingBuffer.arm() asks for a wake-up unless there is something", () => {
  using fake = new FakeRing(4096);
  assert.equal(fake.ring.arm(), true);
  assert.equal(fake.armed, true);
  fake.ring.disarm();
  assert.equal(fake.armed, false);
  const busy = fake.produce(bytes(1), RING_BUSY);
  assert.equal(fake.ring.arm(), true);
  fake.commit(busy, 1);
  assert.equal(fake.ring.arm(), false);
  assert.equal(fake.armed, false);
});

Deno.test("RingBuffer.read() loses, doubles and mixes nothing, however often it wraps", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.record({ length: fc.integer({ min: 0, max: 600 }), discard: fc.boolean() }),
          fc.record({ room: fc.integer({ min: 0, max: 3000 }) }),
        ),
        { maxLength: 60 },
      ),
      (steps) => {
        using fake = new FakeRing(4096);
        const into = new Uint8Array(4096);
        const expected: number[][] = [];
        let serial = 0;
        const take = (room: number): void => {
          const length = fake.ring.read(into.subarray(0, room));
          for (let at = 0; at < length;) {
            const header = new DataView(into.buffer).getUint32(at, true) & ~RING_DISCARD;
            const payload = [...into.subarray(at + 8, at + 8 + header)];
            assert.deepEqual(payload, expected.shift());
            at += (header + 15) & ~7;
          }
          fake.ring.advance(length);
        };
        for (const step of steps) {
          if ("room" in step) {
            take(step.room);
          } else if (step.length + 16 <= fake.free) {
            const payload = new Uint8Array(step.length).fill(++serial & 0xff);
            fake.produce(payload, step.discard ? RING_DISCARD : 0);
            expected.push([...payload]);
          }
        }
        take(4096);
        assert.equal(expected.length, 0);
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("RingBuffer throws instead of touching unmapped memory", () => {
  using fake = new FakeRing(4096);
  fake.ring[Symbol.dispose]();
  assert.throws(() => fake.ring.pending(), RangeError);
});

Deno.test("RingBuffer reports what the kernel refuses to map", () => {
  assert.throws(() => new RingBuffer({ fd: -1, size: 4096, flagFd: -1 }), {
    code: "EBADF",
    message: "Cannot map the ring buffer of 4096 bytes: EBADF",
  });
});
