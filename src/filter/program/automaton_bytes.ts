import * as op from "../../../wasm/filter/ops.ts";
import type { Automaton } from "../compiled_filter.ts";
import { classAt } from "../regex/classes.ts";

const ASCII = 0x80;

/** An automaton as wasm/filter/ops.ts describes it. */
export function automatonBytes({ classes, start, next }: Automaton): Uint8Array {
  const runs = classes.starts.flatMap((from, index) => {
    const until = classes.starts[index + 1] ?? Infinity;
    return until > ASCII ? [[Math.max(from, ASCII), classes.classes[index] ?? 0] as const] : [];
  });
  const runsAt = op.AUTOMATON_SIZE;
  const tableAt = runsAt + runs.length * 8;
  const bytes = new Uint8Array(tableAt + next.length * 2 + 7 & ~7);
  const view = new DataView(bytes.buffer);
  view.setUint16(op.AUTOMATON_COLUMNS, classes.samples.length + 1, true);
  view.setUint16(op.AUTOMATON_START, start, true);
  view.setUint32(op.AUTOMATON_RUN_COUNT, runs.length, true);
  view.setUint32(op.AUTOMATON_RUNS, runsAt, true);
  view.setUint32(op.AUTOMATON_TABLE, tableAt, true);
  for (let code = 0; code < ASCII; code++) {
    bytes[op.AUTOMATON_ASCII + code] = classAt(classes, code);
  }
  runs.forEach(([from, id], index) => {
    view.setUint32(runsAt + index * 8, from, true);
    view.setUint32(runsAt + index * 8 + 4, id, true);
  });
  next.forEach((state, index) => view.setUint16(tableAt + index * 2, state, true));
  return bytes;
}
