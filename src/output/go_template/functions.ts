import type { Plain } from "../yaml.ts";
import { encodedJson, isMap, isTrue, textOf } from "./values.ts";

/** What a function broke, to follow "as". */
export class FunctionError extends Error {
  /** Tells it from other errors. */
  override readonly name = "FunctionError";
}

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
  ["print", (...args) => args.map(textOf).join(" ")],
  ["println", (...args) => `${args.map(textOf).join(" ")}\n`],
  ["printf", (format, ...args) => formatted(textOf(format), args)],
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

function formatted(format: string, args: readonly Plain[]): string {
  const left = [...args];
  return format.replace(/%(?:%|(-?)(\d*)([a-zA-Z]))/g, (directive, minus, digits, verb) => {
    if (directive === "%%") return "%";
    const value = left.shift();
    const text = verb === "q" ? JSON.stringify(textOf(value)) : textOf(value);
    if (!"svdqt".includes(verb)) {
      throw new FunctionError(`printf knows %s, %v, %d, %q and %t only, not ${directive}`);
    }
    const width = Number(digits);
    return minus === "-" ? text.padEnd(width) : text.padStart(width);
  });
}
