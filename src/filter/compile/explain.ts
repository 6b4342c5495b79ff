import { EVENT_KINDS, eventNames } from "#events/kinds.ts";
import { filterFields } from "../fields.ts";
import type { CompiledFilter } from "../compiled_filter.ts";
import { allNodes, childrenOf, type Node } from "../tree.ts";

/** Where a part of a filter is decided, the earliest first. */
export type Stage = "kernel" | "container" | "event";

/** A part of a filter that one place decides whole. */
export interface ExplainedPart {
  /** As it was written. */
  readonly text: string;
  readonly stage: Stage;
}

/** What a filter is made of, and the kinds of events that it lets pass at all. */
export interface Explanation {
  readonly parts: readonly ExplainedPart[];
  readonly kinds: readonly string[];
  readonly otherKinds: readonly string[];
}

/** Says which part of a filter is decided where. */
export function explained({ expressions, trees, types }: CompiledFilter): Explanation {
  const fields = filterFields();
  const stageOf = (node: Node): Stage => {
    const sources = [...allNodes(node)].flatMap((one) =>
      one.kind === "field" || one.kind === "has" ? [fields.get(one.name)?.source] : []
    );
    if (sources.includes("record")) return "event";
    return sources.includes("label") ? "container" : "kernel";
  };
  const parts = trees.flatMap((tree, index) => {
    const expression = expressions[index] ?? "";
    return partsOf(tree, stageOf).map((node) => ({
      text: closed(expression, node.at),
      stage: stageOf(node),
    }));
  });
  const all = EVENT_KINDS.map(({ name }) => name);
  const kinds = eventNames(types);
  return { parts, kinds, otherKinds: all.filter((name) => !kinds.includes(name)) };
}

/** The text of a part; the parser ends one before parentheses that close around its own end. */
function closed(expression: string, { start, end }: Node["at"]): string {
  const strings = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
  const plain = expression.slice(start, end).replace(strings, "");
  let missing = plain.split("(").length - plain.split(")").length;
  let last = end;
  while (missing > 0 && /[\s)]/.test(expression[last] ?? "")) {
    if (expression[last] === ")") missing--;
    last++;
  }
  return expression.slice(start, last).trimEnd();
}

/** The largest parts that one place decides: those of what is made with and, or and not are looked at one by one. */
function partsOf(node: Node, stageOf: (node: Node) => Stage): readonly Node[] {
  const joins = node.kind === "and" || node.kind === "or" || node.kind === "not";
  const children = childrenOf(node);
  const stages = new Set(children.map(stageOf));
  const mixed = children.some((child) => partsOf(child, stageOf).length > 1);
  if (!joins || node.kind === "or" && stages.size === 1 && !mixed) return [node];
  if (node.kind === "not" && !mixed) return [node];
  return children.flatMap((child) => partsOf(child, stageOf));
}
