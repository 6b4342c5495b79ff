import type { LabelUpdate } from "#labels/update.ts";

/** Where events were lost: the ring buffer was full, or the output was too slow. */
export type LossKind = "ring" | "sink";

/**
 * Everything that the event path's output depends on, in the order in which it happened. The same inputs always give
 * the same bytes, which is what makes a recording replayable.
 */
export type EventInput =
  /** Ring buffer bytes, framing included, as far as the kernel had finished them. */
  | { readonly kind: "ring"; readonly bytes: Uint8Array }
  /** A decision of the label path. */
  | { readonly kind: "label"; readonly update: LabelUpdate }
  /** From boot time `fromNs` on, real time minus boot time; in nanoseconds. It replaces what was to hold from then on. */
  | { readonly kind: "clock"; readonly fromNs: bigint; readonly offsetNs: bigint }
  /** What this boot of the node adds to the ids of programs' runs. */
  | { readonly kind: "boot"; readonly salt: bigint }
  /** Boot time at which holds past their limit were released, in nanoseconds. */
  | { readonly kind: "expire"; readonly nowNs: bigint }
  /** Events that never arrived, and the boot time at which that was noticed. */
  | {
    readonly kind: "loss";
    readonly loss: LossKind;
    readonly count: bigint;
    readonly nowNs: bigint;
  }
  /** The end: whatever is still held leaves with what is known. */
  | { readonly kind: "release" };
