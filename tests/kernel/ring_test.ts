import assert from "assert";
import { KernelPrograms } from "#kernel/bpf/programs.ts";
import { Poller } from "#kernel/poller.ts";
import { RingBuffer } from "#kernel/bpf/ring_buffer.ts";
import { Capture } from "./capture.ts";
import { kernelTest } from "./declare.ts";
import type { KernelRecord } from "./records.ts";

kernelTest("lost() counts what found the ring full, exactly", () => {
  // The witness sees all that the small ring was offered: it is attached before and detached after.
  using witness = new Capture({ ringBytes: 1 << 22 });
  using small = new Capture({ ringBytes: 4096 });
  for (let run = 0; run < 40; run++) small.run("/bin/true");
  small.programs.detach();
  witness.programs.detach();
  const isOwn = ({ type, cgroup }: KernelRecord): boolean =>
    cgroup === small.id && (type === "exec" || type === "exit");
  const seen = witness.records();
  const kept = small.records();
  const missed = seen.filter(isOwn).length - kept.filter(isOwn).length;
  assert.equal(seen.filter(isOwn).length, 80);
  assert.ok(missed > 0);
  // What others on the machine did meanwhile may be lost too.
  const strangers = seen.filter((record) => !isOwn(record)).length -
    kept.filter((record) => !isOwn(record)).length;
  const lost = Number(small.programs.lost());
  assert.ok(missed <= lost && lost <= missed + strangers, `${missed} ${lost} ${strangers}`);
  assert.equal(witness.programs.lost(), 0n);
});

kernelTest("arm() is answered with one wake-up, and none comes unasked", () => {
  using capture = new Capture();
  using poller = new Poller();
  const { ring } = capture.programs;
  poller.add(ring.fd, 0);
  // Ready once, it stays so until a look finds it empty, which others on the machine can delay.
  const settle = (): void => {
    do capture.records(); while (poller.wait(0) !== 0);
  };
  settle();
  capture.run("/bin/true");
  assert.ok(ring.pending());
  assert.equal(poller.wait(20), 0);
  do capture.records(); while (!ring.arm());
  capture.run("/bin/true");
  assert.equal(poller.wait(1000), 1);
  assert.equal(ring.arm(), false);
  settle();
  capture.run("/bin/true");
  assert.equal(poller.wait(20), 0);
  assert.equal(capture.execs().length, 3);
});

kernelTest("no wake-up is lost while records keep coming", async () => {
  using capture = new Capture();
  using poller = new Poller();
  const { ring } = capture.programs;
  const runs = 300;
  poller.add(ring.fd, 0);
  const loop =
    `echo $$ > "$0/cgroup.procs"; i=0; while [ $i -lt ${runs} ]; do /bin/true; i=$((i+1)); done`;
  const child = new Deno.Command("/bin/sh", { args: ["-c", loop, capture.folder] }).spawn();
  let sleeps = 0;
  // The shell itself ends last.
  while (capture.exits().length < runs + 1) {
    if (!ring.arm()) continue;
    assert.equal(poller.wait(10_000), 1);
    sleeps++;
  }
  assert.equal(capture.execs().length, runs);
  assert.ok(sleeps > 0);
  await child.status;
});

kernelTest("a ring can be mapped again, as another thread would", () => {
  using capture = new Capture();
  capture.run("/bin/true");
  using second = new RingBuffer(capture.programs.ringHandle);
  const bytes = new Uint8Array(second.size);
  const length = second.read(bytes);
  assert.ok(length > 0);
  second.advance(length);
  assert.equal(second.read(bytes), 0);
});

kernelTest("detach() ends the records and keeps what is there readable", () => {
  using capture = new Capture();
  capture.run("/bin/true");
  capture.programs.detach();
  capture.programs.detach();
  capture.run("/bin/true");
  assert.equal(capture.execs().length, 1);
});

kernelTest("load() gives the verifier's log on request and refuses bad sizes", () => {
  let log = "";
  KernelPrograms.load({ ringBytes: 65536, log: (text) => log = text })[Symbol.dispose]();
  assert.match(log, /processed \d+ insns/);
  for (const ringBytes of [0, 2048, 5000, 2 ** 31]) {
    assert.throws(() => KernelPrograms.load({ ringBytes }), RangeError);
  }
});

kernelTest("load() leaves no file descriptor open, whether it works or not", () => {
  const count = (): number => [...Deno.readDirSync("/proc/self/fd")].length;
  const before = count();
  KernelPrograms.load({ ringBytes: 65536 })[Symbol.dispose]();
  assert.equal(count(), before);
});
