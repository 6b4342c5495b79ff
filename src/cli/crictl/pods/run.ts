import type { CliHost } from "../../host.ts";
import { type Listed, listEverything, runtimeName } from "../../query/containers.ts";
import { age, mapLines, printLines, printTable, shortId } from "../../query/print.ts";
import { detailPrinter } from "../../query/details.ts";
import { withPatterns } from "../../query/pattern.ts";
import { podState, selectPods } from "../select.ts";
import { noPods } from "../../query/session.ts";
import { runQuery } from "../../query/run_query.ts";
import type {
  ListFlags,
  ListOutputFlags,
  PodState,
  QueryFlags,
  SelectFlags,
} from "../../query/flags.ts";

/** Flags of `critter pods`. */
export interface PodsFlags extends QueryFlags, ListFlags, ListOutputFlags, SelectFlags {
  /** --state. */
  readonly state?: PodState;
}

const TITLES = ["POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT"];

const STATES: Readonly<Record<PodState, string>> = { ready: "Ready", notready: "NotReady" };

/** `critter pods`. */
export async function pods(this: CliHost, flags: PodsFlags): Promise<void> {
  await runQuery(this, flags, "list pods", async (query) => {
    const print = await detailPrinter(this, flags);
    const selection = await withPatterns(flags, "pods");
    const lists = await listEverything(query);
    if (lists.sandboxes.length === 0) query.sayLacks(noPods);
    const selected = selectPods(lists, selection);
    if (print !== undefined) {
      print({ items: selected.map(({ json }) => json()) });
    } else if (flags.quiet) {
      printLines(this, selected.map(({ record }) => record.id));
    } else if (flags.verbose) {
      printLines(this, selected.flatMap((listed) => details(listed, Date.now())));
    } else {
      const wide = flags.output === "wide";
      printTable(
        this,
        [...TITLES, ...(wide ? ["HANDLER", "RUNTIME", "UID"] : ["RUNTIME"])],
        selected.map((listed) => row(listed, flags.noTrunc, wide)),
      );
    }
  });
}

function row({ record, handler }: Listed, noTrunc: boolean, wide: boolean): string[] {
  const { pod } = record;
  return [
    shortId(record.id, noTrunc),
    age(record.createdAtNs, Date.now()),
    STATES[podState(record)],
    pod?.name ?? "",
    pod?.namespace ?? "",
    String(record.attempt ?? 0),
    handler || "(default)",
    ...(wide ? [runtimeName(record.runtime), pod?.uid ?? ""] : []),
  ];
}

function details({ record, handler }: Listed, now: number): string[] {
  const { pod } = record;
  return [
    `ID: ${record.id}`,
    `Name: ${pod?.name ?? ""}`,
    `UID: ${pod?.uid ?? ""}`,
    `Namespace: ${pod?.namespace ?? ""}`,
    `Attempt: ${record.attempt ?? 0}`,
    `Status: ${STATES[podState(record)]}`,
    `Created: ${age(record.createdAtNs, now)}`,
    ...mapLines("Labels", record.labels),
    ...mapLines("Annotations", record.annotations),
    `Runtime: ${handler || "(default)"}`,
    "",
  ];
}
