import type { EngineQueries } from "#runtime/docker/queries.ts";
import type { CliHost } from "../../host.ts";
import { repeat } from "../repeat.ts";
import type { LogPrinter, LogSelection } from "./line.ts";

/** A container of Docker or Podman. */
export interface EngineSource {
  readonly engine: EngineQueries;
  readonly id: string;
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
  { engine, id }: EngineSource,
  { follow, tail, since, stream, timestamps }: LogPart,
  printer: LogPrinter,
): Promise<void> {
  await repeat(host, false, async ({ signal }) => {
    const options = {
      follow,
      signal,
      timestamps,
      ...(tail === undefined ? {} : { tail }),
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
