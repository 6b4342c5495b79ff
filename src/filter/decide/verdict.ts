import { EVENT_KINDS } from "#events/kinds.ts";
import { LAST_RECORD_TYPE } from "#wire";
import { whenIs } from "../fold/condition.ts";
import { fold, type Known } from "../fold/fold.ts";
import type { Patterns, Verdict } from "../compiled_filter.ts";
import { findsPattern } from "../regex/automaton.ts";
import { encode } from "../program/encode.ts";
import type { Node } from "../tree.ts";

/** What is known of a container's labels. */
export type Labels = (name: string, node: Node) => Known;

/** Nothing is known of them. */
export const UNKNOWN_LABELS: Labels = () => ({ kind: "unknown" });

const WORD = 4;
// What a predicate says of a type of records, as in wasm/filter/wanted.ts.
const NONE = 0;
const ALL = 1;

/** What is left of a filter for a container whose labels are known as far as they are. */
export function decide(
  { kinds, patterns, types }: {
    readonly kinds: ReadonlyMap<number, Node>;
    readonly patterns: Patterns;
    readonly types: number;
  },
  labels: Labels,
): Verdict {
  const knowledge = {
    of: labels,
    finds: (pattern: string, text: string) => findsPattern(patterns, pattern, text),
  };
  const programs = new Map<number, Uint8Array | number>();
  for (const kind of EVENT_KINDS) {
    const tree = kinds.get(kind.recordType);
    if (tree === undefined || (types & 1 << kind.recordType) === 0) continue;
    const condition = whenIs(fold(tree, knowledge), true);
    programs.set(
      kind.recordType,
      condition.kind === "always"
        ? ALL
        : condition.kind === "never"
        ? NONE
        : encode(condition, kind, patterns.offsets),
    );
  }
  const answers = [...programs.values()];
  if (answers.every((one) => one === NONE)) return { kind: "none" };
  if (answers.every((one) => one === ALL)) return { kind: "all" };
  return { kind: "asked", predicate: predicateOf(programs) };
}

/** A word for each type of records, then the programs. */
function predicateOf(programs: ReadonlyMap<number, Uint8Array | number>): Uint8Array {
  let end = (LAST_RECORD_TYPE + 1) * WORD + 7 & ~7;
  const entries = [...programs].map(([type, program]) => {
    const at = end;
    if (typeof program !== "number") end += program.length;
    return { type, at, program };
  });
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  for (const { type, at, program } of entries) {
    const isNumber = typeof program === "number";
    view.setUint32(type * WORD, isNumber ? program : at, true);
    if (!isNumber) bytes.set(program, at);
  }
  return bytes;
}
