import assert from "assert";
import type { BtfExt, Info } from "./btf_ext.ts";
import type { ElfObject, Relocation, Section, Symbol } from "./elf_object.ts";
import { linkPrograms } from "./link.ts";

/** Instructions of 8 bytes: code, registers, offset and a 32-bit constant. */
function code(...instructions: [opcode: number, registers: number, constant: number][]) {
  const bytes = new Uint8Array(8 * instructions.length);
  const view = new DataView(bytes.buffer);
  instructions.forEach(([opcode, registers, constant], index) => {
    bytes[8 * index] = opcode;
    bytes[8 * index + 1] = registers;
    view.setInt32(8 * index + 4, constant, true);
  });
  return bytes;
}

const LOAD = 0x18;
const CALL = 0x85;
const EXIT = 0x95;

function symbol(name: string, section: string, value: number, size: number): Symbol {
  return { name, section, value, size, isFunction: size > 0 };
}

function section(name: string, bytes: Uint8Array<ArrayBuffer>, relocations: Relocation[]): Section {
  return { name, bytes, executable: !name.startsWith("."), relocations };
}

const TEXT = { name: "", section: ".text", value: 0, size: 0, isFunction: false };
const SYMBOLS = [
  symbol("unused", ".text", 0, 8),
  symbol("leaf", ".text", 8, 8),
  symbol("helper", ".text", 16, 16),
  symbol("main", "tp_btf/x", 0, 56),
];
const OBJECT: ElfObject = {
  symbols: SYMBOLS,
  sections: new Map([
    [".text", {
      // unused: exit · leaf: exit · helper: call leaf (a local call); exit
      ...section(".text", code([EXIT, 0, 1], [EXIT, 0, 2], [CALL, 0x10, -2], [EXIT, 0, 3]), []),
      executable: true,
    }],
    [
      "tp_btf/x",
      section(
        "tp_btf/x",
        // address of helper, value of a variable, call of helper, exit
        code(
          [LOAD, 1, 16],
          [0, 0, 0],
          [LOAD, 2, 4],
          [0, 0, 0],
          [CALL, 0x10, 1],
          [EXIT, 0, 0],
          [EXIT, 0, 0],
        ),
        [
          { offset: 0, symbol: TEXT },
          { offset: 16, symbol: { ...TEXT, name: "late", section: ".data", value: 8 } },
          { offset: 32, symbol: TEXT },
        ],
      ),
    ],
    [".data", section(".data", new Uint8Array(16), [])],
  ]),
};

function info(records: Readonly<Record<string, readonly number[]>>): Info {
  const record = (offset: number): Uint8Array => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, offset, true);
    return bytes;
  };
  return {
    recordSize: 8,
    bySection: new Map(Object.entries(records).map(([name, at]) => [name, at.map(record)])),
  };
}

const EXT: BtfExt = {
  functions: info({ "tp_btf/x": [0], ".text": [0, 8, 16] }),
  lines: info({ "tp_btf/x": [40], ".text": [24] }),
  relocations: info({ ".text": [24] }),
};

/** First words of records. */
function offsets(records: Uint8Array): number[] {
  const view = new DataView(records.buffer);
  return Array.from({ length: records.length / 8 }, (_, index) => view.getUint32(8 * index, true));
}

Deno.test("linkPrograms() puts what a program calls behind it, and nothing else", () => {
  const [program, ...others] = linkPrograms(OBJECT, EXT, ["ring", "data"]);
  assert.ok(program !== undefined && others.length === 0);
  assert.equal(program.name, "main");
  assert.equal(program.section, "tp_btf/x");
  const view = new DataView(program.instructions.buffer);
  const at = (index: number) => ({
    opcode: view.getUint8(8 * index),
    registers: view.getUint8(8 * index + 1),
    constant: view.getInt32(8 * index + 4, true),
  });
  // main is 7 instructions long, helper begins at 7, leaf at 9
  assert.equal(program.instructions.length, 8 * 10);
  assert.deepEqual(at(0), { opcode: LOAD, registers: 0x41, constant: 6 });
  assert.deepEqual(at(4), { opcode: CALL, registers: 0x10, constant: 2 });
  assert.deepEqual(at(7), { opcode: CALL, registers: 0x10, constant: 1 });
  assert.deepEqual(at(9), { opcode: EXIT, registers: 0, constant: 2 });
  // the variable lies 8 + 4 bytes into the second map
  assert.deepEqual(program.maps, [1]);
  assert.deepEqual(at(2), { opcode: LOAD, registers: 0x62, constant: 1 });
  assert.equal(at(3).constant, 12);
});

Deno.test("linkPrograms() moves records to where their instructions are, in the kernel's units", () => {
  const [program] = linkPrograms(OBJECT, EXT, ["ring", "data"]);
  assert.ok(program !== undefined);
  assert.deepEqual(offsets(program.functions), [0, 7, 9]);
  assert.deepEqual(offsets(program.lines), [5, 8]);
  assert.deepEqual(offsets(program.relocations), [8 * 8]);
});

Deno.test("linkPrograms() marks the calls of the kernel's functions, and no other", () => {
  // a constant whose second half looks like such a call, a helper, the function, exit
  const bytes = code(
    [LOAD, 1, CALL],
    [CALL, 0, 0x10000],
    [CALL, 0, 1],
    [CALL, 0, 0x10000],
    [EXIT, 0, 0],
  );
  const object: ElfObject = {
    symbols: [symbol("main", "tp_btf/x", 0, 40)],
    sections: new Map([["tp_btf/x", section("tp_btf/x", bytes, [])]]),
  };
  const none = info({});
  const ext = { functions: none, lines: none, relocations: none };
  const [program] = linkPrograms(object, ext, []);
  assert.ok(program !== undefined);
  assert.deepEqual(program.kernelCalls, [{ at: 3, name: "bpf_rdonly_cast" }]);
  const linked = program.instructions;
  assert.deepEqual([...linked.subarray(24, 32)], [CALL, 0x20, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(linked.subarray(0, 24), bytes.subarray(0, 24));
});

Deno.test("linkPrograms() refuses what is no map and no function", () => {
  assert.throws(() => linkPrograms(OBJECT, EXT, ["ring"]), /Cannot link main as it refers to late/);
  const lost = { ...OBJECT, symbols: SYMBOLS.filter(({ name }) => name !== "leaf") };
  assert.throws(
    () => linkPrograms(lost, EXT, ["ring", "data"]),
    /no function begins at \.text\+8/,
  );
});
