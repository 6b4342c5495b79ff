import * as op from "../../../wasm/filter/ops.ts";
import type { Node } from "../tree.ts";
import type { Ip, Type, Value } from "../types.ts";

const SECOND = 1_000_000_000n;
/** Operations on two texts. */
export const TEXT_TESTS: Readonly<Record<string, number>> = {
  "==": op.TEXT_IS,
  startsWith: op.TEXT_STARTS,
  endsWith: op.TEXT_ENDS,
  contains: op.TEXT_CONTAINS,
};
/** Orders of two values. */
export const ORDERS: Readonly<Record<string, number>> = {
  "==": op.ORDER_EQUAL,
  "<": op.ORDER_LESS,
  "<=": op.ORDER_AT_MOST,
  ">": op.ORDER_MORE,
  ">=": op.ORDER_AT_LEAST,
};
/** What an order is when its sides change places. */
export const MIRRORED: Readonly<Record<string, string>> = {
  "==": "==",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};
/** Types of values that are compared. */
export const TYPES: Readonly<Partial<Record<Type, number>>> = {
  int: op.TYPE_INTEGER,
  string: op.TYPE_TEXT,
  timestamp: op.TYPE_TIMESTAMP,
  duration: op.TYPE_DURATION,
  ip: op.TYPE_IP,
};
/** Operations on two numbers. */
export const ARITHMETIC: Readonly<Record<string, number>> = {
  "+": op.ARITHMETIC_ADD,
  "-": op.ARITHMETIC_SUBTRACT,
  "*": op.ARITHMETIC_MULTIPLY,
  "/": op.ARITHMETIC_DIVIDE,
  "%": op.ARITHMETIC_REMAINDER,
};
/** Operations that change what is topmost. */
export const ON_TOP: Readonly<Record<string, number>> = {
  lowerAscii: op.LOWER,
  upperAscii: op.UPPER,
  ip: op.PARSE_IP,
  family: op.FAMILY,
};
const REPLACEMENT = "\ufffd";
/** Bytes that a program may have. */
export const SIZE_LIMIT = 64 << 10;

/** The texts of a list, or the keys of a map. */
export function textsOf(value: Value): string[] {
  return value instanceof Map ? [...value.keys()] : [...value as readonly string[]];
}

/** Whether no text of a constant can be part of what stands for bytes that are no UTF-8. */
export function isPlain(node: Node): boolean {
  if (node.kind !== "const") return false;
  const texts = typeof node.value === "string" ? [node.value] : textsOf(node.value);
  return texts.every((text) => !text.includes(REPLACEMENT));
}

/** What a failure is on the stack. */
export function statusOf(why: "error" | "unknown"): number {
  return why === "error" ? op.STATUS_ERROR : op.STATUS_UNKNOWN;
}

/** An operation's first word. */
export function word(code: number, detail: number, is: boolean): number {
  return code | detail << op.OP_DETAIL_SHIFT | Number(is) << op.OP_IS_SHIFT;
}

/** 64 bits as two words. */
export function halves(value: bigint): [number, number] {
  return [Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n))];
}

/** 64 bits and nanoseconds: an integer, or whole seconds, rounded down. */
export function numberWords(type: Type, value: bigint): number[] {
  if (type === "int") return [...halves(value), 0];
  const rest = (value % SECOND + SECOND) % SECOND;
  return [...halves((value - rest) / SECOND), Number(rest)];
}

/** The family, then 16 bytes, as words in memory's order. */
export function ipWords({ family, bits }: Ip): number[] {
  const whole = family === 4 ? bits << 96n : bits;
  const bytes = Uint8Array.from(
    { length: 16 },
    (_, index) => Number(whole >> BigInt(120 - 8 * index) & 0xffn),
  );
  return [family, ...new Uint32Array(bytes.buffer)];
}

/** A node that should have been refused. */
export function impossible(node: Node): TypeError {
  const what = node.kind === "call" ? node.op : node.kind;
  return new TypeError(`Cannot make a program of ${what} as it should have been refused`);
}
