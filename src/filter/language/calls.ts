import type { ASTNode } from "@marcbachmann/cel-js";
import type { Field } from "../fields.ts";
import { FilterError } from "../filter_error.ts";
import { allNodes, type Node } from "../tree.ts";
import type { ListType } from "../types.ts";
import { operationOf } from "../values/operations.ts";
import { at, constant, node } from "./nodes.ts";

/** Makes calls, if the hot path can carry out what is asked of an event's own keys. */
export class Calls {
  readonly #expression: string;
  readonly #fields: ReadonlyMap<string, Field>;
  /** Variables of macros over an event's own lists. */
  readonly #own = new Set<string>();

  constructor(expression: string, fields: ReadonlyMap<string, Field>) {
    this.#expression = expression;
    this.#fields = fields;
  }

  /** A macro's variable stands for what an event's own list has. */
  ofOwnList(variable: string): void {
    this.#own.add(variable);
  }

  /** A list of values. */
  list(ast: ASTNode, parts: readonly Node[]): Node {
    const type = (parts[0] === undefined ? "list<empty>" : `list<${parts[0].type}>`) as ListType;
    if (parts.every((part) => part.kind === "const")) {
      return constant(ast, type, parts.map((part) => part.value));
    }
    if (this.ofRecords(parts)) {
      throw this.refuse(ast, "it must not make lists of an event's keys");
    }
    return node(ast, type, { kind: "call", op: "list", args: parts });
  }

  /** What an operation makes of its arguments. */
  call(ast: ASTNode, op: string, args: readonly Node[]): Node {
    const operation = operationOf(op, args.map(({ type }) => type));
    if (operation === undefined) {
      const types = args.map(({ type }) => type).join(", ");
      throw this.refuse(ast, `it must use what filters know, and not ${op} of (${types}),`);
    }
    const { onRecords, result } = operation;
    const own = args.map((one) => this.ofRecords([one]));
    const wrong = own.some((is, index) =>
      is && (onRecords === "none" || onRecords !== "any" && onRecords[index] !== true)
    );
    if (wrong) throw this.refuse(ast, `it must not use ${op} of an event's own keys in that way`);
    if (op === "matches" && args[1]?.kind !== "const") {
      throw this.refuse(ast, "it must write the pattern of matches() out");
    }
    return node(ast, result, { kind: "call", op, args });
  }

  /** Whether any of them reads an event's own keys. */
  ofRecords(nodes: readonly Node[]): boolean {
    return nodes.some((one) =>
      [...allNodes(one)].some((inner) =>
        (inner.kind === "field" || inner.kind === "has") &&
          this.#fields.get(inner.name)?.source === "record" ||
        inner.kind === "variable" && this.#own.has(inner.variable)
      )
    );
  }

  /** What an expression breaks, at a part of it. */
  refuse(ast: ASTNode, rule: string): FilterError {
    return new FilterError(rule, this.#expression, at(ast));
  }
}
