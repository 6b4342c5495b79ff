/**
 * Where programs attach.
 *
 * @module
 */

import { BTF_KIND } from "./kernel_btf.ts";

/** How a kind of program is loaded, and what in the kernel's BTF it attaches to. */
export interface AttachPoint {
  /** `enum bpf_prog_type`. */
  readonly type: number;
  /** `enum bpf_attach_type`. */
  readonly attachType: number;
  /** What it is, for people. */
  readonly what: string;
  /** As the kernel's sources have it, for people. */
  readonly name: string;
  /** Kind of the BTF type. */
  readonly btfKind: number;
  /** Name of the BTF type. */
  readonly btfName: string;
  /** Arguments of the BTF type that the program does not get. */
  readonly hiddenArguments: number;
}

const TRACING = 26;
const TRACE_RAW_TP = 23;
const TRACE_ITER = 28;

/**
 * The attach point of a program's section in libbpf's words, such as `tp_btf/sched_process_exec`.
 *
 * @throws {RangeError} When there is no such kind.
 */
export function attachPoint(section: string): AttachPoint {
  const [kind, name = ""] = section.split("/");
  if (kind === "iter") {
    return {
      type: TRACING,
      attachType: TRACE_ITER,
      what: "iterator",
      name,
      btfKind: BTF_KIND.function,
      btfName: `bpf_iter_${name}`,
      hiddenArguments: 0,
    };
  }
  if (kind !== "tp_btf") {
    throw new RangeError(`Cannot attach ${section} as its kind must be tp_btf or iter: ${kind}`);
  }
  return {
    type: TRACING,
    attachType: TRACE_RAW_TP,
    what: "tracepoint",
    name,
    btfKind: BTF_KIND.typedef,
    btfName: `btf_trace_${name}`,
    // What the tracepoint was registered with.
    hiddenArguments: 1,
  };
}
