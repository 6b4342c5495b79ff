import { FILTER_TABLES_SIZE } from "../../../wasm/layout.ts";
import { FilterError } from "../filter_error.ts";
import { automatonBytes } from "../program/automaton_bytes.ts";
import type { Automaton, Patterns } from "../compiled_filter.ts";
import { compileAutomaton, PatternError } from "../regex/compile.ts";
import { allNodes, type Node } from "../tree.ts";

/** Compiles the patterns of expressions. @throws FilterError */
export function compilePatterns(trees: readonly Node[], expressions: readonly string[]): Patterns {
  const automata = new Map<string, Automaton>();
  const offsets = new Map<string, number>();
  const parts: number[] = [];
  trees.forEach((tree, index) => {
    const expression = expressions[index] ?? "";
    for (const node of allNodes(tree)) {
      if (node.kind !== "call" || node.op !== "matches" || node.args[1]?.kind !== "const") continue;
      const pattern = String(node.args[1].value);
      if (automata.has(pattern)) continue;
      const automaton = compile(pattern, expression, node.args[1]);
      automata.set(pattern, automaton);
      offsets.set(pattern, parts.length);
      for (const byte of automatonBytes(automaton)) parts.push(byte);
      if (parts.length > FILTER_TABLES_SIZE) {
        throw new FilterError("it must have fewer or simpler patterns", expression, node.at);
      }
    }
  });
  return { automata, offsets, tables: Uint8Array.from(parts) };
}

function compile(pattern: string, expression: string, { at }: Node): Automaton {
  try {
    return compileAutomaton(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new FilterError(error.message.replace(/^it/, "its pattern"), expression, at);
  }
}
