import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { EVENT_KINDS } from "#events/kinds.ts";
import type { EventKind } from "#events/definition.ts";
import { compilePatterns } from "#filter/compile/patterns.ts";
import type { Patterns } from "#filter/compiled_filter.ts";
import type { Field } from "#filter/fields.ts";
import { FilterError } from "#filter/filter_error.ts";
import { type Condition, whenIs } from "#filter/fold/condition.ts";
import { fold } from "#filter/fold/fold.ts";
import { checked } from "#filter/language/check.ts";
import { environmentOf } from "#filter/language/environment.ts";
import { lower } from "#filter/language/lower.ts";
import { encode } from "#filter/program/encode.ts";
import { findsPattern } from "#filter/regex/automaton.ts";
import type { Node } from "#filter/tree.ts";
import type { Type, Value } from "#filter/types.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import { drive } from "#tests/hotpath/drive.ts";
import { execRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

/** A test of CEL's: an expression, what its variables are, and what it gives. */
export interface ConformanceTest {
  readonly name: string;
  readonly expression: string;
  readonly variables: ReadonlyMap<string, { readonly type: Type; readonly value: Value }>;
  /** What must come of it: an expression that is true, an error; of types that filters do not have, a refusal. */
  readonly expected: { readonly isTrue: string } | "error" | "refusal";
}

/** What became of a test: `program` is what ran in the hot path, `labels` what is carried out once a container. */
export type Outcome =
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "passed"; readonly ways: readonly ("program" | "labels")[] }
  | { readonly kind: "wrong"; readonly way: "program" | "labels"; readonly gave: string };

type Json = Readonly<Record<string, unknown>>;
interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: Json }[];
}

/** Every test of the suite, by its full name. */
export function* conformanceTests(): Generator<ConformanceTest> {
  yield* testsOf(tests as unknown as Suite, []);
}

function* testsOf(
  suite: Suite,
  path: readonly string[],
): Generator<ConformanceTest> {
  const own = [...path, suite.name];
  for (const inner of suite.suites ?? []) yield* testsOf(inner, own);
  for (const { original } of suite.tests ?? []) {
    const name = [...own.slice(1), original["name"] ?? original["expr"]].join("/");
    yield readTest(name, original);
  }
}

function readTest(name: string, original: Json): ConformanceTest {
  const expression = String(original["expr"]);
  const variables = new Map<string, { type: Type; value: Value }>();
  for (const [variable, binding] of Object.entries(original["bindings"] as Json ?? {})) {
    const value = typed((binding as Json)["value"] as Json | undefined);
    // What is not declared is refused; and so are names within a container, which filters have not.
    if (value === undefined || original["container"] !== undefined) {
      return { name, expression, variables: new Map(), expected: "refusal" };
    }
    variables.set(variable, value);
  }
  if (original["evalError"] !== undefined || original["anyEvalErrors"] !== undefined) {
    return { name, expression, variables, expected: "error" };
  }
  const wanted = original["value"] as Json | undefined ??
    (original["typedResult"] as { result?: Json } | undefined)?.result;
  if (wanted === undefined) {
    return { name, expression, variables, expected: { isTrue: `(${expression}\n)` } };
  }
  const literal = literalOf(wanted);
  if (literal === undefined) return { name, expression, variables, expected: "refusal" };
  return { name, expression, variables, expected: { isTrue: `(${expression}\n) == ${literal}` } };
}

function typed(value: Json | undefined): { type: Type; value: Value } | undefined {
  if (value === undefined) return undefined;
  const [kind, inner] = Object.entries(value)[0] ?? [];
  if (kind === "boolValue") return { type: "bool", value: inner as boolean };
  if (kind === "int64Value") return { type: "int", value: BigInt(inner as string) };
  if (kind === "stringValue") return { type: "string", value: inner as string };
  return undefined;
}

/** A value as CEL writes it; undefined for types that filters do not have. */
function literalOf(value: Json): string | undefined {
  const [kind, inner] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case "boolValue":
    case "int64Value":
      return String(inner);
    case "stringValue":
      return JSON.stringify(inner);
    case "listValue": {
      const parts = ((inner as Json)["values"] as Json[] ?? []).map(literalOf);
      return parts.includes(undefined) ? undefined : `[${parts.join(", ")}]`;
    }
    case "objectValue": {
      const { "@type": type, value: text } = inner as Json;
      const name = /\.(Timestamp|Duration)$/.exec(String(type))?.[1];
      return name === undefined ? undefined : `${name.toLowerCase()}("${text}")`;
    }
    default:
      return undefined;
  }
}

const [KIND] = EVENT_KINDS as readonly [EventKind];
const RING = ringBytes([execRecord({ cgroup: 1n })]);

/** Runs a test in each way that can carry it out. */
export function runTest({ expression, variables, expected }: ConformanceTest): Outcome {
  const fields = new Map<string, Field>(
    [...variables].map(([name, { type }]) =>
      [name, { name, type, source: "label", places: new Map() }] as const
    ),
  );
  // What must be an error is one whatever it is compared with.
  const wrapped = expected === "refusal"
    ? expression
    : expected === "error"
    ? `(${expression}\n) == (${expression}\n)`
    : expected.isTrue;
  let tree: Node;
  let patterns: Patterns;
  try {
    tree = lower(checked(wrapped, environmentOf(fields), fields), wrapped, fields);
    patterns = compilePatterns([tree], [wrapped]);
  } catch (error) {
    if (error instanceof FilterError) return { kind: "refused", why: error.message };
    return { kind: "refused", why: `not CEL's: ${error}` };
  }
  if (expected === "refusal") return { kind: "wrong", way: "labels", gave: "no refusal" };
  const wanted = expected === "error" ? "error" : "true";
  const folded = fold(tree, {
    of: (name) => ({ kind: "is", value: variables.get(name)?.value ?? false }),
    finds: (pattern, text) => findsPattern(patterns, pattern, text),
  });
  const labels = folded.kind === "const"
    ? String(folded.value)
    : folded.kind === "fail"
    ? "error"
    : "?";
  if (labels !== wanted) return { kind: "wrong", way: "labels", gave: labels };
  const program = inProgram(filledIn(tree, variables), patterns);
  if (program === undefined) return { kind: "passed", ways: ["labels"] };
  if (program !== wanted) return { kind: "wrong", way: "program", gave: program };
  return { kind: "passed", ways: ["labels", "program"] };
}

/** The tree with constants for variables, and nothing else carried out. */
function filledIn(node: Node, variables: ConformanceTest["variables"]): Node {
  const inner = (one: Node) => filledIn(one, variables);
  switch (node.kind) {
    case "field":
      return { ...node, kind: "const", value: variables.get(node.name)?.value ?? false };
    case "call":
      return { ...node, args: node.args.map(inner) };
    case "and":
    case "or":
      return { ...node, parts: node.parts.map(inner) };
    case "not":
      return { ...node, part: inner(node.part) };
    case "if":
      return {
        ...node,
        test: inner(node.test),
        then: inner(node.then),
        otherwise: inner(node.otherwise),
      };
    default:
      return node;
  }
}

/** What the hot path makes of an expression; undefined where only labels may ask for that. */
function inProgram(tree: Node, patterns: Patterns): string | undefined {
  try {
    const [isTrue, isFalse] = [true, false].map((is) => holds(whenIs(tree, is), patterns));
    return isTrue ? "true" : isFalse ? "false" : "error";
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith("Cannot ")) return undefined;
    throw error;
  }
}

function holds(condition: Condition, patterns: Patterns): boolean {
  const program = encode(condition, KIND, patterns.offsets);
  const header = new Uint8Array(64);
  new DataView(header.buffer).setUint32(KIND.recordType * 4, header.length, true);
  const predicate = new Uint8Array([...header, ...program]);
  const hot = HotPath.create({
    holdLimitNs: 0n,
    types: 1 << KIND.recordType,
    includeHost: true,
    filter: { tables: patterns.tables, unanswered: { pass: true } },
  });
  const fragment = ',"label_state":"resolved"}\n';
  hot.apply({ kind: "final", cgroup: 1n, fragment, host: false, predicate });
  return drive(hot, RING).bytes.length > 0;
}
