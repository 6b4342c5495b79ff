import { STATE_DEAD as DEAD, STATE_FOUND as FOUND } from "../../../wasm/filter/ops.ts";
import type { Automaton, Classes, Patterns } from "../compiled_filter.ts";
import { classAt, classesOf, isWord } from "./classes.ts";
import type { Instruction, PatternProgram } from "./pattern_program.ts";

/** More states than this are refused: 16 bits number them, and tables shall stay in the cache. */
const STATE_LIMIT = 4000;

// What stood before the place that a state is at.
const AT_BEGIN = 0;
const AFTER_NEWLINE = 1;
const AFTER_WORD = 2;
const AFTER_OTHER = 3;

const NEWLINE = 10;
/** The code point that stands for the text's end. */
const END = -1;

/** Makes the automaton; undefined where it would have too many states. */
export function automatonOf(program: PatternProgram): Automaton | undefined {
  return new Determinizer(program).run();
}

class Determinizer {
  readonly #program: PatternProgram;
  readonly #classes: Classes;
  readonly #ids = new Map<string, number>();
  readonly #sets: { readonly instructions: readonly number[]; readonly before: number }[] = [];
  readonly #rows: number[][] = [];

  constructor(program: PatternProgram) {
    this.#program = program;
    this.#classes = classesOf(boundariesOf(program), (codePoint) => this.#signature(codePoint));
  }

  run(): Automaton | undefined {
    const { samples } = this.#classes;
    const columns = samples.length + 1;
    const dead = new Array<number>(columns).fill(DEAD);
    const found = new Array<number>(columns).fill(FOUND);
    this.#rows.push(dead, found);
    this.#sets.push({ instructions: [], before: AFTER_OTHER }, {
      instructions: [],
      before: AFTER_OTHER,
    });
    const start = this.#idOf([this.#program.start], AT_BEGIN);
    for (let state = start; state < this.#sets.length; state++) {
      if (this.#sets.length > STATE_LIMIT) return undefined;
      this.#rows[state] = [...samples, END].map((codePoint) => this.#step(state, codePoint));
    }
    const next = new Uint16Array(this.#sets.length * columns);
    this.#rows.forEach((row, state) => next.set(row, state * columns));
    return { classes: this.#classes, states: this.#sets.length, start, next };
  }

  #signature(codePoint: number): string {
    return this.#program.instructions
      .map((one) => one.kind === "set" && one.has(codePoint) ? "1" : "0").join("");
  }

  #idOf(instructions: readonly number[], before: number): number {
    const key = `${before}:${instructions.join()}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#sets.length;
    this.#ids.set(key, id);
    this.#sets.push({ instructions, before });
    return id;
  }

  #step(state: number, codePoint: number): number {
    const { instructions = [], before = AFTER_OTHER } = this.#sets[state] ?? {};
    const reached = this.#follow(instructions, before, codePoint);
    if (reached.some(({ kind }) => kind === "match")) return FOUND;
    if (codePoint === END) return DEAD;
    const next = new Set<number>();
    for (const one of reached) if (one.kind === "set" && one.has(codePoint)) next.add(one.next);
    // The pattern may begin anywhere.
    if (!this.#program.anchored) next.add(this.#program.start);
    if (next.size === 0) return DEAD;
    return this.#idOf([...next].sort((a, b) => a - b), kindOf(codePoint));
  }

  /** What is reached without a character, where `codePoint` comes next. */
  #follow(from: readonly number[], before: number, codePoint: number): Instruction[] {
    const seen = new Set<number>();
    const reached: Instruction[] = [];
    const open = [...from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const one = this.#program.instructions[index];
      if (one === undefined) continue;
      if (one.kind === "fork") open.push(...one.next);
      else if (one.kind === "assert") {
        if (holds(one.needs, before, codePoint)) open.push(one.next);
      } else reached.push(one);
    }
    return reached;
  }
}

function kindOf(codePoint: number): number {
  if (codePoint === NEWLINE) return AFTER_NEWLINE;
  return isWord(codePoint) ? AFTER_WORD : AFTER_OTHER;
}

function holds(
  needs: Extract<Instruction, { kind: "assert" }>["needs"],
  before: number,
  codePoint: number,
): boolean {
  const boundary = (before === AFTER_WORD) !== (codePoint !== END && isWord(codePoint));
  return (!needs.beginText || before === AT_BEGIN) &&
    (!needs.beginLine || before === AT_BEGIN || before === AFTER_NEWLINE) &&
    (!needs.endText || codePoint === END) &&
    (!needs.endLine || codePoint === END || codePoint === NEWLINE) &&
    (!needs.wordBoundary || boundary) && (!needs.noWordBoundary || !boundary);
}

function* boundariesOf({ instructions }: PatternProgram): Generator<number> {
  for (const one of instructions) if (one.kind === "set") yield* one.edges;
}

/** Whether the pattern is somewhere in the text. Takes time of the text's length. */
export function finds(automaton: Automaton, text: string): boolean {
  const { classes, next } = automaton;
  const columns = classes.samples.length + 1;
  let state = automaton.start;
  for (const character of text) {
    state = next[state * columns + classAt(classes, character.codePointAt(0) ?? 0)] ?? DEAD;
    if (state <= FOUND) return state === FOUND;
  }
  return next[state * columns + columns - 1] === FOUND;
}

/** Whether a pattern of the filter is found in a text. */
export function findsPattern({ automata }: Patterns, pattern: string, text: string): boolean {
  const automaton = automata.get(pattern);
  if (automaton === undefined) {
    throw new TypeError("Cannot look for a pattern that is not compiled");
  }
  return finds(automaton, text);
}
