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
  const fork = kind({
    recordType: 5,
    name: "process.fork",
    payload: {
      struct: "fork",
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
  const files = generated([...EVENT_KINDS, fork]);
  assert.match(files.get("bpf/wire.h") ?? "", /struct critter_fork \{\n\tunsigned int child_pid;/);
  assert.match(files.get("bpf/wire.h") ?? "", /CRITTER_FORK_THREAD = 1 << 0/);
  assert.match(
    files.get("wasm/wire.ts") ?? "",
    /PROCESS_FORK = 5;\nexport const LAST_RECORD_TYPE = 5/,
  );
  assert.match(files.get("wasm/kinds/plain.ts") ?? "", /'\},"child":\{"pid":'/);
  assert.match(files.get("wasm/kinds/usual.ts") ?? "", /if \(flags !== 0\) return plainLine/);
  assert.match(files.get("wasm/kinds/literals.ts") ?? "", /"event":"process\.fork"/);
});

Deno.test("generated() refuses what a payload does not have", () => {
  const line = (value: EventKind["line"][number]) => () => generated([kind({ line: [value] })]);
  const at = { name: "process.x", meaning: "" };
  assert.throws(line({ ...at, value: { kind: "integer", member: "none" } }), /member none/);
  assert.throws(line({ ...at, value: { kind: "string", text: "none" } }), /text none/);
  assert.throws(line({ when: { flag: "none" }, then: [] }), /flag none as it must be one of/);
});
