import type { Node } from "../tree.ts";

/**
 * When an expression is true (or false), as conditions that are true or not and nothing else: what fails makes neither
 * true. What is not known may make both true.
 */
export type Condition =
  | { readonly kind: "always" | "never" }
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] }
  /** The node of type bool is `is`. */
  | { readonly kind: "atom"; readonly node: Node; readonly is: boolean }
  /** Of an event's own list: for all elements, or for any. */
  | {
    readonly kind: "each";
    readonly how: "all" | "any";
    readonly list: Node;
    readonly variable: string;
    readonly body: Condition;
  };

const ALWAYS: Condition = { kind: "always" };
const NEVER: Condition = { kind: "never" };

/** When the node may be `is`. */
export function whenIs(node: Node, is: boolean): Condition {
  switch (node.kind) {
    case "const":
      return node.value === is ? ALWAYS : NEVER;
    case "fail":
      return node.why === "unknown" ? ALWAYS : NEVER;
    case "not":
      return whenIs(node.part, !is);
    case "and":
    case "or":
      return junction(
        (node.kind === "and") === is ? "all" : "any",
        node.parts.map((part) => whenIs(part, is)),
      );
    case "if":
      return junction("any", [
        junction("all", [whenIs(node.test, true), whenIs(node.then, is)]),
        junction("all", [whenIs(node.test, false), whenIs(node.otherwise, is)]),
      ]);
    case "present":
      if (node.place.guards.length === 0) return is ? ALWAYS : NEVER;
      return { kind: "atom", node, is };
    case "load":
      // The only such value is true; where it is absent, it is neither.
      return is ? whenIs({ ...node, kind: "present" }, true) : NEVER;
    case "loop":
      return each(node, is);
    case "call":
      return node.args[0]?.type === "bool" ? ofBooleans(node, is) : { kind: "atom", node, is };
    default:
      return { kind: "atom", node, is };
  }
}

function each(node: Extract<Node, { kind: "loop" }>, is: boolean): Condition {
  if (node.how !== "exists" && node.how !== "all") return { kind: "atom", node, is };
  const body = whenIs(node.body, is);
  const how = (node.how === "exists") === is ? "any" : "all";
  if (body.kind === "never" && how === "any") return NEVER;
  return { kind: "each", how, list: node.list, variable: node.variable, body };
}

/** Comparisons of what is true or false. */
function ofBooleans(node: Extract<Node, { kind: "call" }>, is: boolean): Condition {
  const [a, b] = node.args;
  if (a === undefined || b === undefined) return { kind: "atom", node, is };
  const pairs = [[false, false], [false, true], [true, false], [true, true]] as const;
  return junction(
    "any",
    pairs.filter(([left, right]) => compared(node.op, Number(left), Number(right)) === is)
      .map(([left, right]) => junction("all", [whenIs(a, left), whenIs(b, right)])),
  );
}

function compared(op: string, left: number, right: number): boolean {
  switch (op) {
    case "==":
      return left === right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    default:
      return left >= right;
  }
}

function junction(kind: "all" | "any", conditions: readonly Condition[]): Condition {
  const [neutral, decisive] = kind === "all" ? [ALWAYS, NEVER] : [NEVER, ALWAYS];
  const parts = conditions.flatMap((part) => part.kind === kind ? part.parts : [part])
    .filter((part) => part.kind !== neutral.kind);
  if (parts.some((part) => part.kind === decisive.kind)) return decisive;
  const [first] = parts;
  if (first === undefined) return neutral;
  return parts.length === 1 ? first : { kind, parts };
}
