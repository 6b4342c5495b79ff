import type { Node } from "./tree.ts";

/** A filter that was compiled, as plain data: what is left of it for each kind of events, before labels are known. */
export interface CompiledFilter {
  /** As they were written; all of them must hold. */
  readonly expressions: readonly string[];
  /** The whole of each expression. */
  readonly trees: readonly Node[];
  /** What is left for each kind, by record type. */
  readonly kinds: ReadonlyMap<number, Node>;
  readonly patterns: Patterns;
  /** Bit mask, `1 << record type`, of the kinds that may pass. */
  readonly types: number;
  /** Whether it asks for the kind of events. */
  readonly readsEvent: boolean;
  /** What becomes of events of whose labels nothing is known. */
  readonly unanswered: Verdict;
}

/** What becomes of a container's events. */
export type Verdict =
  | { readonly kind: "all" | "none" }
  /** Each is asked: a predicate for wasm/filter/wanted.ts. */
  | { readonly kind: "asked"; readonly predicate: Uint8Array };

/** The patterns of a filter, compiled. */
export interface Patterns {
  readonly automata: ReadonlyMap<string, Automaton>;
  /** Where each lies in the tables. */
  readonly offsets: ReadonlyMap<string, number>;
  /** All of them, as wasm/filter/ops.ts describes them. */
  readonly tables: Uint8Array;
}

/** A deterministic automaton that tells in one pass whether a pattern is somewhere in a text. */
export interface Automaton {
  readonly classes: Classes;
  readonly states: number;
  readonly start: number;
  /** `states` rows of a state for each class, and one more for the text's end. */
  readonly next: Uint16Array;
}

/** Code points that a pattern does not tell apart share a class; classes count from 0. */
export interface Classes {
  /** First code points of runs of one class, ascending; the first is 0. */
  readonly starts: readonly number[];
  /** The class of each run. */
  readonly classes: readonly number[];
  /** One code point of each class. */
  readonly samples: readonly number[];
}
