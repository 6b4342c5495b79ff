import type { CliHost } from "../../host.ts";
import { listEverything } from "../../query/containers.ts";
import { inspectObjects } from "../inspect_objects.ts";
import { withPatterns } from "../../query/pattern.ts";
import { selectPods } from "../select.ts";
import { statusJson } from "../../query/status.ts";
import { sandboxLines } from "../status_lines.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import type { PodState, QueryFlags, SelectFlags } from "../../query/flags.ts";

/** Flags of `critter inspectp`. */
export interface InspectpFlags extends QueryFlags, InspectFlags, SelectFlags {
  /** --all. */
  readonly all: boolean;
  /** --state. */
  readonly state?: PodState;
}

/** `critter inspectp [POD…]`. */
export async function inspectp(
  this: CliHost,
  flags: InspectpFlags,
  ...ids: string[]
): Promise<void> {
  await runQuery(this, flags, "inspect pods", async (query) => {
    const selection = await withPatterns(flags, "inspectp");
    const wanted = ids.length > 0 ? ids : selectPods(await listEverything(query), selection);
    await inspectObjects(this, query, flags, {
      what: "pod",
      ask: (queries, id) => queries.podSandboxStatus(id, !flags.quiet),
      json: ({ status }) => statusJson("PodSandboxStatus", status ?? {}),
      lines: ({ status, info }, now) => sandboxLines(status ?? {}, info, now),
    }, wanted);
  });
}
