import assert from "assert";
import { enumeration, wireLayout } from "./layout.ts";

Deno.test("wireLayout() keeps critter's types only and sees through typedefs and arrays", () => {
  const types = [
    { id: 1, kind: "INT", name: "char", size: 1 },
    { id: 2, kind: "ARRAY", name: "(anon)", type_id: 1, nr_elems: 16 },
    { id: 3, kind: "TYPEDEF", name: "critter_name", type_id: 2 },
    {
      id: 4,
      kind: "STRUCT",
      name: "critter_x",
      size: 24,
      members: [
        { name: "a", type_id: 1, bits_offset: 0 },
        { name: "b", type_id: 3, bits_offset: 64 },
      ],
    },
    {
      id: 5,
      kind: "STRUCT",
      name: "other",
      size: 1,
      members: [{ name: "a", type_id: 1, bits_offset: 0 }],
    },
    {
      id: 6,
      kind: "ENUM",
      name: "critter_e",
      size: 4,
      values: [{ name: "A", val: 1 }, { name: "TOP", val: -2147483648 }],
    },
  ];
  assert.deepEqual(wireLayout(JSON.stringify({ types })), {
    structs: {
      critter_x: { size: 24, members: { a: { offset: 0, size: 1 }, b: { offset: 8, size: 16 } } },
    },
    constants: { A: 1, TOP: 0x80000000 },
  });
});

Deno.test("enumeration() gives the values by name", () => {
  const values = [{ name: "SHAPE_ROUND", val: 0 }, { name: "SHAPE_FLAT", val: 4 }];
  const json = JSON.stringify({ types: [{ id: 1, kind: "ENUM", name: "shape", values }] });
  assert.deepEqual(enumeration(json, "shape", "SHAPE_"), { round: 0, flat: 4 });
  assert.throws(() => enumeration(json, "size", ""), /the enumeration size/);
});
