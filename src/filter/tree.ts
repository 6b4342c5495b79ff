import type { Place } from "./filter_error.ts";
import type { Place as RecordPlace } from "./fields.ts";
import type { Type, Value } from "./types.ts";

/** An expression that was checked; plain data. */
export type Node = Body & {
  readonly type: Type;
  /** Where it stands in its expression. */
  readonly at: Place;
};

/** What a node is. */
export type Body =
  | { readonly kind: "const"; readonly value: Value }
  /** It fails: an error, or what is not known. */
  | { readonly kind: "fail"; readonly why: "error" | "unknown" }
  /** A key of the line, by its name. */
  | { readonly kind: "field"; readonly name: string }
  /** Whether a line has a key. */
  | { readonly kind: "has"; readonly name: string }
  /** A value of a record, where its guards hold. */
  | { readonly kind: "load"; readonly place: RecordPlace }
  /** Whether a place's guards hold. */
  | { readonly kind: "present"; readonly place: RecordPlace }
  | { readonly kind: "call"; readonly op: string; readonly args: readonly Node[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly Node[] }
  | { readonly kind: "not"; readonly part: Node }
  | { readonly kind: "if"; readonly test: Node; readonly then: Node; readonly otherwise: Node }
  /** A macro over a list; `variable` is unique within the expression. */
  | {
    readonly kind: "loop";
    readonly how: "exists" | "all" | "exists_one" | "filter" | "map";
    readonly list: Node;
    readonly variable: string;
    readonly body: Node;
  }
  | { readonly kind: "variable"; readonly variable: string };

/** The nodes within a node. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "call":
      return node.args;
    case "and":
    case "or":
      return node.parts;
    case "not":
      return [node.part];
    case "if":
      return [node.test, node.then, node.otherwise];
    case "loop":
      return [node.list, node.body];
    default:
      return [];
  }
}

/** A node and all within it. */
export function* allNodes(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* allNodes(child);
}
