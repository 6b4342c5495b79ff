import { ANCESTORS_LIMIT } from "#events/lineage.ts";
import { type NamePattern, parseNamePatterns } from "#labels/filter/names.ts";
import {
  type LabelSelector,
  parseSelector as parseLabelSelector,
} from "#labels/filter/selector.ts";
import { FilterSyntaxError } from "#labels/filter/syntax_error.ts";
import { parseEndpoint as parseSocketPath } from "#runtime/discovery/endpoints.ts";
import type { EventKind } from "#events/definition.ts";
import { EVENT_KINDS, matchEventKinds } from "#events/kinds.ts";

/**
 * Thrown by a flag's parser. The message is the rule that the value breaks, to follow "as": "it must be …"; the command
 * line adds the flag and the value.
 */
export class ValueError extends Error {
  /** Tells it from other errors. */
  override name = "ValueError";
}

const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3,
  "μs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const DURATION_PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Reads a duration as Go writes it (`500ms`, `1m30s`, `0`) and returns whole milliseconds. */
export function parseDurationMs(text: string): number {
  const rule = "it must be a duration such as 500ms, 10s or 1m30s";
  if (text === "0") return 0;
  DURATION_PART.lastIndex = 0;
  let total = 0;
  let end = 0;
  for (const [part, amount, unit] of text.matchAll(DURATION_PART)) {
    total += Number(amount) * (DURATION_UNITS_MS[unit ?? ""] ?? Number.NaN);
    end += part.length;
  }
  if (text === "" || end !== text.length || Number.isNaN(total)) throw new ValueError(rule);
  if (total > LONGEST_TIMER_MS) throw new ValueError("it must be at most 596h");
  return total > 0 && total < 1 ? 1 : Math.round(total);
}

/** Like {@link parseDurationMs}, but without zero. */
export function parsePositiveDurationMs(text: string): number {
  const duration = parseDurationMs(text);
  if (duration === 0) throw new ValueError("it must be longer than 0s");
  return duration;
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  K: 2 ** 10,
  Ki: 2 ** 10,
  KiB: 2 ** 10,
  M: 2 ** 20,
  Mi: 2 ** 20,
  MiB: 2 ** 20,
  G: 2 ** 30,
  Gi: 2 ** 30,
  GiB: 2 ** 30,
};
const RING_BYTES_MIN = 64 * 2 ** 10;
const RING_BYTES_MAX = 2 ** 30;

/** Reads a ring buffer's size (`16MiB`, `64Ki`, bytes) and returns bytes: a power of two that the kernel takes. */
export function parseRingBytes(text: string): number {
  const [, digits, unit] = /^(\d{1,15}) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = BYTE_UNITS[unit ?? "?"];
  if (digits === undefined || factor === undefined) {
    throw new ValueError("it must be a size such as 16MiB");
  }
  const bytes = Number(digits) * factor;
  if (!(bytes >= RING_BYTES_MIN && bytes <= RING_BYTES_MAX && Number.isInteger(Math.log2(bytes)))) {
    throw new ValueError("it must be a power of two from 64KiB to 1GiB");
  }
  return bytes;
}

/** Reads a count of at least one. */
export function parsePositiveInteger(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new ValueError("it must be a whole number of at least 1");
  }
  return value;
}

/** Reads how many ancestors of a process are told. */
export function parseAncestors(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= ANCESTORS_LIMIT) return value;
  throw new ValueError(`it must be a whole number from 0 to ${ANCESTORS_LIMIT}`);
}

/** Reads a rate as `100/s`, and returns how many in a second. */
export function parseRate(text: string): number {
  const value = /^[1-9]\d{0,8}\/s$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (Number.isNaN(value)) throw new ValueError("it must be a rate such as 100/s");
  return value;
}

/** Reads a share as `1/10`, and returns of how many one is wanted. */
export function parseShare(text: string): number {
  const value = /^1\/[1-9]\d{0,8}$/.test(text) ? Number(text.slice(2)) : Number.NaN;
  if (Number.isNaN(value)) throw new ValueError("it must be a share such as 1/10");
  return value;
}

/** Reads how many of a list are wanted, 0 for all, as for crictl all that is less. `-n` is this with crictl, and the namespace with kubectl. */
export function parseLast(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return Math.max(value, 0);
  throw new ValueError("it must be a whole number, 0 for all, a namespace being --namespace");
}

/** Reads event names and globs, separated by commas. */
export function parseEventTypes(text: string): readonly EventKind[] {
  return text.split(",").flatMap((name) => {
    const types = matchEventKinds(name.trim());
    if (types.length === 0) {
      const known = EVENT_KINDS.map((type) => type.name).join(", ");
      const which = name === text ? "" : ` (${JSON.stringify(name)} is not)`;
      throw new ValueError(`it must be made of ${known} or a glob of them${which}`);
    }
    return types;
  });
}

/** Reads names and globs of namespaces, pods or containers, separated by commas. */
export function parseNames(text: string): readonly NamePattern[] {
  return parseFilter(() => parseNamePatterns(text));
}

/** Reads a label selector as kubectl does. */
export function parseSelector(text: string): LabelSelector {
  return parseFilter(() => parseLabelSelector(text));
}

function parseFilter<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof FilterSyntaxError ? new ValueError(error.message) : error;
  }
}

/** Reads a runtime endpoint: a path, or a `unix://` URL of one. */
export function parseEndpoint(text: string): string {
  try {
    parseSocketPath(text);
    return text;
  } catch {
    throw new ValueError("it must be a socket's absolute path or its unix:// URL");
  }
}

/** Takes the absolute path of a folder that is there, without a slash at its end; "" for the root itself. */
export function parseHostRoot(text: string): string {
  if (!text.startsWith("/")) throw new ValueError("it must be an absolute path");
  if (!isFolder(text)) throw new ValueError("it must be a folder that can be read");
  return text.replace(/\/+$/, "");
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Reads a text that must not be empty. */
export function parseText(text: string): string {
  if (text === "") throw new ValueError("it must not be empty");
  return text;
}

/** Reads a label as `key=value`. */
export function parseLabel(text: string): readonly [string, string] {
  const parts = text.split("=");
  const [key, value] = parts;
  if (key === undefined || key === "" || value === undefined || parts.length !== 2) {
    throw new ValueError("it must be a label such as app=web");
  }
  return [key, value];
}

/** Reads a count; crictl's -1 stands for no limit, which is Infinity here. */
export function parseCount(text: string): number {
  if (text === "-1") return Infinity;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new ValueError("it must be a whole number, or -1 for all");
  }
  return value;
}
