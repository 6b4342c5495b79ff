import { missingLabels } from "#labels/fragment/fragment.ts";
import { isImageId } from "#runtime/image_reference.ts";
import type { ContainerState } from "#runtime/types.ts";
import type { CliHost } from "../../host.ts";
import { type Listed, listEverything, runtimeName } from "../../query/containers.ts";
import { type ImageNames, readImageNames } from "../image_names.ts";
import { detailPrinter } from "../../query/details.ts";
import { missingSummary } from "./missing.ts";
import { age, mapLines, printLines, printTable, shortId, shortImage } from "../../query/print.ts";
import { withPatterns } from "../../query/pattern.ts";
import { selectContainers, UNKNOWN } from "../select.ts";
import { runQuery } from "../../query/run_query.ts";
import type { ListFlags, ListOutputFlags, QueryFlags, SelectFlags } from "../../query/flags.ts";

/** Flags of `critter ps`. */
export interface PsFlags extends QueryFlags, ListFlags, ListOutputFlags, SelectFlags {
  /** --all. */
  readonly all: boolean;
  /** --state. */
  readonly state?: ContainerState;
  /** --pod. */
  readonly pod?: string;
  /** --image. */
  readonly image?: string;
  /** --resolve-image-path. */
  readonly resolveImagePath: boolean;
}

const TITLES = [
  "CONTAINER",
  "IMAGE",
  "CREATED",
  "STATE",
  "NAME",
  "ATTEMPT",
  "POD ID",
  "POD",
  "NAMESPACE",
];

const STATES: Readonly<Record<ContainerState, string>> = {
  created: "Created",
  running: "Running",
  exited: "Exited",
  unknown: "Unknown",
};

/** `critter ps`. */
export async function ps(this: CliHost, flags: PsFlags): Promise<void> {
  await runQuery(this, flags, "list containers", async (query) => {
    const print = await detailPrinter(this, flags);
    const { state: asked, ...selection } = await withPatterns(flags, "ps");
    const lists = await listEverything(query);
    const { image, output, quiet } = flags;
    const wide = output === "wide";
    const names = image !== undefined || flags.resolveImagePath || wide
      ? await readImageNames(query, image)
      : undefined;
    const state = asked ?? (flags.all ? undefined : "running");
    const containers = lists.containers.filter((listed) =>
      image === undefined || names?.isOf(listed, image)
    );
    const selected = selectContainers({ ...lists, containers }, {
      ...selection,
      ...(state === undefined ? {} : { state }),
    });
    if (print !== undefined) {
      print({ containers: selected.map(({ json }) => json()) });
    } else if (quiet) {
      printLines(this, selected.map(({ record }) => record.id));
    } else if (flags.verbose) {
      printLines(this, selected.flatMap((listed) => details(listed, Date.now())));
    } else if (wide) {
      printWide(this, selected, flags, names);
    } else {
      const shown = flags.resolveImagePath ? names : undefined;
      printTable(this, TITLES, selected.map((listed) => row(listed, flags, shown)));
    }
  });
}

function row(listed: Listed, { noTrunc }: PsFlags, names: ImageNames | undefined): string[] {
  const { record, image } = listed;
  return [
    shortId(record.id, noTrunc),
    shortImage(names?.nameOf(listed) ?? image, noTrunc),
    age(record.createdAtNs, Date.now()),
    STATES[record.state ?? "unknown"],
    record.name ?? "",
    String(record.attempt ?? 0),
    record.sandboxId === undefined ? "-" : shortId(record.sandboxId, noTrunc),
    record.pod?.name ?? UNKNOWN,
    record.pod?.namespace ?? UNKNOWN,
  ];
}

function printWide(
  host: CliHost,
  selected: readonly Listed[],
  flags: PsFlags,
  names: ImageNames | undefined,
): void {
  // A container whose image can be named lacks no name, although the list has its id only.
  const records = selected.map((listed) => {
    const name = names?.nameOf(listed) ?? "";
    const isName = name !== "" && !isImageId(name);
    const { record } = listed;
    return isName ? { ...record, image: { ...record.image, reference: name } } : record;
  });
  printTable(
    host,
    [...TITLES, "RUNTIME", "LABELS MISSING"],
    selected.map((listed, index) => {
      const { record } = listed;
      const missing = missingLabels(records[index] ?? record);
      return [
        ...row(listed, flags, names),
        runtimeName(record.runtime),
        missing.length === 0 ? "none" : missing.join(","),
      ];
    }),
  );
  printLines(host, ["", missingSummary(records)]);
}

function details({ record, image }: Listed, now: number): string[] {
  return [
    `ID: ${record.id}`,
    `PodID: ${record.sandboxId ?? ""}`,
    `Namespace: ${record.pod?.namespace ?? UNKNOWN}`,
    ...(record.name === undefined ? [] : [`Name: ${record.name}`]),
    `Attempt: ${record.attempt ?? 0}`,
    `State: ${STATES[record.state ?? "unknown"]}`,
    `Image: ${image}`,
    `Created: ${age(record.createdAtNs, now)}`,
    `Runtime: ${runtimeName(record.runtime)} at ${record.runtime.endpoint}`,
    ...mapLines("Labels", record.labels),
    ...mapLines("Annotations", record.annotations),
    "",
  ];
}
