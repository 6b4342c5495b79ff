import { protoJson } from "#runtime/proto/json.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import type { CliHost } from "../host.ts";
import { runtimeJson } from "../query/containers.ts";
import { detailPrinter } from "../query/details.ts";
import { printTable } from "../query/print.ts";
import type { Query } from "../query/session.ts";
import { repeat } from "./repeat.ts";
import type { StatsFlags } from "./stats_flags.ts";

/** What something uses, and whose it is. */
export interface Usage<Stats> {
  readonly stats: Stats;
  readonly identity: RuntimeIdentity;
}

/** What is measured, and how it is shown. */
export interface Measured<Stats, U extends Usage<Stats>> {
  /** For errors, as in "show what pods use". */
  readonly action: string;
  /** The message of the statistics, as {@linkcode protoJson} takes it. */
  readonly message: string;
  readonly titles: readonly string[];
  /** Begins to ask: gives what measures once. */
  open(): Promise<() => Promise<U[]>>;
  /** The rows of one; none of what does not run. */
  row(usage: U, before: Stats, wide: boolean): string[][];
}

interface Attributed {
  readonly attributes?: { readonly id?: string | null } | null;
}

/** The id of what the statistics are of. */
export function idOf({ attributes }: Attributed): string {
  return attributes?.id ?? "";
}

/** Measures usage twice and prints the difference as a table, or once as details; with --watch again and again. */
export async function showUsage<Stats extends Attributed, U extends Usage<Stats>>(
  host: CliHost,
  query: Query,
  flags: StatsFlags,
  measured: Measured<Stats, U>,
): Promise<void> {
  const print = await detailPrinter(host, flags);
  query.requireQueries(measured.action);
  const read = await measured.open();
  await repeat(host, flags.watch, async ({ clear, sleep, signal }) => {
    const first = await read();
    if (print !== undefined) {
      const json = first.map(({ stats, identity }) => ({
        ...protoJson(measured.message, stats),
        runtime: runtimeJson(identity),
      }));
      return print({ stats: json });
    }
    await sleep(flags.seconds * 1000);
    if (signal.aborted) return;
    const before = new Map(first.map(({ stats }) => [idOf(stats), stats]));
    const wide = flags.output === "wide";
    const rows = (await read()).flatMap((usage) => {
      const old = before.get(idOf(usage.stats));
      return old === undefined ? [] : measured.row(usage, old, wide);
    });
    clear();
    printTable(host, measured.titles, rows);
  });
}
