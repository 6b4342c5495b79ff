import type { ASTNode } from "@marcbachmann/cel-js";
import type { Place } from "../filter_error.ts";
import type { Body, Node } from "../tree.ts";
import type { Type, Value } from "../types.ts";

/** Where it stands. */
export function at({ start, end }: ASTNode): Place {
  return { start, end };
}

/** A node of an expression. */
export function node(ast: ASTNode, type: Type, body: Body): Node {
  return { ...body, type, at: at(ast) };
}

/** A constant. */
export function constant(ast: ASTNode, type: Type, literal: Value): Node {
  return node(ast, type, { kind: "const", value: literal });
}

/** The opposite of what is true or false. */
export function negated(ast: ASTNode, part: Node): Node {
  return part.kind === "not" ? part.part : node(ast, "bool", { kind: "not", part });
}
