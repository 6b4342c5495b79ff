import assert from "assert";
import { cpio, type Entry } from "./cpio.ts";

/** Reads an archive as the kernel does. */
function* read(archive: string): Generator<{ path: string; mode: string; content: string }> {
  for (let at = 0; at < archive.length;) {
    assert.strictEqual(at % 4, 0);
    assert.strictEqual(archive.slice(at, at + 6), "070701");
    const field = (index: number) =>
      Number.parseInt(archive.slice(at + 6 + 8 * index, at + 14 + 8 * index), 16);
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const name = at + 110;
    const content = align(name + nameSize);
    yield {
      path: archive.slice(name, name + nameSize - 1),
      mode: mode.toString(8),
      content: archive.slice(content, content + size),
    };
    assert.strictEqual(archive[name + nameSize - 1], "\0");
    at = align(content + size);
  }
}

function align(offset: number): number {
  return Math.ceil(offset / 4) * 4;
}

Deno.test("cpio() writes what the kernel unpacks, each part at a multiple of four", () => {
  const bytes = new TextEncoder().encode("#!/bin/sh\n");
  const entries: Entry[] = [
    { kind: "folder", path: "/bin" },
    { kind: "file", path: "bin/run", bytes, executable: true },
    { kind: "file", path: "empty", bytes: new Uint8Array() },
  ];
  const archive = [...cpio(entries)].map((piece) => new TextDecoder().decode(piece)).join("");
  assert.deepEqual([...read(archive)], [
    { path: "bin", mode: "40755", content: "" },
    { path: "bin/run", mode: "100755", content: "#!/bin/sh\n" },
    { path: "empty", mode: "100644", content: "" },
    { path: "TRAILER!!!", mode: "0", content: "" },
  ]);
});
