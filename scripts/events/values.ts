import type { Value } from "#events/definition.ts";
import { functionName } from "./layout.ts";
import { type PayloadCode, variable } from "./members.ts";

/** What {@linkcode handWritten} values are written with, by the module that has it. */
export const LINEAGE_MODULES: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["../lineage/ancestors", ["ancestor", "ancestorList"]],
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
    const functions = [...this.#lists].map(([words, { name, isList }], index) =>
      isList ? bitsFunction(name, words, index) : wordFunction(name, words)
    );
    return `// Made by deno task events from src/events/; not to be edited.
// Words that records name by number, or by a bit each.

import { put } from "../scalar/put";
import { BITS, BITS_SIZE } from "../layout";

/** Copies what was written before; it may write 63 bytes more. */
// @inline
function copied(at: usize, from: usize, length: usize): usize {
  for (let offset: usize = 0; offset < length; offset += 64) memory.copy(at + offset, from + offset, 64);
  return at + length;
}

${functions.join("\n")}`;
  }
}

function wordFunction(name: string, words: readonly string[]): string {
  const cases = words.slice(0, -1).map((word, number) =>
    `case ${number}:\nreturn put(at, "${word}");\n`
  );
  return `/** One of ${words.length} words; the last for numbers beyond. */
export function ${name}(at: usize, number: u32): usize {
  switch (number) {
${cases.join("")}default:
return put(at, "${words.at(-1)}");
}
}
`;
}

/** Most events have the same bits as the one before: what was written for those is kept. */
function bitsFunction(name: string, words: readonly string[], index: number): string {
  const lines = words.map((word, bit) => `if (bits >> ${bit} & 1) at = put(at, '"${word}",');\n`);
  const area = `BITS + ${index} * BITS_SIZE`;
  return `let ${name}Kept: u64 = 0;
let ${name}Length: usize = 0;

/** The words of the bits that are set, as a list. */
export function ${name}(at: usize, bits: u64): usize {
  if (bits !== ${name}Kept || ${name}Length === 0) {
    ${name}Length = ${name}List(${area}, bits) - (${area});
    ${name}Kept = bits;
  }
  return copied(at, ${area}, ${name}Length);
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
      return `at = ancestor(at, ${variable(value.text)});\n`;
    case "ancestors":
      return `at = ancestorList(at, ${of(value.text)});\n`;
    case "party":
      return `at = party(at, record, ${variable(value.text)});\n`;
    case "verdict":
      return `at = verdict(at, record);\n`;
    default:
      throw new TypeError(`Cannot write a value of kind ${value.kind}`);
  }
}
