import type { EventKind } from "#events/definition.ts";
import { constantName } from "./layout.ts";
import { framePlan, kindPlan, type Step, TIME_PLACE, usualSteps } from "./plan.ts";

/** Literals of at most so many bytes are stored as a number. */
const IN_NUMBER = 8;
const VECTOR = 16;
/** How many bytes wasm/simd/frame.ts copies of each literal between the frame's values. */
const FRAME_SPACES: readonly number[] = [16, 32, 16, 16];

/** A literal of the fast writer, in the module's tables. */
export interface Literal {
  readonly name: string;
  readonly text: string;
}

/** What the fast writer copies around the values that every line has. */
export interface FrameLiterals {
  /** By kind: up to the first value behind the time. */
  readonly heads: readonly Literal[];
  /** Between the values of all kinds alike, in their order. */
  readonly between: readonly Literal[];
  /** The process's creation, up to the id of what it runs. */
  readonly tail: Literal;
  /** Between that id and the origin. */
  readonly origin: Literal;
  /** By kind: from the origin up to the kind's first own value. */
  readonly ends: readonly Literal[];
}

/** The kinds that have a fast writer. */
export function fastKinds(kinds: readonly EventKind[]): readonly EventKind[] {
  return kinds.filter(({ frequent }) => frequent === true);
}

/** The steps of a kind's own part, the first literal left out: the frame's tail brings it. */
export function ownSteps(kind: EventKind): readonly Step[] {
  return usualSteps(kindPlan(kind)).slice(1);
}

/** The literals around the frame's values. */
export function frameLiterals(kinds: readonly EventKind[]): FrameLiterals {
  const texts = usualSteps(framePlan().steps).flatMap((step) =>
    step.step === "literal" ? [step.text] : []
  );
  const [first = "", ...rest] = texts;
  const [creation = "", run = "", origin = "", close = ""] = rest.splice(-4);
  const long = rest.findIndex((text, index) => text.length > (FRAME_SPACES[index] ?? 0));
  if (long >= 0) {
    throw new RangeError(
      `Cannot write ${rest[long]} fast as wasm/simd/frame.ts copies ${
        FRAME_SPACES[long] ?? 0
      } bytes`,
    );
  }
  return {
    heads: fastKinds(kinds).map(({ name }) => ({
      name: `HEAD_${constantName(name)}`,
      text: `{"time":"${TIME_PLACE}","event":"${name}"${first}`,
    })),
    between: rest.map((text, index) => ({ name: `FRAME_${index}`, text })),
    tail: { name: "TAIL", text: `${creation}${TIME_PLACE}${run}` },
    origin: { name: "ORIGIN", text: origin },
    ends: fastKinds(kinds).map((kind) => {
      const [own] = usualSteps(kindPlan(kind));
      if (own?.step !== "literal") {
        throw new TypeError(`Cannot write ${kind.name} fast as its first step must be a literal`);
      }
      return { name: `END_${constantName(kind.name)}`, text: `${close}${own.text}` };
    }),
  };
}

/** Collects the literals that the tables must hold, and makes the code that writes them. */
export class LiteralTable {
  readonly #literals: Literal[] = [];

  /** Literals in the order in which they were first used. */
  get literals(): readonly Literal[] {
    return this.#literals;
  }

  /** Code that writes a literal at `at` and moves it on; it may write up to 15 bytes more. */
  write(text: string): string {
    const advance = `at += ${text.length};\n`;
    if (text.length <= IN_NUMBER) return `${storeNumber(text)}${advance}`;
    return `${this.copy(this.nameOf(text), text.length)}${advance}`;
  }

  /** Code that copies a literal of the tables to `at`. */
  copy(name: string, length: number): string {
    let code = "";
    for (let offset = 0; offset < length; offset += VECTOR) {
      const from = offset === 0 ? name : `${name}, ${offset}`;
      const to = offset === 0 ? "" : `, ${offset}`;
      code += `v128.store(at, v128.load(${from})${to});\n`;
    }
    return code;
  }

  /** The constant of a literal, which is added if it is new. */
  nameOf(text: string): string {
    const known = this.#literals.find((literal) => literal.text === text);
    return known?.name ?? this.add({ name: `LITERAL_${this.#literals.length}`, text });
  }

  /** Adds a literal of a name of its own. */
  add(literal: Literal): string {
    this.#literals.push(literal);
    return literal.name;
  }
}

function storeNumber(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const size = [1, 2, 4, 8].find((size) => size >= bytes.length) ?? 8;
  const value = [...bytes].reduce(
    (sum, byte, index) => sum | BigInt(byte) << BigInt(8 * index),
    0n,
  );
  return `store<u${size * 8}>(at, 0x${value.toString(16).toUpperCase()}); // ${text}\n`;
}

/** wasm/kinds/literals.ts: what the fast writer copies. */
export function literalsModule(frame: FrameLiterals, table: LiteralTable): string {
  const all = [
    ...frame.heads,
    frame.tail,
    frame.origin,
    ...frame.ends,
    ...frame.between,
    ...table.literals,
  ];
  let offset = 0;
  const addresses = all.map(({ name, text }) => {
    const line = `export const ${name}: usize = LITERALS + ${offset};\n`;
    offset += Math.ceil(text.length / VECTOR) * VECTOR;
    return line;
  });
  const second = (text: string) => text.indexOf(TIME_PLACE);
  return `// Made by deno task events from src/events/; not to be edited.
// Literals of the fast writer. V8 rebuilds a vector constant at each use; a load from a constant address in fixed memory
// needs no bounds check.

import { LITERALS, LITERALS_SIZE } from "../layout";
import { put } from "../scalar/put";
import { ${[...fastNames(frame.heads)].join(", ")} } from "../wire";

${addresses.join("")}
${
    [...frame.between, frame.tail, frame.origin].map(({ name, text }) =>
      `export const ${name}_LENGTH: usize = ${text.length};\n`
    )
      .join("")
  }
/** Where the second stands in every head. */
export const HEAD_SECOND: usize = ${second(frame.heads[0]?.text ?? "")};
/** Where it stands in the tail. */
export const TAIL_SECOND: usize = ${second(frame.tail.text)};

export function initLiterals(): void {
  if (LITERALS_SIZE < ${offset}) unreachable();
${all.map(({ name, text }) => `put(${name}, '${text}');\n`).join("")}}

/** Writes the 20 characters of a second into all that hold one. */
export function putSeconds(text: usize): void {
${
    [
      ...frame.heads.map(({ name }) => `${name} + HEAD_SECOND`),
      "TAIL + TAIL_SECOND",
    ].map((place) => `memory.copy(${place}, text, 20);\n`).join("")
  }}

/** Writes a kind's head; returns its end. The type is a constant, so that nothing but copies is left. */
// @inline
export function copyHead(at: usize, type: u32): usize {
${copies(frame.heads, table)}return at;
}

/** Writes what stands behind the origin; returns its end. */
// @inline
export function copyEnd(at: usize, type: u32): usize {
${copies(frame.ends, table)}return at;
}
`;
}

function copies(literals: readonly Literal[], table: LiteralTable): string {
  return literals.map(({ name, text }) =>
    `if (type === ${name.replace(/^(?:HEAD|END)_/, "")}) {\n${
      table.copy(name, text.length)
    }return at + ${text.length};\n}\n`
  ).join("");
}

function fastNames(heads: readonly Literal[]): string[] {
  return heads.map(({ name }) => name.replace(/^HEAD_/, ""));
}
