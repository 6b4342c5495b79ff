import assert from "assert";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { hookRows, hookTable } from "./hook_table.ts";

const EXEC: HookInUse = {
  kind: "process.exec",
  program: "typed",
  attach: "tp_btf/exec",
  missing: ["process.working_directory"],
  without: "no starts",
  refused: [{
    program: "best",
    attach: "tp_btf/exec",
    reason: "the kernel refused best (EINVAL: unknown func bpf_probe_read_kernel#113)",
    code: "EINVAL",
    log: "long",
  }],
};
const EXIT: HookInUse = {
  kind: "process.exit",
  missing: [],
  without: "no ends",
  refused: [{
    program: "exit",
    attach: "tp_btf/exit",
    reason: "this kernel has no tracepoint exit",
  }],
};

Deno.test("hookRows() says of each kind what is lost, why, and what to do", () => {
  const rows = hookRows([EXEC, EXIT, { ...EXEC, missing: [] }], new Map());
  assert.deepEqual(rows.map(({ loss, remedy }) => [loss, remedy]), [
    [
      "without process.working_directory, as the kernel refused best (EINVAL: unknown func bpf_probe_read_kernel#113)",
      "Boot with lockdown=integrity, or without lockdown, if that must not be",
    ],
    ["no ends, as this kernel has no tracepoint exit", "Use a kernel that has tp_btf/exit"],
    [undefined, undefined],
  ]);
  assert.deepEqual(rows[0]?.refused, [{
    program: "best",
    hook: "tp_btf/exec",
    reason: "the kernel refused best (EINVAL: unknown func bpf_probe_read_kernel#113)",
  }]);
});

Deno.test("hookRows() names the newer kernel that helps a locked down one", () => {
  const [best] = EXEC.refused;
  assert.ok(best !== undefined);
  const cast = {
    program: "cast",
    attach: "tp_btf/exec",
    reason: "this kernel has no function bpf_rdonly_cast",
  };
  const remedy = (...refused: HookInUse["refused"]): string | undefined =>
    hookRows([{ ...EXEC, refused }], new Map())[0]?.remedy;
  assert.equal(
    remedy(best, cast),
    "Use Linux 6.2 or later, or boot with lockdown=integrity, or without lockdown, if that must not be",
  );
  // Another reason has another remedy, whatever else is missing.
  assert.equal(
    remedy({ ...best, code: "EPERM", reason: "the kernel refused best (EPERM)" }, cast),
    "Report it with what 'critter doctor --verbose' prints",
  );
});

Deno.test("hookTable() has a column of costs where they were measured", () => {
  const measured = new Map([["typed", { count: 4n, timeNs: 10_000n, missed: 0n }]]);
  const plain = (text: string) => text;
  assert.equal(
    hookTable(hookRows([{ ...EXEC, missing: [] }, EXIT], measured), plain),
    [
      "EVENT          HOOK          PROGRAM   COST",
      "process.exec   tp_btf/exec   typed     2500 ns",
      "process.exit   -             -         no run",
      "process.exit: no ends, as this kernel has no tracepoint exit",
      "            Use a kernel that has tp_btf/exit",
      "",
    ].join("\n"),
  );
  assert.equal(
    hookTable(hookRows([{ ...EXEC, missing: [] }], new Map()), plain),
    "EVENT          HOOK          PROGRAM\nprocess.exec   tp_btf/exec   typed\n",
  );
});
