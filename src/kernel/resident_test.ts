import assert from "assert";
import { executableRanges, ResidentMemory, unchangedPages } from "./resident.ts";

Deno.test("executableRanges() takes the read-only private mappings of the loaded program, and no other ones of its file", () => {
  const maps = `560d08250000-560d09dde000 r--p 00000000 fe:00 1049     /usr/bin/deno
560d0a054000-560d0dd48000 r-xp 01b8e000 fe:00 1049                   /usr/bin/deno
560d0dd48000-560d0dfba000 rw-p 05881000 fe:00 1049                   /usr/bin/deno
7f0000000000-7f0000001000 r--s 00000000 fe:00 1049                   /usr/bin/deno
7fa817dc0000-7fa817fe6000 r-xp 035cf000 fe:00 1049                   /usr/bin/deno
7f0044a64000-7f0044bba000 r-xp 00026000 fe:00 77                     /usr/lib/libc.so.6
7ffd00000000-7ffd00001000 r-xp 00000000 00:00 0                      [vdso]
`;
  assert.deepEqual(executableRanges(maps, "/usr/bin/deno"), [
    { begin: 0x560d08250000n, end: 0x560d09dde000n },
    { begin: 0x560d0a054000n, end: 0x560d0dd48000n },
  ]);
});

Deno.test("releaseStartupPages() makes the process smaller, and it runs on", () => {
  const before = Deno.memoryUsage().rss;
  using memory = new ResidentMemory();
  const released = memory.releaseStartupPages();
  assert(released > 1 << 20, `${released} bytes`);
  assert(Deno.memoryUsage().rss < before);
  assert.equal(JSON.stringify({ still: ["here"] }), '{"still":["here"]}');
});

/** MiB of the executable and other files that are in this process's memory. */
function fileMiB(): number {
  return Number(/^RssFile:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1]) /
    1024;
}

/** Touches all of the executable, as a start does. */
function touchExecutable(): void {
  const maps = executableRanges(Deno.readTextFileSync("/proc/self/maps"), Deno.execPath());
  for (const { begin, end } of maps) {
    const pointer = Deno.UnsafePointer.create(begin);
    assert(pointer !== null);
    const view = new Deno.UnsafePointerView(pointer);
    for (let at = 0; at < Number(end - begin); at += 4096) view.getUint8(at);
  }
}

Deno.test("shrink() gives the executable's pages back once, and again when they have come back", () => {
  using memory = new ResidentMemory();
  touchExecutable();
  const whole = fileMiB();
  memory.shrink();
  const small = fileMiB();
  assert(small < whole - 20, `${small} of ${whole}`);
  // as small as it was when it is looked at: nothing to do
  memory.shrink();
  touchExecutable();
  assert(fileMiB() > whole - 10);
  memory.shrink();
  assert(fileMiB() < whole - 20);
});

Deno.test("releaseFreeMemory() gives back what lies between memory that is used", () => {
  const libc = Deno.dlopen("libc.so.6", {
    calloc: { parameters: ["usize", "usize"], result: "pointer" },
    free: { parameters: ["pointer"], result: "void" },
  });
  const { calloc, free } = libc.symbols;
  using memory = new ResidentMemory();
  // Small enough to be no mappings of their own, and the last one keeps the others from being the end of the heap.
  const parts = Array.from({ length: 400 }, () => calloc(100_000n, 1n));
  for (const part of parts) new Uint8Array(viewOf(part)).fill(1);
  const last = parts.pop() ?? null;
  for (const part of parts) free(part);
  const before = Deno.memoryUsage().rss;
  memory.releaseFreeMemory();
  assert(before - Deno.memoryUsage().rss > 20 << 20);
  free(last);
  libc.close();
});

function viewOf(part: Deno.PointerValue): ArrayBuffer {
  assert(part !== null);
  return Deno.UnsafePointerView.getArrayBuffer(part, 100_000);
}

Deno.test("unchangedPages() leaves out pages that are away or that this process has changed", () => {
  const [away, changed, unchanged] = [0, 0x8000_0000, 0xa000_0000];
  const upper = [unchanged, away, unchanged, unchanged, changed, unchanged];
  const entries = Uint32Array.from(upper.flatMap((half) => [0, half]));
  assert.deepEqual([...unchangedPages(entries)], [
    { from: 0, until: 1 },
    { from: 2, until: 4 },
    { from: 5, until: 6 },
  ]);
  assert.deepEqual([...unchangedPages(new Uint32Array(0))], []);
});
