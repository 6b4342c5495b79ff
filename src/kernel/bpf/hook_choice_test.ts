import assert from "assert";
import type { EventHooks } from "#events/hooks.ts";
import { KernelError } from "../errno.ts";
import { chooseHooks, type HookInUse } from "./hook_choice.ts";
import { AttachPointError } from "./object_loader.ts";

function kind(name: string, programs: string[], options: Partial<EventHooks> = {}): EventHooks {
  const hooks = programs.map((program) => ({ program, arguments: [], missing: [`no_${program}`] }));
  return { kind: name, hooks, without: `no ${name}`, always: false, for: [name], ...options };
}

/** Chooses where the kernel takes what is not named here, and gives the programs that were tried. */
function choose(
  kinds: readonly EventHooks[],
  refusals: Readonly<Record<string, Error>>,
): { chosen: HookInUse[]; tried: string[] } {
  const tried: string[] = [];
  const chosen = chooseHooks(kinds, {
    attach({ program }) {
      tried.push(program);
      const refusal = refusals[program];
      if (refusal !== undefined) throw refusal;
    },
    sectionOf: (program) => `tp_btf/${program}`,
  });
  return { chosen, tried };
}

Deno.test("chooseHooks() takes the first program that the kernel takes, kind by kind", () => {
  const log = "0: call x\nthis helper may not be called\nprocessed 3 insns (limit 1000000)\n";
  const { chosen, tried } = choose([kind("a", ["a1", "a2", "a3"]), kind("b", ["b1"])], {
    a1: new KernelError("EINVAL", "Cannot load it", { log }),
    b1: new AttachPointError("this kernel has no tracepoint b1"),
  });
  assert.deepEqual(tried, ["a1", "a2", "b1"]);
  assert.deepEqual(chosen, [
    {
      kind: "a",
      program: "a2",
      attach: "tp_btf/a2",
      missing: ["no_a2"],
      without: "no a",
      refused: [{
        program: "a1",
        attach: "tp_btf/a1",
        reason: "the kernel refused a1 (EINVAL: this helper may not be called)",
        code: "EINVAL",
        log,
      }],
    },
    {
      kind: "b",
      missing: [],
      without: "no b",
      refused: [{
        program: "b1",
        attach: "tp_btf/b1",
        reason: "this kernel has no tracepoint b1",
      }],
    },
  ]);
});

Deno.test("chooseHooks() leaves a servant out where the kind that does its work is caught", () => {
  const kinds = [
    kind("exec", ["exec"]),
    kind("time", ["time"], { unless: "exec" }),
  ];
  assert.deepEqual(choose(kinds, {}).tried, ["exec"]);
  assert.deepEqual(choose(kinds.slice(1), {}).tried, ["time"]);
  const refused = choose(kinds, { exec: new AttachPointError("no exec") });
  assert.deepEqual(refused.chosen.map(({ program }) => program), [undefined, "time"]);
});

Deno.test("chooseHooks() names the map that a program could not get", () => {
  const { chosen } = choose([kind("a", ["a1"])], {
    a1: new KernelError("ENOMEM", "Cannot create the BPF map records: ENOMEM"),
  });
  assert.equal(
    chosen[0]?.refused[0]?.reason,
    "the kernel refused a1 (Cannot create the BPF map records: ENOMEM)",
  );
});

Deno.test("chooseHooks() passes mistakes of the program on", () => {
  assert.throws(() => choose([kind("a", ["a1", "a2"])], { a1: new TypeError("x") }), TypeError);
});
