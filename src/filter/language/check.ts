import type {
  ASTNode,
  Environment,
  ParseError,
  TypeError as CelTypeError,
} from "@marcbachmann/cel-js";
import { type Field, unknownFields } from "../fields.ts";
import { FilterError } from "../filter_error.ts";
import { nearest } from "#runtime/config/nearest.ts";
import { meantBy } from "./meant.ts";

/** Parses an expression and checks its types. @throws FilterError */
export function checked(
  expression: string,
  environment: Environment,
  fields: ReadonlyMap<string, Field>,
): ASTNode {
  const { ast } = parse(expression, environment);
  const { valid, type, error } = environment.check(expression);
  if (!valid && error !== undefined) throw refusal(error, expression, environment, fields);
  if (type !== "bool") {
    const place = { start: 0, end: expression.length };
    throw new FilterError(`it must be true or false, not of type ${type}:`, expression, place);
  }
  return ast;
}

function parse(expression: string, environment: Environment): { readonly ast: ASTNode } {
  try {
    return environment.parse(expression);
  } catch (error) {
    if (!(error instanceof Error) || !("summary" in error)) throw error;
    const { summary, range = { start: 0, end: expression.length } } = error as ParseError;
    throw new FilterError(`it must be an expression in CEL (${summary})`, expression, range);
  }
}

function refusal(
  { code, summary, range = { start: 0, end: 0 } }: ParseError | CelTypeError,
  expression: string,
  environment: Environment,
  fields: ReadonlyMap<string, Field>,
): FilterError {
  if (code === "unknown_variable" || code === "no_such_key") {
    const path = /[\w.]*$/.exec(expression.slice(0, range.end))?.[0] ?? "";
    const several = unknownFields().find((name) => path === name || path.startsWith(`${name}.`));
    if (several !== undefined) {
      const rule = `it must ask for keys of one value, and ${several} is made of several,`;
      return new FilterError(rule, expression, range);
    }
    const meant = meantBy(path, [...fields.keys()]);
    const hint = meant === undefined ? "" : `, such as ${meant},`;
    return new FilterError(
      `it must name keys of a line${hint} and not ${path}`,
      expression,
      range,
    );
  }
  const meant = functionMeant(summary, environment);
  const hint = meant === undefined ? "" : `; ${meant}() is near`;
  return new FilterError(
    `it must be an expression whose types fit (${summary}${hint})`,
    expression,
    range,
  );
}

/** The function that was probably meant by one that is not there. */
function functionMeant(summary: string, environment: Environment): string | undefined {
  const name = /no matching overload for '(?:.*\.)?(\w+)\(/.exec(summary)?.[1];
  if (name === undefined) return undefined;
  const names = environment.getDefinitions().functions.map((one) => one.name);
  return names.includes(name) ? undefined : nearest(name, [...new Set(names)]);
}
