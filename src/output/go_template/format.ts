import type { Layout } from "./directive.ts";

/** Fills a text up to the width: with zeros too, as Go does. */
export function padded(text: string, { width = 0, minus, zero }: Layout): string {
  const fill = (zero ? "0" : " ").repeat(Math.max(width - [...text].length, 0));
  return minus ? text + fill : fill + text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/** A text as Go quotes it. */
export function quoted(text: string, { backquoted = false, ascii = false } = {}): string {
  // What cannot stand between backquotes: controls of ASCII but tabs, and the byte order mark.
  if (backquoted && !/(?!\t)\p{Cc}|[`\ufeff]/u.test(text.replaceAll(/[\x80-\x9f]/g, ""))) {
    return `\`${text}\``;
  }
  const characters = [...text].map((character) => {
    const escape = ESCAPES[character];
    if (escape !== undefined) return escape;
    const code = character.codePointAt(0) ?? 0;
    const isPlain = ascii ? code < 0x7f : /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
    if (character === " " || (isPlain && code > 0x20)) return character;
    const hex = code.toString(16);
    if (code < 0x80) return `\\x${hex.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  });
  return `"${characters.join("")}"`;
}

/** A whole number in base 2, 8, 10 or 16. */
export function wholeNumber(value: number, base: number, layout: Layout): string {
  const { precision, verb, sharp } = layout;
  const blank: Layout = { ...layout, zero: false };
  if (precision === 0 && value === 0) return padded("", blank);
  const sign = signOf(value, layout);
  const zeros = precision ?? (layout.zero ? (layout.width ?? 0) - sign.length : 0);
  let digits = BigInt(Math.abs(value)).toString(base).padStart(zeros, "0");
  if (sharp && base === 2) digits = `0b${digits}`;
  if (sharp && base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
  if (sharp && base === 16) digits = `0x${digits}`;
  if (verb === "O") digits = `0o${digits}`;
  return padded(sign + (verb === "X" ? digits.toUpperCase() : digits), blank);
}

/** A number as %e, %f or %g write it. */
export function decimal(value: number, layout: Layout): string {
  const { precision, verb = "g", width = 0, zero } = layout;
  const sign = signOf(value, layout);
  const size = Math.abs(value);
  const lower = verb.toLowerCase();
  const plain = lower === "f"
    ? fixed(size, precision ?? 6)
    : lower === "e"
    ? exponential(size, precision ?? 6)
    : general(size, precision);
  const digits = verb === lower ? plain : plain.toUpperCase();
  const filled = zero ? digits.padStart(width - sign.length, "0") : digits;
  return padded(sign + filled, { ...layout, zero: false });
}

function signOf(value: number, { plus, space }: Layout): string {
  return value < 0 ? "-" : plus ? "+" : space ? " " : "";
}

/** A size times a power of ten as the nearest whole number, ties to even: of the exact value, which toFixed() gives up. */
function scaled(size: number, power: number): bigint {
  // Every double is a whole multiple of 2 ** -1074.
  let exponent = 0;
  let mantissa = size;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  const numerator = BigInt(mantissa) * 10n ** BigInt(Math.max(power, 0));
  const denominator = 2n ** BigInt(exponent) * 10n ** BigInt(Math.max(-power, 0));
  const whole = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  const isUp = twice > denominator || (twice === denominator && whole % 2n === 1n);
  return isUp ? whole + 1n : whole;
}

function fixed(size: number, precision: number): string {
  const digits = scaled(size, precision).toString().padStart(precision + 1, "0");
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

/** Digits and exponent of a size, in so many digits; without, in as few as tell it from every other. */
function digitsOf(size: number, count?: number): readonly [digits: string, exponent: number] {
  const [shortest = "0", power = "0"] = size.toExponential().split("e");
  const exponent = Number(power);
  if (count === undefined) return [shortest.replace(".", ""), exponent];
  if (size === 0) return ["0".repeat(count), 0];
  // The shortest digits may be those of a power of ten that the exact value does not reach.
  const below = scaled(size, count - exponent).toString();
  if (below.length <= count) return [below, exponent - 1];
  const digits = scaled(size, count - 1 - exponent).toString();
  return digits.length > count ? [digits.slice(0, count), exponent + 1] : [digits, exponent];
}

function exponential(size: number, precision: number): string {
  return withExponent(...digitsOf(size, precision + 1));
}

function withExponent(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits.charAt(0)}${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
}

function general(size: number, precision: number | undefined): string {
  const count = precision === undefined ? undefined : Math.max(precision, 1);
  const [all, exponent] = digitsOf(size, count);
  const digits = all.replace(/(?<=.)0+$/, "");
  // Where Go chooses how many digits there are, it decides by six.
  const most = count ?? 6;
  if (exponent < -4 || exponent >= most) return withExponent(digits, exponent);
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.padEnd(exponent + 1, "0");
  const fraction = whole.slice(exponent + 1);
  return fraction === "" ? whole : `${whole.slice(0, exponent + 1)}.${fraction}`;
}
