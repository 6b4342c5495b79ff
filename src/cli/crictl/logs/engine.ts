import type { EngineQueries } from "#runtime/docker/queries.ts";
import type { CliHost } from "../../host.ts";
import { repeat } from "../repeat.ts";
import type { Query } from "../../query/session.ts";
import type { LogPrinter } from "./line.ts";

/** A container of Docker or Podman. */
export interface EngineSource {
  readonly engine: EngineQueries;
  readonly id: string;
}

/** The engine that knows the container, by its id, its beginning, or a name. */
export async function findEngineLog(
  query: Query,
  container: string,
): Promise<EngineSource | undefined> {
  const answers = await query.askEngines(async (engine) =>
    (await engine.containerStatus(container, false))?.status?.id
  );
  for (const { runtime: { engine }, value: id } of answers) {
    if (engine !== undefined && id) return { engine, id };
  }
  return undefined;
}

/** Which part of a log is wanted. */
export interface LogSelection {
  /** Goes on until the container has ended. */
  readonly follow: boolean;
  /** Only so many lines from the end. */
  readonly tail?: number;
  /** Nanoseconds since the Unix epoch. */
  readonly since?: bigint;
}

/**
 * Prints what the engine sends, which selects by time itself: Podman's times lack the fraction of the second.
 *
 * @throws RuntimeError
 */
export async function printEngineLog(
  host: CliHost,
  { engine, id }: EngineSource,
  selection: LogSelection,
  printer: LogPrinter,
): Promise<void> {
  const { follow, tail, since } = selection;
  await repeat(host, false, async ({ signal }) => {
    const options = {
      follow,
      signal,
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
    };
    try {
      for await (const entry of engine.logs(id, options)) {
        printer.print(entry);
        if (printer.done) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
}
