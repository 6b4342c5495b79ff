import type { Plain } from "../yaml.ts";
import { FunctionError } from "./error.ts";
import { formatted } from "./printf.ts";
import { encodedJson, isMap, isTrue, textOf } from "./values.ts";

type Implementation = (...args: readonly Plain[]) => Plain;

/** crictl's functions, and those of Go's templates that make sense for its data. */
const FUNCTIONS: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ["json", (value) => encodedJson(value)],
  ["lower", (value) => textOf(value).toLowerCase()],
  ["upper", (value) => textOf(value).toUpperCase()],
  [
    "title",
    (value) =>
      textOf(value).replace(/(?<![\p{L}\p{N}'_])\p{L}/gu, (letter) => letter.toUpperCase()),
  ],
  ["len", length],
  ["index", (value, ...keys) => keys.reduce(item, value)],
  ["not", (value) => !isTrue(value)],
  ["and", (...args) => args.find((value) => !isTrue(value)) ?? args.at(-1)],
  ["or", (...args) => args.find(isTrue) ?? args.at(-1)],
  ["eq", (first, ...others) => others.some((other) => order(first, other) === 0)],
  ["ne", (first, second) => order(first, second) !== 0],
  ["lt", (first, second) => order(first, second) < 0],
  ["le", (first, second) => order(first, second) <= 0],
  ["gt", (first, second) => order(first, second) > 0],
  ["ge", (first, second) => order(first, second) >= 0],
  ["print", print],
  ["println", (...args) => `${args.map(textOf).join(" ")}\n`],
  ["printf", printf],
]);

/** Whether there is such a function. */
export function isFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

/** Calls a function. @throws FunctionError where the arguments do not fit. */
export function callFunction(name: string, args: readonly Plain[]): Plain {
  const implementation = FUNCTIONS.get(name);
  if (implementation === undefined) throw new FunctionError(`there is no function ${name}`);
  if (args.length === 0) throw new FunctionError(`${name} needs a value`);
  return implementation(...args);
}

function length(value: Plain): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new FunctionError(`len needs a list, a map or a text, not ${textOf(value)}`);
}

function item(value: Plain, key: Plain): Plain {
  if (Array.isArray(value)) {
    const found: Plain = value[Number(key)];
    if (found === undefined) throw new FunctionError(`the list has no item ${textOf(key)}`);
    return found;
  }
  if (isMap(value)) return Object.hasOwn(value, String(key)) ? value[String(key)] : null;
  throw new FunctionError(`index needs a list or a map, not ${textOf(value)}`);
}

/** Numbers are compared as such, also with a number's text; everything else as text. */
function order(first: Plain, second: Plain): number {
  if (typeof first === "number" || typeof second === "number") {
    const difference = Number(first) - Number(second);
    return Number.isNaN(difference) ? 1 : difference;
  }
  const [a, b] = [textOf(first), textOf(second)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A space stands between operands where neither is a text. */
function print(...args: readonly Plain[]): string {
  return args.map((value, index) => {
    const isApart = index > 0 && typeof value !== "string" && typeof args[index - 1] !== "string";
    return (isApart ? " " : "") + textOf(value);
  }).join("");
}

function printf(format: Plain, ...args: readonly Plain[]): string {
  if (typeof format === "string") return formatted(format, args);
  throw new FunctionError(`printf needs a text first, not ${textOf(format)}`);
}
