import type { CliHost } from "../../host.ts";
import { listEverything } from "../../query/containers.ts";
import { detailPrinter, printDetails } from "../details.ts";
import { findAll } from "../find.ts";
import { otherStatus } from "../other_status.ts";
import { printData, printLines } from "../../query/print.ts";
import { selectListed } from "../select.ts";
import { inspected, statusJson } from "../../query/status.ts";
import { sandboxLines } from "../status_lines.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import type { QueryFlags, SelectFlags } from "../../query/flags.ts";

/** Flags of `critter inspectp`. */
export interface InspectpFlags extends QueryFlags, InspectFlags, SelectFlags {
  /** --all. */
  readonly all: boolean;
}

/** `critter inspectp [POD…]`. */
export async function inspectp(
  this: CliHost,
  flags: InspectpFlags,
  ...ids: string[]
): Promise<void> {
  await runQuery(this, flags, "inspect pods", async (query) => {
    const print = await detailPrinter(this, flags);
    const wanted = ids.length > 0
      ? ids
      : selectListed((await listEverything(query)).sandboxes, flags).map(({ record }) => record.id);
    const details = await findAll(
      query,
      wanted,
      (queries, id) => queries.podSandboxStatus(id, !flags.quiet),
      ({ runtime: { identity }, value: { status, info } }) => {
        if (print !== undefined) {
          return inspected(statusJson("PodSandboxStatus", status ?? {}), info, identity);
        }
        printLines(this, sandboxLines(status ?? {}, info, Date.now()));
        return {};
      },
      async (id) => {
        const other = await otherStatus(query, id, true);
        if (print === undefined && other !== undefined) await printData(this, "yaml", other);
        return other;
      },
      "pod",
    );
    if (print !== undefined) printDetails(print, details);
  });
}
