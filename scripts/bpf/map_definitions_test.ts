import assert from "assert";
import type { BtfType } from "./layout.ts";
import { mapDefinitions, variablesOf } from "./map_definitions.ts";

/** `struct { int (*type)[1]; int (*max_entries)[16]; struct key *key; } table;` and `int late;` */
const TYPES: readonly BtfType[] = [
  { id: 1, kind: "INT", name: "int", size: 4 },
  { id: 2, kind: "ARRAY", name: "(anon)", type_id: 1, nr_elems: 1 },
  { id: 3, kind: "PTR", name: "(anon)", type_id: 2 },
  { id: 4, kind: "ARRAY", name: "(anon)", type_id: 1, nr_elems: 16 },
  { id: 5, kind: "PTR", name: "(anon)", type_id: 4 },
  { id: 6, kind: "STRUCT", name: "key", size: 12 },
  { id: 7, kind: "PTR", name: "(anon)", type_id: 6 },
  {
    id: 8,
    kind: "STRUCT",
    name: "(anon)",
    size: 24,
    members: [
      { name: "type", type_id: 3, bits_offset: 0 },
      { name: "max_entries", type_id: 5, bits_offset: 64 },
      { name: "key", type_id: 7, bits_offset: 128 },
    ],
  },
  { id: 9, kind: "VAR", name: "table", type_id: 8 },
  { id: 10, kind: "VAR", name: "late", type_id: 1 },
  { id: 11, kind: "DATASEC", name: ".maps", size: 24, vars: [{ type_id: 9 }] },
  { id: 12, kind: "DATASEC", name: ".bss", size: 4, vars: [{ type_id: 10 }] },
];

Deno.test("mapDefinitions() reads definitions, and has a map for each section of variables", () => {
  const bss = { name: ".bss", bytes: new Uint8Array(4), executable: false, relocations: [] };
  const object = { sections: new Map([[".bss", bss]]), symbols: [] };
  assert.deepEqual(mapDefinitions(TYPES, object), [
    {
      name: "table",
      type: 1,
      keySize: 12,
      valueSize: 0,
      maxEntries: 16,
      flags: 0,
      keyType: 6,
      valueType: 0,
    },
    {
      name: "bss",
      type: 2,
      keySize: 4,
      valueSize: 4,
      maxEntries: 1,
      flags: 1024,
      keyType: 0,
      valueType: 0,
    },
  ]);
});

Deno.test("variablesOf() names the variables of a section", () => {
  assert.deepEqual(variablesOf(TYPES, ".bss"), ["late"]);
  assert.deepEqual(variablesOf(TYPES, ".data"), []);
});
