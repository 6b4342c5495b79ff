import assert from "assert";
import type { EventKind } from "#events/definition.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { generated } from "./generate.ts";

const [EXEC] = EVENT_KINDS;

function kind(change: Partial<EventKind>): EventKind {
  assert.ok(EXEC);
  return { ...EXEC, ...change };
}

Deno.test("generated() makes a kind's constants, structure and writers", () => {
  const clone = kind({
    recordType: 11,
    name: "process.clone",
    payload: {
      struct: "clone",
      comment: "8 bytes.",
      members: [{ name: "child_pid", type: "u32" }, { name: "child_tid", type: "u32" }],
      texts: [],
    },
    flags: ["thread"],
    line: [{
      name: "process.child.pid",
      value: { kind: "integer", member: "child_pid" },
      meaning: "",
    }],
  });
  const files = generated([...EVENT_KINDS, clone]);
  assert.match(files.get("bpf/wire.h") ?? "", /struct critter_clone \{\n\tunsigned int child_pid;/);
  assert.match(files.get("bpf/wire.h") ?? "", /CRITTER_CLONE_THREAD = 1 << 0/);
  assert.match(
    files.get("wasm/wire.ts") ?? "",
    /PROCESS_CLONE = 11;\nexport const LAST_RECORD_TYPE = 11/,
  );
  assert.match(files.get("wasm/kinds/plain.ts") ?? "", /',"child":\{"pid":'/);
  assert.match(files.get("wasm/kinds/usual.ts") ?? "", /if \(flags !== 0\) return plainLine/);
  assert.match(files.get("wasm/kinds/literals.ts") ?? "", /"event":"process\.clone"/);
});

Deno.test("generated() refuses what a payload does not have", () => {
  const line = (value: EventKind["line"][number]) => () => generated([kind({ line: [value] })]);
  const at = { name: "process.x", meaning: "" };
  assert.throws(line({ ...at, value: { kind: "integer", member: "none" } }), /member none/);
  assert.throws(line({ ...at, value: { kind: "string", text: "none" } }), /text none/);
  assert.throws(line({ when: { flag: "none" }, then: [] }), /flag none as it must be one of/);
});

Deno.test("generated() gives values of records the functions that write them, and imports no others", () => {
  const files = generated([kind({
    line: [
      { name: "process.a", value: { kind: "ancestor", text: "ancestors" }, meaning: "" },
      {
        name: "process.w",
        value: { kind: "word", member: "vpid", words: ["first", "other"] },
        meaning: "",
      },
      {
        name: "process.b",
        value: { kind: "bits", member: "capabilities", words: ["LOW", "HIGH"] },
        meaning: "",
      },
    ],
  })]);
  const plain = files.get("wasm/kinds/plain.ts") ?? "";
  assert.match(plain, /at = ancestor\(at, ancestors\);/);
  assert.match(plain, /at = vpidWord\(at, vpid\);/);
  assert.match(plain, /import \{ ancestor \} from "\.\.\/lineage\/ancestors"/);
  assert.doesNotMatch(plain, /verdict|party|ancestorList/);
  const words = files.get("wasm/kinds/words.ts") ?? "";
  assert.match(words, /word\(0, "first"\);\nword\(1, "other"\);/);
  assert.match(words, /return wordAt\(at, 0 \+ min<u32>\(number, 1\)\);/);
  assert.match(words, /if \(bits >> 1 & 1\) at = put\(at, '"HIGH",'\);/);
});

Deno.test("generated() refuses a word that has no room where words are kept", () => {
  const value = { kind: "word", member: "vpid", words: ["sixteen_letters_"] } as const;
  assert.throws(
    () => generated([kind({ line: [{ name: "process.w", value, meaning: "" }] })]),
    /Cannot write sixteen_letters_ as a word as it has more than 15 characters/,
  );
});

Deno.test("generated() checks that a text of structures is whole", () => {
  const [checks = ""] = [generated(EVENT_KINDS).get("wasm/kinds/well_formed.ts")];
  assert.match(
    checks,
    /ancestorsLength <= <u32> ANCESTORS_MAX && ancestorsLength % 24 === 0/,
  );
  assert.match(checks, /senderLength <= <u32> PARTY_MAX && senderLength % 56 === 0/);
});
