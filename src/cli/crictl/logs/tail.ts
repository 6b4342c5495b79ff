import type { RootedFile } from "#kernel/rooted_file.ts";
import { LONGEST_LINE } from "./file.ts";
import { type LogStream, parseLogLine } from "./line.ts";

const BLOCK = 64 * 1024;
const NEWLINE = 0x0a;

/** Where, in bytes, the last lines of each stream begin; and those of what is no log. */
export type TailOffsets = Readonly<Record<LogStream | "strange", number>>;

/**
 * Where the last `lines` lines of a log begin, those of both streams together. A line that was written in parts is one,
 * wherever the other stream's stand between them.
 */
export function tailOffsets(file: RootedFile, lines: number): TailOffsets {
  const { size } = file.status();
  const from = { stdout: size, stderr: size, strange: size };
  /** Streams of which an entry was seen, and those whose wanted lines are known to begin where `from` says. */
  const seen = new Set<LogStream>();
  const known = new Set<LogStream>();
  let missing = lines;
  for (const [start, end] of missing > 0 ? linesBackwards(file, size) : []) {
    const isSettled = (stream: LogStream) =>
      !seen.has(stream) || known.has(stream) || start < from[stream] - LONGEST_LINE;
    if (missing === 0 && isSettled("stdout") && isSettled("stderr")) break;
    const entry = entryAt(file, start, end);
    if (entry === undefined) {
      if (missing === 0) continue;
      missing--;
      from.strange = start;
      continue;
    }
    const { stream, text } = entry;
    if (known.has(stream)) continue;
    const isLast = text.at(-1) === NEWLINE || !seen.has(stream);
    seen.add(stream);
    if (isLast && missing === 0) {
      known.add(stream);
      continue;
    }
    if (isLast) missing--;
    from[stream] = start;
  }
  return from;
}

/** Beginnings and ends of a file's lines, the last one first; the end of the last line begins no other one. */
function* linesBackwards(file: RootedFile, size: number): Generator<readonly [number, number]> {
  const block = new Uint8Array(BLOCK);
  let end = size;
  for (let top = size - 1; top > 0;) {
    const start = Math.max(0, top - BLOCK);
    const piece = read(file, start, block.subarray(0, top - start));
    for (let at = piece.lastIndexOf(NEWLINE); at >= 0; at = piece.lastIndexOf(NEWLINE, at - 1)) {
      yield [start + at + 1, end];
      end = start + at + 1;
      if (at === 0) break;
    }
    top = start;
  }
  if (end > 0) yield [0, end];
}

function entryAt(file: RootedFile, start: number, end: number) {
  // What is too long for a line is none when it is read, too.
  if (end - start > LONGEST_LINE) return undefined;
  return parseLogLine(read(file, start, new Uint8Array(end - start)));
}

/** As many of the bytes as there are. */
function read(
  file: RootedFile,
  position: number,
  into: Uint8Array<ArrayBuffer>,
): Uint8Array {
  let filled = 0;
  while (filled < into.length) {
    const count = file.readAt(position + filled, into.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
}
