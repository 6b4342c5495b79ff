import type { Field } from "#filter/fields.ts";
import type { Random } from "#tests/faults/fuzz/random.ts";

/** Texts that events and containers of the tests have, and some that they have not. */
export const TEXTS = [
  ...[
    "/bin/sh",
    "/usr/bin/curl",
    "curl",
    "sh",
    "-c",
    "-s",
    "",
    "a",
    "é",
    "shop",
    "web-0",
    "app",
    "10.1.2.3",
  ],
  ...[
    "kube-system",
    "front",
    "process.exec",
    "process.exit",
    "/",
    "busybox",
    "x\\ufffd",
    "/usr",
    "😀",
    "::1",
  ],
];
const PATTERNS = [
  "^/bin/",
  "sh$",
  "a|e",
  "\\\\d+",
  "^[a-z-]+$",
  ".",
  "^$",
  "o{2}|w.b",
  "[^/]+$",
  "\\\\bsh\\\\b",
];
const NUMBERS = [
  "0",
  "1",
  "2",
  "3",
  "7",
  "100",
  "255",
  "1000",
  "-1",
  "4294967295",
  "9223372036854775807",
];
const MOMENTS = [
  "1970-01-01T00:00:00Z",
  "1970-01-01T00:00:02.5Z",
  "2026-11-30T00:00:00Z",
  "2554-01-01T00:00:00Z",
];
const LENGTHS = ["0s", "1s", "1h", "-3s", "1ms"];
const GETTERS = [
  "getHours",
  "getMinutes",
  "getSeconds",
  "getFullYear",
  "getMonth",
  "getDate",
  "getDayOfWeek",
];

/** Makes expressions that have types, of the keys of a line. */
export class RandomExpression {
  readonly #random: Random;
  readonly #fields: readonly Field[];
  /** Whether an element of an event's list is at hand. */
  #element = false;

  constructor(random: Random, fields: Iterable<Field>) {
    this.#random = random;
    this.#fields = [...fields];
  }

  /** An expression that is true or false. */
  bool(depth: number): string {
    const simple = [
      () => `${this.text(depth)} ${this.#one("==", "!=")} ${this.text(depth)}`,
      () => `${this.text(depth)} ${this.#one("<", "<=", ">", ">=")} ${this.text(depth)}`,
      () =>
        `${this.#field("string")}.${this.#one("startsWith", "endsWith", "contains")}(${
          this.text(0)
        })`,
      () =>
        `${this.text(0)}.${this.#one("startsWith", "endsWith", "contains")}(${this.text(depth)})`,
      () => `${this.text(depth)}.matches("${this.#one(...PATTERNS)}")`,
      () => `${this.int(depth)} ${this.#one("==", "!=", "<", "<=", ">", ">=")} ${this.int(depth)}`,
      () => `${this.moment()} ${this.#one("==", "!=", "<", "<=", ">", ">=")} ${this.moment()}`,
      () => `${this.#length()} ${this.#one("==", "<", ">=")} ${this.#length()}`,
      () => `${this.#field("string")} in [${this.#list(TEXTS.map(quoted))}]`,
      () => `${this.int(0)} in [${this.#list(NUMBERS)}]`,
      () => `${this.#one(...TEXTS.map(quoted))} in ${this.#field("list<string>")}`,
      () => `${this.#field("string")} in ${this.#field("list<string>")}`,
      () => `${this.#one(...TEXTS.map(quoted))} in ${this.#field("map")}`,
      () =>
        `has(${
          this.#one(
            ...this.#fields.filter(({ name }) => name.includes(".")).filter(({ type }) =>
              type !== "map"
            ).map(({ name }) => name),
          )
        })`,
      () => `has(${this.#field("map")}.${this.#one("app", "canary", "x")})`,
      () => this.#field("bool"),
    ];
    if (depth === 0) return this.#one(...simple)();
    const nested = [
      () => `(${this.bool(depth - 1)} && ${this.bool(depth - 1)})`,
      () => `(${this.bool(depth - 1)} || ${this.bool(depth - 1)})`,
      () => `!(${this.bool(depth - 1)})`,
      () => `(${this.bool(depth - 1)} ? ${this.bool(depth - 1)} : ${this.bool(depth - 1)})`,
      () => `(${this.bool(depth - 1)}) ${this.#one("==", "!=")} (${this.bool(depth - 1)})`,
      () => this.#loop(depth - 1),
      () =>
        `[${this.#list(TEXTS.map(quoted))}].${this.#one("exists", "all")}(t, t == ${this.text(0)})`,
    ];
    return this.#one(...nested, ...nested, ...simple)();
  }

  text(depth: number): string {
    const simple = [
      () => quoted(this.#one(...TEXTS)),
      () => this.#field("string"),
      () => this.#field("string"),
      () => `${this.#field("list<string>")}[${this.#one("0", "1", "2")}]`,
      () => `${this.#field("map")}[${quoted(this.#one("app", "tier.example/x", "x"))}]`,
      () => this.#element ? "e" : this.#field("string"),
    ];
    if (depth === 0) return this.#one(...simple)();
    return this.#one(
      ...simple,
      () => `(${this.bool(depth - 1)} ? ${this.text(depth - 1)} : ${this.text(depth - 1)})`,
      () => `${this.#optional("string")}.orValue(${quoted(this.#one(...TEXTS))})`,
    )();
  }

  int(depth: number): string {
    const simple = [
      () => this.#one(...NUMBERS),
      () => this.#field("int"),
      () => this.#field("int"),
      () => `size(${this.#field("list<string>")})`,
      () => `${this.#field("string")}.size()`,
      () => `${this.moment()}.${this.#one(...GETTERS)}()`,
    ];
    if (depth === 0) return this.#one(...simple)();
    return this.#one(
      ...simple,
      () => `(${this.int(depth - 1)} ${this.#one("+", "-", "*", "/", "%")} ${this.int(depth - 1)})`,
      () => `(${this.bool(depth - 1)} ? ${this.int(depth - 1)} : ${this.int(depth - 1)})`,
      () => `${this.#optional("int")}.orValue(${this.#one(...NUMBERS)})`,
      () => `-(${this.int(depth - 1)})`,
    )();
  }

  moment(): string {
    return this.#one(
      () => this.#field("timestamp"),
      () => `timestamp("${this.#one(...MOMENTS)}")`,
      () => `(${this.#field("timestamp")} + duration("${this.#one(...LENGTHS)}"))`,
    )();
  }

  #length(): string {
    return this.#one(
      () => `duration("${this.#one(...LENGTHS)}")`,
      () => `(${this.#field("timestamp")} - ${this.#field("timestamp")})`,
    )();
  }

  #loop(depth: number): string {
    if (this.#element) return this.bool(depth);
    this.#element = true;
    const body = this.bool(depth);
    this.#element = false;
    return `${this.#field("list<string>")}.${this.#one("exists", "all")}(e, ${body})`;
  }

  #optional(type: string): string {
    const name = this.#one(
      ...this.#fields.filter((field) => field.type === type && field.name.includes("."))
        .map((field) => field.name),
    );
    return name.replace(/\.(\w+)$/, ".?$1");
  }

  #field(type: string): string {
    return this.#one(
      ...this.#fields.filter((field) => field.type === type).map(({ name }) => name),
    );
  }

  #list(from: readonly string[]): string {
    return Array.from({ length: this.#random.below(4) }, () => this.#one(...from)).join(", ");
  }

  #one<T>(...all: readonly T[]): T {
    return all[this.#random.below(all.length)] as T;
  }
}

function quoted(text: string): string {
  return `"${text}"`;
}
