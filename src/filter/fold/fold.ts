import { operationOf } from "../values/operations.ts";
import type { Body, Node } from "../tree.ts";
import type { Value } from "../types.ts";
import { Fault } from "../values/values.ts";

/** What is known of a key of the line where an expression is folded. */
export type Known =
  /** Its value, or what stands for it. */
  | { readonly kind: "is"; readonly value: Value }
  | { readonly kind: "node"; readonly node: Node; readonly there: Node }
  | { readonly kind: "absent" }
  /** It may have any value, or none, and nobody will ever know. */
  | { readonly kind: "unknown" }
  /** It is decided later. */
  | { readonly kind: "later" };

/** What folding needs to know. */
export interface Knowledge {
  /** What is known of a key. */
  of(name: string, node: Node): Known;
  /** Whether a pattern that was compiled is found in a text. */
  finds(pattern: string, text: string): boolean;
}

/** Carries out what is known of an expression; what is left is for records, or for later. */
export function fold(node: Node, knowledge: Knowledge): Node {
  return new Folder(knowledge).fold(node, new Map());
}

class Folder {
  readonly #knowledge: Knowledge;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  fold(node: Node, variables: ReadonlyMap<string, Node>): Node {
    switch (node.kind) {
      case "const":
      case "fail":
      case "load":
      case "present":
        return node;
      case "variable":
        return variables.get(node.variable) ?? node;
      case "field":
        return this.#field(node, node.name);
      case "has":
        return this.#has(node, node.name);
      case "not":
        return not(node, this.fold(node.part, variables));
      case "and":
      case "or":
        return junction(node, node.kind, node.parts.map((part) => this.fold(part, variables)));
      case "if":
        return this.#choice(node, variables);
      case "call":
        return this.#call(node, node.op, node.args.map((one) => this.fold(one, variables)));
      case "loop":
        return this.#loop(node, variables);
    }
  }

  #field(node: Node, name: string): Node {
    const known = this.#knowledge.of(name, node);
    switch (known.kind) {
      case "later":
        return node;
      case "is":
        return constant(node, known.value);
      case "node":
        return known.node;
      case "absent":
        return node.type === "map" ? constant(node, new Map()) : fail(node, "error");
      case "unknown":
        return fail(node, "unknown");
    }
  }

  #has(node: Node, name: string): Node {
    const known = this.#knowledge.of(name, node);
    switch (known.kind) {
      case "later":
        return node;
      case "is":
        return constant(node, !(known.value instanceof Map && known.value.size === 0));
      case "node":
        return known.there;
      case "absent":
        return constant(node, false);
      case "unknown":
        return fail(node, "unknown");
    }
  }

  #choice(
    node: Extract<Node, { kind: "if" }>,
    variables: ReadonlyMap<string, Node>,
  ): Node {
    const test = this.fold(node.test, variables);
    if (test.kind === "fail") return fail(node, test.why);
    if (test.kind === "const") {
      return this.fold(test.value === true ? node.then : node.otherwise, variables);
    }
    const then = this.fold(node.then, variables);
    return { ...node, test, then, otherwise: this.fold(node.otherwise, variables) };
  }

  #call(node: Node, op: string, args: readonly Node[]): Node {
    const failed = worst(args);
    if (failed !== undefined) return fail(node, failed);
    const values = args.flatMap((one) => one.kind === "const" ? [one.value] : []);
    if (values.length < args.length) return rebuilt(node, { kind: "call", op, args });
    if (op === "list") return constant(node, values);
    if (op === "matches") {
      const [text, pattern] = values;
      return constant(node, this.#knowledge.finds(String(pattern), String(text)));
    }
    try {
      const operation = operationOf(op, args.map(({ type }) => type));
      if (operation === undefined) throw new TypeError(`Cannot fold ${op} as it is not known`);
      return constant(node, operation.evaluate(...values));
    } catch (error) {
      if (error instanceof Fault) return fail(node, "error");
      throw error;
    }
  }

  #loop(node: Extract<Node, { kind: "loop" }>, variables: ReadonlyMap<string, Node>): Node {
    const list = this.fold(node.list, variables);
    if (list.kind === "fail") return fail(node, list.why);
    if (list.kind !== "const") {
      const body = this.fold(node.body, variables);
      return { ...node, list, body };
    }
    const elements = list.value as readonly Value[];
    const bodies = elements.map((element) => {
      const standing = constant({ ...node.body, type: this.#variableType(node) }, element);
      return this.fold(node.body, new Map(variables).set(node.variable, standing));
    });
    return unrolled(node, elements, bodies);
  }

  #variableType({ list }: Extract<Node, { kind: "loop" }>): Node["type"] {
    return list.type.replace(/^list<(.*)>$/, "$1") as Node["type"];
  }
}

function unrolled(
  node: Extract<Node, { kind: "loop" }>,
  elements: readonly Value[],
  bodies: readonly Node[],
): Node {
  if (node.how === "exists") return junction(node, "or", bodies);
  if (node.how === "all") return junction(node, "and", bodies);
  const failed = worst(bodies);
  if (failed !== undefined) return fail(node, failed);
  const values = bodies.map((body) => body.kind === "const" ? body.value : undefined);
  if (values.includes(undefined)) {
    // Not all is known yet.
    return { ...node, list: constant(node.list, elements) };
  }
  if (node.how === "map") return constant(node, values as Value[]);
  const chosen = elements.filter((_, index) => values[index] === true);
  return constant(node, node.how === "filter" ? chosen : chosen.length === 1);
}

/** Why an operation on these arguments fails, if it does: an error is certain, what is not known might be one. */
function worst(args: readonly Node[]): "error" | "unknown" | undefined {
  const reasons = args.flatMap((one) => one.kind === "fail" ? [one.why] : []);
  return reasons.includes("error") ? "error" : reasons[0];
}

function not(node: Node, part: Node): Node {
  if (part.kind === "const") return constant(node, part.value !== true);
  if (part.kind === "fail") return part;
  return rebuilt(node, { kind: "not", part });
}

function junction(node: Node, kind: "and" | "or", folded: readonly Node[]): Node {
  const decisive = kind === "or";
  const parts = folded.flatMap((part) => part.kind === kind ? part.parts : [part])
    .filter((part) => part.kind !== "const" || part.value === decisive);
  if (parts.some((part) => part.kind === "const")) return constant(node, decisive);
  const [first] = parts;
  if (first === undefined) return constant(node, !decisive);
  const isSame = (part: Node) =>
    first.kind === "fail" && part.kind === "fail" && part.why === first.why;
  if (parts.every(isSame)) return first;
  return parts.length === 1 ? first : rebuilt(node, { kind, parts });
}

function constant({ type, at }: Node, value: Value): Node {
  return { kind: "const", value, type, at };
}

function fail({ type, at }: Node, why: "error" | "unknown"): Node {
  return { kind: "fail", why, type, at };
}

function rebuilt({ type, at }: Node, body: Body): Node {
  return { ...body, type, at };
}
