import { EVENT_KINDS } from "#events/kinds.ts";
import { filterFields } from "../fields.ts";
import { FilterError } from "../filter_error.ts";
import { fold } from "../fold/fold.ts";
import { kindKnowledge } from "./kind_knowledge.ts";
import { checked } from "../language/check.ts";
import { environmentOf } from "../language/environment.ts";
import { lower } from "../language/lower.ts";
import { whenIs } from "../fold/condition.ts";
import type { CompiledFilter } from "../compiled_filter.ts";
import { decide, UNKNOWN_LABELS } from "../decide/verdict.ts";
import { compilePatterns } from "./patterns.ts";
import { allNodes, type Node } from "../tree.ts";

/**
 * Compiles expressions in CEL, all of which must hold.
 *
 * @throws FilterError Where one of them is none, does not fit its types, or cannot be carried out by the hot path.
 */
export function compileFilter(expressions: readonly string[]): CompiledFilter {
  const fields = filterFields();
  const environment = environmentOf(fields);
  const trees = expressions.map((expression) =>
    lower(checked(expression, environment, fields), expression, fields)
  );
  const patterns = compilePatterns(trees, expressions);
  const kinds = new Map<number, Node>();
  let types = 0;
  for (const kind of EVENT_KINDS) {
    const left = trees.map((tree) => fold(tree, kindKnowledge(kind, fields, patterns)));
    const node = all(left);
    kinds.set(kind.recordType, node);
    if (whenIs(node, true).kind !== "never") types |= 1 << kind.recordType;
  }
  if (types === 0) {
    const expression = expressions.join(" && ");
    const place = { start: 0, end: expression.length };
    throw new FilterError("it must hold for some event, and it never does,", expression, place);
  }
  const filter = { expressions, trees, kinds, patterns, types, readsEvent: readsEvent(trees) };
  return { ...filter, unanswered: attempt(expressions, () => decide(filter, UNKNOWN_LABELS)) };
}

function all(parts: readonly Node[]): Node {
  const [first] = parts;
  if (first === undefined || parts.length > 1) {
    return { kind: "and", parts, type: "bool", at: { start: 0, end: 0 } };
  }
  return first;
}

function readsEvent(trees: readonly Node[]): boolean {
  return trees.some((tree) =>
    [...allNodes(tree)].some((node) => node.kind === "field" && node.name === "event")
  );
}

/** What the hot path cannot take is refused here, and not when a container comes. */
function attempt<T>(expressions: readonly string[], task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "TooLarge") throw error;
    const expression = expressions.join(" && ");
    throw new FilterError(error.message, expression, { start: 0, end: expression.length });
  }
}
