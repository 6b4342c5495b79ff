import type { Plain } from "../yaml.ts";
import { FunctionError, TemplateError } from "./error.ts";
import { callFunction } from "./functions.ts";
import { parseTemplate } from "./parse.ts";
import type { Call, Node, Operand, Pipeline } from "./tree.ts";
import { isMap, isTrue, textOf } from "./values.ts";

/** A template in the part of Go's language that people use with crictl. */
export class GoTemplate {
  readonly #nodes: readonly Node[];

  /** @throws TemplateError where it is malformed, or uses what is not supported. */
  constructor(template: string) {
    this.#nodes = parseTemplate(template);
  }

  /** Writes data by the template. @throws TemplateError where the data has no such key, or a value does not fit. */
  render(data: Plain): string {
    const run = new Run();
    run.nodes(this.#nodes, data, new Scope(undefined, [["$", data]]));
    return run.output;
  }
}

/** Variables, and those further out. */
class Scope {
  readonly #outer: Scope | undefined;
  readonly #values: Map<string, Plain>;

  constructor(outer: Scope | undefined, values: Iterable<readonly [string, Plain]> = []) {
    this.#outer = outer;
    this.#values = new Map(values);
  }

  has(name: string): boolean {
    return this.#values.has(name) || this.#outer?.has(name) === true;
  }

  get(name: string): Plain {
    return this.#values.has(name) ? this.#values.get(name) : this.#outer?.get(name);
  }

  declare(name: string, value: Plain): void {
    this.#values.set(name, value);
  }

  assign(name: string, value: Plain): void {
    if (this.#values.has(name)) this.#values.set(name, value);
    else this.#outer?.assign(name, value);
  }
}

type Flow = "break" | "continue" | undefined;

/** One rendering. */
class Run {
  output = "";

  nodes(nodes: readonly Node[], dot: Plain, scope: Scope): Flow {
    for (const node of nodes) {
      const flow = this.#node(node, dot, scope);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  #node(node: Node, dot: Plain, scope: Scope): Flow {
    switch (node.kind) {
      case "text":
        this.output += node.text;
        return undefined;
      case "print": {
        const { pipeline } = node;
        const value = evaluate(pipeline, dot, scope);
        bind(pipeline, [value], scope);
        if (pipeline.variables.length === 0) this.output += textOf(value);
        return undefined;
      }
      case "break":
      case "continue":
        return node.kind;
      case "if":
      case "with": {
        const inner = new Scope(scope);
        const value = evaluate(node.pipeline, dot, inner);
        bind(node.pipeline, [value], inner);
        return isTrue(value)
          ? this.nodes(node.body, node.kind === "with" ? value : dot, inner)
          : this.nodes(node.otherwise, dot, inner);
      }
      case "range":
        return this.#range(node.pipeline, node.body, node.otherwise, dot, scope);
    }
  }

  #range(
    pipeline: Pipeline,
    body: readonly Node[],
    otherwise: readonly Node[],
    dot: Plain,
    scope: Scope,
  ): Flow {
    const items = itemsOf(evaluate(pipeline, dot, scope), pipeline);
    if (items.length === 0) return this.nodes(otherwise, dot, new Scope(scope));
    for (const [key, value] of items) {
      const inner = new Scope(scope);
      bind(pipeline, pipeline.variables.length === 2 ? [key, value] : [value], inner);
      if (this.nodes(body, value, inner) === "break") break;
    }
    return undefined;
  }
}

function itemsOf(value: Plain, { source }: Pipeline): readonly (readonly [Plain, Plain])[] {
  if (Array.isArray(value)) return value.map((item: Plain, index) => [index, item]);
  if (isMap(value)) return Object.keys(value).sort().map((key) => [key, value[key]]);
  if (value === null || value === undefined) return [];
  throw new TemplateError(`range needs a list or a map, not ${textOf(value)}`, source);
}

function bind(pipeline: Pipeline, values: readonly Plain[], scope: Scope): void {
  pipeline.variables.forEach((name, index) => {
    if (pipeline.declares) scope.declare(name, values[index]);
    else if (scope.has(name)) scope.assign(name, values[index]);
    else throw new TemplateError(`there is no variable ${name}`, pipeline.source);
  });
}

function evaluate(pipeline: Pipeline, dot: Plain, scope: Scope): Plain {
  let last: readonly [Plain] | [] = [];
  for (const call of pipeline.calls) last = [evaluateCall(call, last, dot, scope, pipeline.source)];
  return last[0];
}

function evaluateCall(
  [first, ...rest]: Call,
  last: readonly Plain[],
  dot: Plain,
  scope: Scope,
  source: string,
): Plain {
  const args = [...rest.map((operand) => evaluateOperand(operand, dot, scope, source)), ...last];
  if (first.kind === "function") return called(first.name, args, source);
  if (args.length > 0) throw new TemplateError("only functions take arguments", source);
  return evaluateOperand(first, dot, scope, source);
}

function called(name: string, args: readonly Plain[], source: string): Plain {
  try {
    return callFunction(name, args);
  } catch (error) {
    if (error instanceof FunctionError) throw new TemplateError(error.message, source);
    throw error;
  }
}

function evaluateOperand(operand: Operand, dot: Plain, scope: Scope, source: string): Plain {
  switch (operand.kind) {
    case "dot":
      return dot;
    case "literal":
      return operand.value;
    case "variable":
      if (!scope.has(operand.name)) {
        throw new TemplateError(`there is no variable ${operand.name}`, source);
      }
      return scope.get(operand.name);
    case "function":
      return called(operand.name, [], source);
    case "pipeline":
      return evaluate(operand.pipeline, dot, scope);
    case "field": {
      const value = evaluateOperand(operand.of, dot, scope, source);
      if (isMap(value) && Object.hasOwn(value, operand.name)) return value[operand.name];
      throw new TemplateError(`there is no key ${JSON.stringify(operand.name)}`, source);
    }
  }
}
