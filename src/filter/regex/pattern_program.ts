import type { RE2JS } from "re2js";

/** A pattern in RE2's syntax as instructions of a nondeterministic automaton. */
export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** Whether it can match at the text's beginning only. */
  readonly anchored: boolean;
}

/** One instruction; `next` are indices of others. */
export type Instruction =
  | { readonly kind: "match" }
  | { readonly kind: "fail" }
  | { readonly kind: "fork"; readonly next: readonly number[] }
  | { readonly kind: "assert"; readonly needs: Assertions; readonly next: number }
  | {
    readonly kind: "set";
    /** Whether it takes this code point. */
    readonly has: (codePoint: number) => boolean;
    /** Code points before which what it takes begins or ends. */
    readonly edges: readonly number[];
    readonly next: number;
  };

/** What must be so at a place of the text. */
export interface Assertions {
  readonly beginLine: boolean;
  readonly endLine: boolean;
  readonly beginText: boolean;
  readonly endText: boolean;
  readonly wordBoundary: boolean;
  readonly noWordBoundary: boolean;
}

/** What re2js compiles a pattern to: its version is pinned, and a test compares each operation with its own matcher. */
interface Re2Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
  matchRune(rune: number): boolean;
}

// Operations of re2js's instructions.
const ALT = 1;
const ALT_MATCH = 2;
const CAPTURE = 3;
const EMPTY_WIDTH = 4;
const FAIL = 5;
const MATCH = 6;
const NOP = 7;
const RUNE = 8;
const RUNE1 = 9;
const RUNE_ANY = 10;
const RUNE_ANY_NOT_NL = 11;

const BEGIN_TEXT = 4;
const NEWLINE = 10;
/** Beyond this no character has another case. */
const LAST_CASED = 0x1ffff;

/** Reads what re2js has made of a pattern. */
export function patternProgram(compiled: RE2JS): PatternProgram {
  const { prog } = compiled.re2() as unknown as {
    prog: { readonly inst: readonly Re2Instruction[]; readonly start: number };
  };
  const instructions = prog.inst.map(instruction);
  return { instructions, start: prog.start, anchored: isAnchored(prog.inst, prog.start) };
}

function isAnchored(all: readonly Re2Instruction[], start: number): boolean {
  let one = all[start];
  while (one !== undefined && (one.op === NOP || one.op === CAPTURE)) one = all[one.out];
  return one?.op === EMPTY_WIDTH && (one.arg & BEGIN_TEXT) !== 0;
}

function instruction(one: Re2Instruction): Instruction {
  switch (one.op) {
    case ALT:
    case ALT_MATCH:
      return { kind: "fork", next: [one.out, one.arg] };
    case CAPTURE:
    case NOP:
      return { kind: "fork", next: [one.out] };
    case EMPTY_WIDTH:
      return { kind: "assert", needs: assertions(one.arg), next: one.out };
    case MATCH:
      return { kind: "match" };
    case FAIL:
      return { kind: "fail" };
    case RUNE_ANY:
      return { kind: "set", has: () => true, edges: [], next: one.out };
    case RUNE_ANY_NOT_NL:
      return { kind: "set", has: (codePoint) => codePoint !== NEWLINE, edges: [], next: one.out };
    case RUNE:
    case RUNE1:
      return {
        kind: "set",
        has: (rune) => one.matchRune(rune),
        edges: edgesOf(one),
        next: one.out,
      };
    default:
      throw new TypeError(`Cannot compile a pattern as its operation is not known: ${one.op}`);
  }
}

function assertions(bits: number): Assertions {
  return {
    beginLine: (bits & 1) !== 0,
    endLine: (bits & 2) !== 0,
    beginText: (bits & BEGIN_TEXT) !== 0,
    endText: (bits & 8) !== 0,
    wordBoundary: (bits & 16) !== 0,
    noWordBoundary: (bits & 32) !== 0,
  };
}

function edgesOf(one: Re2Instruction): number[] {
  const runes = [...Array.from(one.runes)];
  if (runes.length !== 1) return runes.map((rune, index) => index % 2 === 0 ? rune : rune + 1);
  const edges: number[] = [];
  // One character alone may stand for its other cases too.
  for (let rune = 0; rune <= LAST_CASED; rune++) {
    if (one.matchRune(rune)) edges.push(rune, rune + 1);
  }
  return [...edges, runes[0] ?? 0, (runes[0] ?? 0) + 1];
}
