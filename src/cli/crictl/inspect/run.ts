import type { CliHost } from "../../host.ts";
import { listEverything } from "../../query/containers.ts";
import { detailPrinter, printDetails } from "../details.ts";
import { findAll } from "../find.ts";
import { otherStatus } from "../other_status.ts";
import { printData, printLines } from "../../query/print.ts";
import { selectListed } from "../select.ts";
import { inspected, statusJson } from "../../query/status.ts";
import { containerLines } from "../status_lines.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags as DetailFlags } from "../inspect_flags.ts";
import type { QueryFlags, SelectFlags } from "../../query/flags.ts";

/** Flags of `critter inspect`. */
export interface InspectFlags extends QueryFlags, DetailFlags, SelectFlags {
  /** --all. */
  readonly all: boolean;
}

/** `critter inspect [CONTAINER…]`. */
export async function inspect(this: CliHost, flags: InspectFlags, ...ids: string[]): Promise<void> {
  await runQuery(this, flags, "inspect containers", async (query) => {
    const print = await detailPrinter(this, flags);
    const wanted = ids.length > 0 ? ids : await selectIds();
    const details = await findAll(
      query,
      wanted,
      (queries, id) => queries.containerStatus(id, !flags.quiet),
      ({ runtime: { identity }, value: { status, info } }) => {
        if (print !== undefined) {
          return inspected(statusJson("ContainerStatus", status ?? {}), info, identity);
        }
        printLines(this, containerLines(status ?? {}, info, Date.now()));
        return {};
      },
      async (id) => {
        const other = await otherStatus(query, id, false);
        if (print === undefined && other !== undefined) await printData(this, "yaml", other);
        return other;
      },
      "container",
    );
    if (print !== undefined) printDetails(print, details);

    async function selectIds(): Promise<string[]> {
      const { containers } = await listEverything(query);
      const selected = selectListed(containers, {
        ...flags,
        ...(flags.all ? {} : { state: "running" }),
      });
      return selected.map(({ record }) => record.id);
    }
  });
}
