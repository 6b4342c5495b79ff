import assert from "assert";
import { addEntrySegment, machineOf } from "./elf.ts";
import { readSegments } from "./elf_tables.ts";
import { CONFIG_OFFSET, encodeSegment } from "./layout.ts";

const PROGRAM = Deno.readFileSync(Deno.execPath());

function segmentsOf(program: Uint8Array<ArrayBuffer>) {
  const view = new DataView(program.buffer);
  return readSegments(view, Number(view.getBigUint64(32, true)), view.getUint16(56, true));
}

Deno.test("addEntrySegment() changes the header and one program header, and nothing else", () => {
  const bytes = new Uint8Array(5000).fill(7);
  const extended = addEntrySegment(PROGRAM, () => bytes);
  const tables = 64 + 56 * segmentsOf(PROGRAM).length;
  assert.deepEqual(extended.subarray(tables, PROGRAM.length), PROGRAM.subarray(tables));
  const added = segmentsOf(extended).at(-1);
  assert.ok(added !== undefined);
  assert.deepEqual(extended.subarray(added.offset), bytes);
  assert.strictEqual(added.offset % added.alignment, added.address % added.alignment);
  for (const segment of segmentsOf(PROGRAM)) {
    assert.ok(segment.address + segment.memoryBytes <= added.address);
  }
});

Deno.test("addEntrySegment() refuses what it is not proven for", () => {
  const none = () => new Uint8Array(1);
  assert.throws(() => addEntrySegment(new Uint8Array(200), none), /no ELF file for x86_64/);
  const changed = (offset: number, value: number): Uint8Array => {
    const copy = PROGRAM.slice(0, 1 << 20);
    new DataView(copy.buffer).setUint16(offset, value, true);
    return copy;
  };
  const [type, processor, headers] = [16, 18, 56];
  assert.throws(() => addEntrySegment(changed(type, 2), none), /must be a dynamically linked PIE/);
  assert.throws(() => addEntrySegment(changed(headers, 1), none), /with a PT_NOTE/);
  assert.throws(() => machineOf(changed(processor, 40)), /x86_64 or aarch64/);
});

Deno.test("encodeSegment() refuses code that does not fit and strings that end early", () => {
  const parts = {
    prologue: new Uint8Array(CONFIG_OFFSET),
    script: new Uint8Array(3).fill(1),
    invocation: { args: ["run"], dropped: [], kept: [], variables: {} },
    address: 4096,
    entry: 1,
    environSlot: 2,
  };
  const segment = encodeSegment(parts);
  assert.strictEqual(segment.length % 4096, 3);
  assert.deepEqual(segment.subarray(-3), parts.script);
  assert.throws(
    () => encodeSegment({ ...parts, prologue: new Uint8Array(CONFIG_OFFSET + 1) }),
    /4096 bytes: 4097/,
  );
  const args = ["a\0b"];
  assert.throws(
    () => encodeSegment({ ...parts, invocation: { ...parts.invocation, args } }),
    /NUL/,
  );
});
