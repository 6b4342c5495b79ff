/** Kernels that lack what this one has. */
import { EVENT_HOOKS, type EventHooks } from "#events/hooks.ts";
import type { KernelTypes } from "#kernel/bpf/kernel_btf.ts";
import { runningKernel } from "#kernel/bpf/programs.ts";

/** This kernel without some tracepoints. */
export function kernelWithout(...tracepoints: string[]): KernelTypes {
  const types = new Map(runningKernel());
  for (const name of tracepoints) types.delete(`btf_trace_${name}`);
  return types;
}

/** This kernel with the exit's tracepoint as it was before it told of the last thread. */
export function olderExit(): KernelTypes {
  const types = new Map(runningKernel());
  const name = "btf_trace_sched_process_exit";
  const exit = types.get(name);
  if (exit !== undefined) types.set(name, { ...exit, arguments: exit.arguments.slice(0, 2) });
  return types;
}

/** The programs that a kernel takes which is locked down for confidentiality. */
export const CAST_HOOKS = hooksNamed("_cast");

/** The programs that such a kernel takes where it is older than Linux 6.2. */
export const TYPED_HOOKS = hooksNamed("_typed");

/** Those hooks alone whose programs' names end so, of kinds that have some. */
function hooksNamed(end: string): readonly EventHooks[] {
  return EVENT_HOOKS.map((kind) => {
    const named = kind.hooks.filter(({ program }) => program.endsWith(end));
    return named.length === 0 ? kind : { ...kind, hooks: named };
  });
}
