import assert from "assert";
import { readElfObject } from "./elf_object.ts";

const NAMES = "\0code\0.rel\0.tab\0.str\0main\0";
const nameAt = (name: string): number => NAMES.indexOf(`\0${name}\0`) + 1;

/** An object with one function, whose first instruction refers to the function itself. */
function object(): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46]);
  view.setUint16(18, 247, true);
  view.setBigUint64(40, 64n, true);
  view.setUint16(60, 5, true);
  view.setUint16(62, 4, true);
  const header = (
    index: number,
    name: string,
    fields: [number, number, number, number, number],
  ) => {
    const at = 64 + 64 * index;
    const [type, flags, offset, size, info] = fields;
    view.setUint32(at, nameAt(name), true);
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 8, BigInt(flags), true);
    view.setBigUint64(at + 24, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setUint32(at + 44, info, true);
  };
  header(1, "code", [1, 4, 512, 16, 0]);
  header(2, ".rel", [9, 0, 528, 16, 1]);
  header(3, ".tab", [2, 0, 544, 48, 0]);
  header(4, ".str", [3, 0, 640, NAMES.length, 0]);
  bytes[512] = 0x18;
  view.setUint32(528 + 12, 1, true);
  const entry = 544 + 24;
  view.setUint32(entry, nameAt("main"), true);
  view.setUint8(entry + 4, 0x12);
  view.setUint16(entry + 6, 1, true);
  view.setBigUint64(entry + 16, 16n, true);
  bytes.set(new TextEncoder().encode(NAMES), 640);
  return bytes;
}

Deno.test("readElfObject() reads sections, symbols and relocations", () => {
  const { sections, symbols } = readElfObject(object());
  const main = { name: "main", section: "code", value: 0, size: 16, isFunction: true };
  assert.deepEqual(symbols[1], main);
  const code = sections.get("code");
  assert.equal(code?.executable, true);
  assert.equal(code?.bytes.length, 16);
  assert.equal(code?.bytes[0], 0x18);
  assert.deepEqual(code?.relocations, [{ offset: 0, symbol: main }]);
});

Deno.test("readElfObject() refuses what is no object for BPF", () => {
  const other = object();
  other[18] = 62;
  assert.throws(() => readElfObject(other), /no ELF file for BPF/);
  assert.throws(() => readElfObject(new Uint8Array(64)), /no ELF file for BPF/);
});
