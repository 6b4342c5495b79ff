import type { Plain } from "../yaml.ts";

/** How a value is to be padded and signed. */
export interface Layout {
  readonly sharp: boolean;
  readonly zero: boolean;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly space: boolean;
  /** In characters. */
  readonly width?: number;
  readonly precision?: number;
  /** Absent where the format ends before it. */
  readonly verb?: string;
}

/** A directive of printf's format, such as `%[1]*.2f`. */
export interface Directive extends Layout {
  /** As it is written. */
  readonly source: string;
  /** Where the text behind it begins. */
  readonly end: number;
  /** Which argument it formats, from 0. */
  readonly argument: number;
  /** Whether it names an argument by number. */
  readonly reordered: boolean;
  /** Whether the number it names is that of an argument. */
  readonly isGoodIndex: boolean;
  /** What Go says of a width or a precision that is none. */
  readonly remarks: string;
}

/** Go's own bound. */
const MOST = 1_000_000;

/** Reads the directive that begins at `start`. `argument` is the one whose turn it is. */
export function readDirective(
  format: string,
  start: number,
  from: { readonly args: readonly Plain[]; readonly argument: number },
): Directive {
  const reader = new DirectiveReader(format, start + 1, from.args, from.argument);
  return { ...reader.read(), source: format.slice(start, reader.at) };
}

class DirectiveReader {
  at: number;
  readonly #format: string;
  readonly #args: readonly Plain[];
  #argument: number;
  #reordered = false;
  #isGoodIndex = true;
  #remarks = "";

  constructor(format: string, at: number, args: readonly Plain[], argument: number) {
    this.#format = format;
    this.at = at;
    this.#args = args;
    this.#argument = argument;
  }

  read(): Omit<Directive, "source"> {
    const flags = this.#take(/[#0+\- ]*/y);
    let minus = flags.includes("-");
    let hasIndex = this.#index();
    let width: number | undefined;
    if (this.#take(/\*/y) !== "") {
      width = this.#starred("WIDTH");
      if (width !== undefined && width < 0) {
        minus = true;
        width = -width;
      }
      hasIndex = false;
    } else {
      width = this.#digits();
      if (hasIndex && width !== undefined) this.#isGoodIndex = false;
    }
    let precision: number | undefined;
    // At the very end Go takes the point for a verb.
    if (this.#take(/\.(?=[^])/y) !== "") {
      if (hasIndex) this.#isGoodIndex = false;
      hasIndex = this.#index();
      if (this.#take(/\*/y) !== "") {
        precision = this.#starred("PREC");
        if (precision !== undefined && precision < 0) precision = undefined;
        hasIndex = false;
      } else precision = this.#digits() ?? 0;
    }
    if (!hasIndex) this.#index();
    const verb = this.#take(/[^]/uy);
    return {
      sharp: flags.includes("#"),
      zero: flags.includes("0") && !minus,
      plus: flags.includes("+"),
      minus,
      space: flags.includes(" "),
      ...(width === undefined ? {} : { width }),
      ...(precision === undefined ? {} : { precision }),
      ...(verb === "" ? {} : { verb }),
      end: this.at,
      argument: this.#argument,
      reordered: this.#reordered,
      isGoodIndex: this.#isGoodIndex,
      remarks: this.#remarks,
    };
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ""] = pattern.exec(this.#format) ?? [];
    this.at += found.length;
    return found;
  }

  /** Go reads no more of a format behind a number that is too big. */
  #digits(): number | undefined {
    const digits = this.#take(/\d+/y);
    if (digits === "") return undefined;
    if (Number(digits) <= MOST) return Number(digits);
    this.at = this.#format.length;
    return undefined;
  }

  /** Takes an argument's number in brackets, counted from 1. */
  #index(): boolean {
    if (this.#format.charAt(this.at) !== "[") return false;
    this.#reordered = true;
    const bracket = this.#take(/\[[^\]]*\]/y);
    const isNumber = /^\[\d+\]$/.test(bracket);
    const index = isNumber ? Number(bracket.slice(1, -1)) : 0;
    if (bracket === "") this.at++;
    if (index >= 1 && index <= this.#args.length) {
      this.#argument = index - 1;
      return true;
    }
    this.#isGoodIndex = false;
    return isNumber;
  }

  /** A width or a precision that is an argument. */
  #starred(what: "WIDTH" | "PREC"): number | undefined {
    const value = this.#args[this.#argument];
    if (this.#argument < this.#args.length) this.#argument++;
    const isFit = typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= MOST;
    // Go refuses a negative precision with the same words.
    if (isFit && !(what === "PREC" && value < 0)) return value;
    this.#remarks += `%!(BAD${what})`;
    return undefined;
  }
}
