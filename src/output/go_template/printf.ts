import type { Plain } from "../yaml.ts";
import { decimal, padded, quoted, wholeNumber } from "./format.ts";
import { type Directive, type Layout, readDirective } from "./directive.ts";
import { FunctionError } from "./error.ts";
import { isMap, textOf } from "./values.ts";

/**
 * Formats as Go's fmt.Sprintf, with its remarks where an argument does not fit: `%!d(string=x)`. A number of the data has
 * no type of Go's: it is what its verb asks for.
 *
 * @throws FunctionError for what is not supported, with the directive.
 */
export function formatted(format: string, args: readonly Plain[]): string {
  let output = "";
  let argument = 0;
  let reordered = false;
  for (let at = 0; at < format.length;) {
    const percent = format.indexOf("%", at);
    output += format.slice(at, percent < 0 ? undefined : percent);
    if (percent < 0) break;
    const directive = readDirective(format, percent, { args, argument });
    at = directive.end;
    reordered ||= directive.reordered;
    argument = directive.argument;
    output += directive.remarks;
    const { verb } = directive;
    if (verb === undefined) {
      output += "%!(NOVERB)";
    } else if (verb === "%") {
      output += "%";
    } else if (!directive.isGoodIndex) {
      output += `%!${verb}(BADINDEX)`;
    } else if (argument >= args.length) {
      output += `%!${verb}(MISSING)`;
    } else {
      output += one(args[argument++], { ...directive, verb });
    }
  }
  if (reordered || argument >= args.length) return output;
  const extra = args.slice(argument).map((value) =>
    isNil(value)
      ? "<nil>"
      : `${typeOf(value)}=${typeof value === "number" ? typed(value, PLAIN) : textOf(value)}`
  );
  return `${output}%!(EXTRA ${extra.join(", ")})`;
}

const PLAIN: Layout = { sharp: false, zero: false, plus: false, minus: false, space: false };

/** A directive that has a verb. */
type Complete = Directive & { readonly verb: string };

function isNil(value: Plain): value is null | undefined {
  return value === null || value === undefined;
}

/** What Go calls the type. */
function typeOf(value: Plain): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  return isMap(value) ? "map[string]interface {}" : "[]interface {}";
}

function one(value: Plain, directive: Complete): string {
  const { verb } = directive;
  if (isNil(value)) {
    return verb === "v" || verb === "T" ? padded("<nil>", directive) : `%!${verb}(<nil>)`;
  }
  if (verb === "T") return text(typeOf(value), { ...directive, verb: "s" });
  if (verb === "p" && typeof value === "object") throw unsupported(directive, value);
  return part(value, directive);
}

function part(value: Plain, directive: Complete): string {
  const { verb, sharp } = directive;
  const isGoSyntax = verb === "v" && sharp;
  if (isNil(value)) return isGoSyntax ? "interface {}(nil)" : "<nil>";
  if (typeof value === "string") return text(value, directive);
  if (typeof value === "number") return number(value, directive);
  if (typeof value === "boolean") {
    return verb === "t" || verb === "v"
      ? padded(String(value), directive)
      : misfit(value, directive);
  }
  const parts = isMap(value)
    ? Object.keys(value).sort().map((key) =>
      `${part(key, directive)}:${part(value[key], directive)}`
    )
    : value.map((item: Plain) => part(item, directive));
  if (isGoSyntax) return `${typeOf(value)}{${parts.join(", ")}}`;
  return isMap(value) ? `map[${parts.join(" ")}]` : `[${parts.join(" ")}]`;
}

/** Go's remark on a verb that has no meaning for the argument. */
function misfit(value: Plain, directive: Complete): string {
  if (typeof value === "number" && directive.sharp) throw unsupported(directive, value);
  const shown = typeof value === "number"
    ? typed(value, directive)
    : part(value, { ...directive, verb: "v", sharp: false });
  return `%!${directive.verb}(${typeOf(value)}=${shown})`;
}

/** A number of a type that Go names beside it. */
function typed(value: number, layout: Layout): string {
  return Number.isInteger(value)
    ? wholeNumber(value, 10, { ...layout, verb: "d" })
    : decimal(value, { ...layout, verb: "g" });
}

function unsupported({ source }: Complete, value: Plain): FunctionError {
  return new FunctionError(`printf does not support ${source} for ${textOf(value)}`);
}

function text(value: string, directive: Complete): string {
  const { verb, sharp, plus, space, precision } = directive;
  const short = precision === undefined ? value : [...value].slice(0, precision).join("");
  switch (verb) {
    case "v":
    case "s":
      return padded(verb === "v" && sharp ? quoted(short) : short, directive);
    case "q":
      return padded(quoted(short, { backquoted: sharp, ascii: plus }), directive);
    case "x":
    case "X": {
      const bytes = new TextEncoder().encode(value).subarray(0, precision);
      const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
      const prefix = sharp && pairs.length > 0 ? "0x" : "";
      const hex = space ? pairs.map((pair) => prefix + pair).join(" ") : prefix + pairs.join("");
      return padded(verb === "X" ? hex.toUpperCase() : hex, directive);
    }
    default:
      return misfit(value, directive);
  }
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, x: 16, X: 16 };

function number(value: number, directive: Complete): string {
  const { verb, precision, sharp, space, zero } = directive;
  const base = BASES[verb];
  if (verb === "v" && Number.isInteger(value)) {
    return wholeNumber(value, 10, { ...directive, plus: false, verb: "d" });
  }
  if (verb === "v" || verb === "s") {
    // What numbers and texts of Go's take in different ways.
    if (precision !== undefined || space || zero) throw unsupported(directive, value);
    return padded(textOf(value), directive);
  }
  if (base !== undefined) {
    if (Number.isInteger(value)) return wholeNumber(value, base, directive);
    if (base === 10 || verb === "o" || verb === "O") return misfit(value, directive);
    throw unsupported(directive, value);
  }
  if ("eEfFgG".includes(verb)) {
    if (sharp) throw unsupported(directive, value);
    return decimal(value, directive);
  }
  if ("cqU".includes(verb)) throw unsupported(directive, value);
  return misfit(value, directive);
}
