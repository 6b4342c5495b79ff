import assert from "assert";
import { OutputClosedError } from "./errno.ts";
import { cString, memory } from "./libc.ts";
import { isBrokenPipe, OutputFd } from "./output_fd.ts";
import { Poller } from "./poller.ts";

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const O_NONBLOCK = 0o4000;
const F_GETFL = 3;

/** Pairs of file descriptors, for the tests only. */
class Pair implements Disposable {
  readonly #libc = Deno.dlopen("libc.so.6", {
    pipe: { parameters: ["buffer"], result: "i32" },
    socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
    open: { parameters: ["buffer", "i32"], result: "i32" },
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    fcntl: { parameters: ["i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  readonly #open = new Set<number>();
  readonly reader: number;
  readonly writer: number;

  constructor(kind: "pipe" | "socket") {
    const fds = new Int32Array(2);
    const bytes = new Uint8Array(fds.buffer);
    const { pipe, socketpair } = this.#libc.symbols;
    const result = kind === "pipe" ? pipe(bytes) : socketpair(AF_UNIX, SOCK_STREAM, 0, bytes);
    assert.equal(result, 0);
    [this.reader = -1, this.writer = -1] = fds;
    this.#open.add(this.reader).add(this.writer);
  }

  open(path: string): number {
    const fd = this.#libc.symbols.open(cString(path), 1);
    this.#open.add(fd);
    return fd;
  }

  read(length: number): number {
    return Number(this.#libc.symbols.read(this.reader, memory(length), BigInt(length)));
  }

  flags(fd: number): number {
    return this.#libc.symbols.fcntl(fd, F_GETFL);
  }

  close(fd: number): void {
    if (this.#open.delete(fd)) this.#libc.symbols.close(fd);
  }

  [Symbol.dispose](): void {
    for (const fd of this.#open) this.close(fd);
    this.#libc.close();
  }
}

const CHUNK = new Uint8Array(50_000).fill(0x61);

for (const kind of ["pipe", "socket"] as const) {
  Deno.test(`OutputFd.write() takes what a ${kind} has room for and never waits`, () => {
    using pair = new Pair(kind);
    using output = OutputFd.open(pair.writer);
    using poller = new Poller();
    poller.add(output.fd, 1, "write");
    assert.equal(output.kind, kind);
    let written = 0;
    for (let part; (part = output.write(CHUNK)) > 0;) written += part;
    assert.ok(written >= 4096);
    assert.equal(poller.wait(0), 0);
    let taken = 0;
    while (taken < written) taken += pair.read(1 << 20);
    assert.equal(taken, written);
    assert.equal(poller.wait(0), 2);
    assert.ok(output.write(CHUNK) > 0);
  });

  Deno.test(`OutputFd.write() throws when a ${kind}'s reader has gone`, () => {
    using pair = new Pair(kind);
    using output = OutputFd.open(pair.writer);
    pair.close(pair.reader);
    assert.throws(() => output.write(CHUNK), (error) => {
      assert.ok(error instanceof OutputClosedError);
      return isBrokenPipe(error);
    });
  });
}

Deno.test("OutputFd.open() leaves the shared pipe blocking", () => {
  using pair = new Pair("pipe");
  using output = OutputFd.open(pair.writer);
  assert.notEqual(output.fd, pair.writer);
  assert.equal(pair.flags(pair.writer) & O_NONBLOCK, 0);
  assert.equal(pair.flags(output.fd) & O_NONBLOCK, O_NONBLOCK);
});

Deno.test("OutputFd.write() writes files whole, at the shared place", () => {
  using pair = new Pair("pipe");
  const path = Deno.makeTempFileSync();
  try {
    const fd = pair.open(path);
    {
      using output = OutputFd.open(fd);
      assert.equal(output.kind, "file");
      assert.equal(output.fd, fd);
      assert.equal(output.write(CHUNK), CHUNK.length);
    }
    using again = OutputFd.open(fd);
    assert.equal(again.write(CHUNK), CHUNK.length);
    assert.equal(again.write(new Uint8Array(0)), 0);
    assert.equal(Deno.statSync(path).size, 2 * CHUNK.length);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("OutputFd.takeBack() shortens a file, unless somebody else has written since", () => {
  using pair = new Pair("pipe");
  const path = Deno.makeTempFileSync();
  try {
    using output = OutputFd.open(pair.open(path));
    output.write(CHUNK);
    output.takeBack(7);
    assert.equal(Deno.statSync(path).size, CHUNK.length - 7);
    output.write(CHUNK.subarray(0, 3));
    assert.equal(Deno.statSync(path).size, CHUNK.length - 4);
    Deno.writeTextFileSync(path, "somebody else", { append: true });
    output.takeBack(3);
    assert.equal(Deno.statSync(path).size, CHUNK.length - 4 + 13);
    using pipe = OutputFd.open(pair.writer);
    pipe.write(CHUNK.subarray(0, 3));
    pipe.takeBack(1);
    assert.equal(pair.read(9), 3);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("OutputFd.write() passes other errors on", () => {
  using pair = new Pair("pipe");
  using output = OutputFd.open(pair.open("/dev/full"));
  assert.equal(output.kind, "character");
  assert.throws(() => output.write(CHUNK), (error: Error) => {
    assert.match(error.message, /^Cannot write to file descriptor \d+: ENOSPC$/);
    return !isBrokenPipe(error);
  });
});

Deno.test("OutputFd.open() refuses what is not open", () => {
  assert.throws(() => OutputFd.open(99_999), { code: "EBADF" });
});
