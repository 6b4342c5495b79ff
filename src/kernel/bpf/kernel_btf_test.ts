import assert from "assert";
import { BTF_KIND, findTypes, type WantedType } from "./kernel_btf.ts";

/** A type: its name, kind and members, and the words behind it. */
interface Type {
  readonly name?: string;
  readonly kind: number;
  readonly members?: number;
  readonly rest: readonly number[];
}

const [INT, PTR, STRUCT, CONST, PROTO] = [1, 2, 4, 10, 13];

/** BTF in bytes; the first type is number 1. Name offsets of arguments are 0. */
function btf(types: readonly Type[]): Uint8Array {
  let names = "\0";
  const words = types.flatMap(({ name = "", kind, members = 0, rest }) => {
    const offset = name === "" ? 0 : names.length;
    if (name !== "") names += `${name}\0`;
    return [offset, (kind << 24) | members, ...rest];
  });
  const bytes = new Uint8Array(24 + 4 * words.length + names.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xeb9f, true);
  [24, 0, 4 * words.length, 4 * words.length, names.length].forEach((value, index) =>
    view.setUint32(4 + 4 * index, value, true)
  );
  words.forEach((word, index) => view.setUint32(24 + 4 * index, word, true));
  bytes.set(new TextEncoder().encode(names), 24 + 4 * words.length);
  return bytes;
}

const TYPES: readonly Type[] = [
  { name: "int", kind: INT, rest: [4, 0] }, // 1
  { name: "task", kind: STRUCT, members: 1, rest: [4, 0, 1, 0] }, // 2
  { kind: CONST, rest: [2] }, // 3
  { kind: PTR, rest: [3] }, // 4
  { kind: PTR, rest: [4] }, // 5
  { kind: PTR, rest: [0] }, // 6
  { name: "bool", kind: BTF_KIND.typedef, rest: [1] }, // 7
  { kind: PROTO, members: 4, rest: [0, 0, 6, 0, 4, 0, 5, 0, 7] }, // 8
  { kind: PTR, rest: [8] }, // 9
  { name: "trace_x", kind: BTF_KIND.typedef, rest: [9] }, // 10
  { name: "x", kind: BTF_KIND.function, rest: [8] }, // 11
];

const type = (name: string): WantedType => ({ kind: BTF_KIND.typedef, name });

Deno.test("findTypes() finds types by kind and name, with their function's arguments", () => {
  const expected = ["void *", "task *", "task **", "bool"];
  const x = { kind: BTF_KIND.function, name: "x" };
  assert.deepEqual([...findTypes(btf(TYPES), [type("trace_x"), x, type("trace"), type("x_y")])], [
    ["trace_x", { id: 10, arguments: expected }],
    ["x", { id: 11, arguments: expected }],
  ]);
});

Deno.test("findTypes() gives a type that is no function no arguments", () => {
  assert.deepEqual(findTypes(btf(TYPES), [type("bool")]).get("bool")?.arguments, []);
});

Deno.test("findTypes() refuses what it does not know", () => {
  assert.throws(() => findTypes(new Uint8Array(64), []), /it has no magic number/);
  assert.throws(
    () => findTypes(btf([{ kind: 31, rest: [0] }]), []),
    /types of an unknown kind: 31/,
  );
});
