/**
 * What prologue.c finds behind its code: the two must say the same.
 *
 * @module
 */

/** Bytes from the beginning of the segment to the configuration; the code lies before it. */
export const CONFIG_OFFSET = 4096;

/** How Deno is called. */
export interface Invocation {
  /** Between the program's name and the path of the script. */
  readonly args: readonly string[];
  /** Prefixes of names of environment variables that Deno does not get to see. */
  readonly dropped: readonly string[];
  /** Whole names that it does, although a prefix says no. */
  readonly kept: readonly string[];
  /** Variables that it gets in any case. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The parts of the segment, and where it and the program's own entry are, as linked. */
export interface SegmentParts {
  readonly prologue: Uint8Array;
  readonly script: Uint8Array;
  readonly invocation: Invocation;
  readonly address: number;
  readonly entry: number;
  /** Where the program has its pointer to libc's `environ`, as linked. */
  readonly environSlot: number;
}

/** Seen as the memfd's name in /proc/PID/fd, and as argv[0] where there is none. */
const NAME = "critter";
const FAILURE =
  "critter: Cannot start as its script finds no place in memory; mount /proc, and allow " +
  "more memory or open files (error ";

/** What is mapped behind the program: code, configuration, script. */
export function encodeSegment(parts: SegmentParts): Uint8Array<ArrayBuffer> {
  if (parts.prologue.length > CONFIG_OFFSET) {
    throw new RangeError(
      `Cannot place the configuration as the code may have ${CONFIG_OFFSET} bytes: ${parts.prologue.length}`,
    );
  }
  const { args, dropped, kept, variables } = parts.invocation;
  const added = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const strings = [
    ...[NAME, FAILURE, "/proc/self/fd/"],
    ...args,
    ...dropped,
    ...kept,
    ...added,
  ];
  const bad = strings.find((text) => text.includes("\0"));
  if (bad !== undefined) {
    throw new RangeError(`Cannot pass a string on as NUL ends it: ${JSON.stringify(bad)}`);
  }
  const text = new TextEncoder().encode(strings.map((string) => `${string}\0`).join(""));
  const header = 56;
  const scriptOffset = align(CONFIG_OFFSET + header + text.length, 4096);
  const segment = new Uint8Array(scriptOffset + parts.script.length);
  segment.set(parts.prologue);
  segment.set(text, CONFIG_OFFSET + header);
  segment.set(parts.script, scriptOffset);
  const view = new DataView(segment.buffer, CONFIG_OFFSET);
  [parts.address, parts.entry, parts.environSlot, scriptOffset, parts.script.length].forEach(
    (word, index) => view.setBigUint64(8 * index, BigInt(word), true),
  );
  [args.length, dropped.length, kept.length, added.length].forEach((count, index) => {
    view.setUint32(40 + 4 * index, count, true);
  });
  return segment;
}

/** The next multiple of a power of two. */
export function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
