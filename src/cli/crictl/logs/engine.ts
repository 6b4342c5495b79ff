import type { EngineQueries } from "#runtime/docker/queries.ts";
import type { CliHost } from "../../host.ts";
import { repeat } from "../repeat.ts";
import type { LogPrinter, LogSelection } from "./line.ts";

const NEWLINE = 0x0a;

/** A container of Docker or Podman. */
export interface EngineSource {
  readonly engine: EngineQueries;
  readonly id: string;
  /** Whether every 16 KiB of a long line are a line to it, as to Docker. */
  readonly countsParts: boolean;
}

/** Which part of a log is wanted. */
export interface LogPart extends LogSelection {
  /** Goes on until the container has ended. */
  readonly follow: boolean;
  /** Only so many lines from the end. */
  readonly tail?: number;
}

/**
 * Prints what the engine sends, which selects by time itself: Podman's times lack the fraction of the second.
 *
 * @throws RuntimeError
 */
export async function printEngineLog(
  host: CliHost,
  { engine, id, countsParts }: EngineSource,
  { follow, tail, since, stream, timestamps }: LogPart,
  printer: LogPrinter,
): Promise<void> {
  await repeat(host, false, async ({ signal }) => {
    const entries = countsParts && tail !== undefined && tail > 0 && tail < Infinity
      ? await entriesOfLines(engine, id, { tail, since, signal })
      : tail;
    const options = {
      follow,
      signal,
      timestamps,
      ...(entries === undefined ? {} : { tail: entries }),
      ...(since === undefined ? {} : { since }),
      ...(stream === undefined ? {} : { stream }),
    };
    try {
      for await (const entry of engine.logs(id, options)) {
        printer.print(entry);
        if (printer.done || host.process.stdout.isBroken()) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
}

/** How many entries of the log the last lines are, those of both streams together. */
async function entriesOfLines(
  engine: EngineQueries,
  id: string,
  { tail, since, signal }: {
    readonly tail: number;
    readonly since: bigint | undefined;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  for (let asked = tail + 1;; asked *= 4) {
    const ends: boolean[] = [];
    const options = {
      follow: false,
      signal,
      // A terminal's log has bounds of entries only where each has its time.
      timestamps: true,
      tail: asked,
      ...(since === undefined ? {} : { since }),
    };
    try {
      for await (const { text } of engine.logs(id, options)) ends.push(text.at(-1) === NEWLINE);
    } catch (error) {
      if (!signal.aborted) throw error;
      return tail;
    }
    let lines = 0;
    for (let at = ends.length - 1; at >= 0; at--) {
      if (ends[at] !== true && at < ends.length - 1) continue;
      if (lines === tail) return ends.length - 1 - at;
      lines++;
    }
    // That was all there is.
    if (ends.length < asked) return Math.max(tail, ends.length);
  }
}
