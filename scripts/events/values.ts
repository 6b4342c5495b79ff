import type { Value } from "#events/definition.ts";
import { functionName } from "./layout.ts";
import { type PayloadCode, variable } from "./members.ts";

/** What {@linkcode handWritten} values are written with, by the module that has it. */
export const LINEAGE_MODULES: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["../lineage/ancestors", ["ancestor", "ancestorList", "inlineAncestor"]],
  ["../lineage/exec_id", ["execId"]],
  ["../lineage/origin", ["originOf"]],
  ["../lineage/party", ["party"]],
  ["../lineage/scope", ["scopeOf"]],
  ["../lineage/verdict", ["verdict"]],
];

/** Imports of those names that code uses. */
export function importsFor(
  code: string,
  modules: readonly (readonly [module: string, names: readonly string[]])[],
): string {
  return modules.map(([module, names]) => {
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    return used.length === 0 ? "" : `import { ${used.join(", ")} } from "${module}";\n`;
  }).join("");
}

/** What the call of a kind's function passes on behind the record. */
export function takesFlags(code: string, kind: string): string {
  return code.includes(`function ${functionName(kind)}(at: usize, record: usize, flags`)
    ? ", flags"
    : "";
}

/** Lists of words, each with the function that writes one of them. */
export class WordTable {
  readonly #lists = new Map<
    readonly string[],
    { readonly name: string; readonly isList: boolean }
  >();

  /** The functions' names. */
  get names(): readonly string[] {
    return [...this.#lists.values()].map(({ name }) => name);
  }

  /** The function that writes a word by its number, or the words of the bits that are set. */
  nameOf(member: string, words: readonly string[], isList: boolean): string {
    const known = this.#lists.get(words);
    if (known !== undefined) return known.name;
    const suffix = isList ? "Bits" : "Word";
    const wanted = `${variable(member)}${suffix}`;
    const taken = this.names.filter((name) => name.startsWith(wanted)).length;
    const name = taken === 0 ? wanted : `${wanted}${taken}`;
    this.#lists.set(words, { name, isList });
    return name;
  }

  /** wasm/kinds/words.ts: those functions. */
  module(): string {
    const lists = [...this.#lists].map(([words, { name, isList }]) => ({ words, name, isList }));
    const bits = lists.filter(({ isList }) => isList);
    let places = 0;
    const functions: string[] = [];
    const puts: string[] = [];
    for (const { words, name } of lists.filter(({ isList }) => !isList)) {
      functions.push(wordFunction(name, words, places));
      puts.push(...words.map((text, index) => `word(${places + index}, "${text}");\n`));
      places += words.length;
    }
    functions.push(...bits.map(({ words, name }, index) => bitsFunction(name, words, index)));
    return `// Made by deno task events from src/events/; not to be edited.
// Words that records name by number, or by a bit each.

import { copy16, copyLong } from "../scalar/copies";
import { put } from "../scalar/put";
import { BITS, BITS_COUNT, BITS_LISTS, BITS_SIZE, WORD_SIZE, WORDS, WORDS_SIZE } from "../layout";

/** Where a word's length stands behind it. */
const LENGTH: usize = WORD_SIZE - 1;
// Offsets in a list of words that was written before.
const OF: usize = 0;
const WRITTEN: usize = 8;
const TEXT: usize = 16;

export function initWords(): void {
  if (WORDS_SIZE < ${places} * WORD_SIZE || BITS_LISTS < ${bits.length}) unreachable();
${puts.join("")}}

function word(place: usize, text: string): void {
  const at = WORDS + place * WORD_SIZE;
  put(at, text);
  store<u8>(at, <u8> text.length, LENGTH);
}

/** Writes the word at a place; it may write what is left of 16 bytes more. */
// @inline
function wordAt(at: usize, place: u32): usize {
  const from = WORDS + <usize> place * WORD_SIZE;
  copy16(at, from);
  return at + <usize> load<u8>(from, LENGTH);
}

/** Where a list of words of these bits is kept, if it is. */
// @inline
function keptAt(list: usize, bits: u64): usize {
  const place = <usize> ((bits * 0x9E3779B97F4A7C15) >> 32) & (BITS_COUNT - 1);
  return BITS + (list * BITS_COUNT + place) * BITS_SIZE;
}

${functions.join("\n")}`;
  }
}

/** The longest word that its place has room for, with its length behind it. */
const WORD_LONGEST = 15;

function wordFunction(name: string, words: readonly string[], place: number): string {
  const long = words.find((word) => word.length > WORD_LONGEST);
  if (long !== undefined) {
    throw new RangeError(
      `Cannot write ${long} as a word as it has more than ${WORD_LONGEST} characters`,
    );
  }
  const last = words.length - 1;
  return `/** One of ${words.length} words; the last for numbers beyond. */
// @inline
export function ${name}(at: usize, number: u32): usize {
  return wordAt(at, ${place} + min<u32>(number, ${last}));
}
`;
}

/** Events have few different sets of bits: what was written for those of before is kept. */
function bitsFunction(name: string, words: readonly string[], index: number): string {
  const lines = words.map((word, bit) => `if (bits >> ${bit} & 1) at = put(at, '"${word}",');\n`);
  return `/** The words of the bits that are set, as a list; it may write 64 bytes more. */
// @inline
export function ${name}(at: usize, bits: u64): usize {
  const kept = keptAt(${index}, bits);
  if (load<u64>(kept, OF) !== bits || load<u32>(kept, WRITTEN) === 0) ${name}Keep(kept, bits);
  return copyLong(at, kept + TEXT, <usize> load<u32>(kept, WRITTEN));
}

function ${name}Keep(kept: usize, bits: u64): void {
  store<u64>(kept, bits, OF);
  store<u32>(kept, <u32> (${name}List(kept + TEXT, bits) - kept - TEXT), WRITTEN);
}

function ${name}List(at: usize, bits: u64): usize {
  at = put(at, "[");
  const begin = at;
${lines.join("")}  if (at !== begin) at--;
  return put(at, "]");
}
`;
}

/** Code for values that functions in wasm/ write, alike for the plain and the fast writer. */
export function handWritten(value: Value, code: PayloadCode, words: WordTable): string {
  const of = (text: string) => `${variable(text)}, <usize> ${variable(code.lengthOf(text))}`;
  switch (value.kind) {
    case "word":
      return `at = ${words.nameOf(value.member, value.words, false)}(at, ${
        variable(value.member)
      });\n`;
    case "bits":
      return `at = ${words.nameOf(value.member, value.words, true)}(at, ${
        variable(value.member)
      });\n`;
    case "exec_id":
      return `at = execId(at, ${[value.start, value.pid, value.run].map(variable).join(", ")});\n`;
    case "origin":
      return `at = originOf(at, ${variable(value.member)});\n`;
    case "scope":
      return `at = scopeOf(at, ${variable(value.member)});\n`;
    case "ancestor":
      return `const first = at;\nat = ancestor(at, ${
        variable(value.text)
      });\nconst firstEnd = at;\n`;
    case "ancestors":
      // They stand behind the nearest.
      return `at = ancestorList(at, ${of(value.text)}, first, firstEnd);\n`;
    case "party":
      return `at = party(at, record, ${variable(value.text)});\n`;
    case "verdict":
      return `at = verdict(at, record);\n`;
    default:
      throw new TypeError(`Cannot write a value of kind ${value.kind}`);
  }
}
