import * as layout from "../../wasm/layout.ts";

const INDEX = {
  /** Lines written with the labels of a container. */
  lines_resolved: layout.LINES_RESOLVED,
  /** Lines written of processes outside containers. */
  lines_host: layout.LINES_HOST,
  /** Lines written whose labels are not known, with the reason. */
  lines_unresolved: layout.LINES_UNRESOLVED,
  /** Records, or ends of a batch, that could not be decoded. */
  malformed: layout.MALFORMED,
  /** Records of a type that this version does not know. */
  unknown_type: layout.UNKNOWN_TYPE,
  /** Records that the kernel side reserved and gave up. */
  discarded: layout.DISCARDED,
  /** Events that the label filters turned away. */
  filtered: layout.FILTERED,
  /** Events of a type that is not asked for, and cgroups of other hierarchies. */
  filtered_type: layout.FILTERED_TYPE,
  /** Events outside containers where only containers are asked for. */
  filtered_host: layout.FILTERED_HOST,
  /** Events that had to wait for their labels, since the start. */
  held: layout.HELD,
  /** Events that wait now. */
  held_events: layout.HELD_EVENTS,
  /** Bytes of records that wait now. */
  held_bytes: layout.HELD_BYTES,
  /** Events that outstayed the hold limit. */
  hold_expired: layout.HOLD_EXPIRED,
  /** Events released early because the hold memory was full. */
  hold_overflow: layout.HOLD_OVERFLOW,
  /** Labels that found no room in the label table or its memory. */
  label_overflow: layout.LABEL_OVERFLOW,
  /** Events that were more than a limit allows. */
  limited: layout.LIMITED,
  /** cgroups in the label table now. */
  cgroups: layout.CGROUPS,
} as const;

/** The name of a counter. */
export type CounterName = keyof typeof INDEX;

/** Reads every counter from the hot path's memory. */
export function readCounters(memory: ArrayBuffer): Readonly<Record<CounterName, bigint>> {
  const values = new BigUint64Array(memory, layout.COUNTERS, layout.COUNTER_COUNT);
  const entries = Object.entries(INDEX).map(([name, index]) => [name, values[index] ?? 0n]);
  return Object.fromEntries(entries) as Record<CounterName, bigint>;
}
