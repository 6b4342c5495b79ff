/** Where a value comes from. */
export type Operand =
  | { readonly kind: "dot" }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline }
  | { readonly kind: "field"; readonly of: Operand; readonly name: string };

/** An operand with its arguments. */
export type Call = readonly [Operand, ...Operand[]];

/** Calls, each given what the one before made as its last argument. */
export interface Pipeline {
  readonly calls: readonly Call[];
  /** Variables that take the value; two of them within `range`. */
  readonly variables: readonly string[];
  /** Whether the variables are new, or those from further out. */
  readonly declares: boolean;
  /** For errors. */
  readonly source: string;
}

/** A part of a template. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipeline: Pipeline }
  | { readonly kind: "break" | "continue" }
  | {
    readonly kind: "if" | "with" | "range";
    readonly pipeline: Pipeline;
    readonly body: readonly Node[];
    readonly otherwise: readonly Node[];
  };
