import type { ContainerState } from "#runtime/types.ts";
import type { CliHost } from "../../host.ts";
import { type Listed, listEverything } from "../../query/containers.ts";
import type { Query } from "../../query/session.ts";
import { containerLines } from "../status_lines.ts";
import { readImageNames } from "../image_names.ts";
import { inspectObjects } from "../inspect_objects.ts";
import { withPatterns } from "../../query/pattern.ts";
import { selectContainers } from "../select.ts";
import { statusJson } from "../../query/status.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags as DetailFlags } from "../inspect_flags.ts";
import type { QueryFlags, SelectFlags } from "../../query/flags.ts";

/** Flags of `critter inspect`. */
export interface InspectFlags extends QueryFlags, DetailFlags, SelectFlags {
  /** --all. */
  readonly all: boolean;
  /** --state. */
  readonly state?: ContainerState;
  /** --pod. */
  readonly pod?: string;
  /** --image. */
  readonly image?: string;
}

/** `critter inspect [CONTAINER…]`. */
export async function inspect(this: CliHost, flags: InspectFlags, ...ids: string[]): Promise<void> {
  await runQuery(this, flags, "inspect containers", async (query) => {
    await inspectObjects(this, query, flags, {
      what: "container",
      ask: (queries, id) => queries.containerStatus(id, !flags.quiet),
      json: ({ status }) => statusJson("ContainerStatus", status ?? {}),
      lines: ({ status, info }, now) => containerLines(status ?? {}, info, now),
    }, ids.length > 0 ? ids : await wanted(query, flags));
  });
}

async function wanted(query: Query, flags: InspectFlags): Promise<readonly Listed[]> {
  const { image, all, state = all ? undefined : "running" } = flags;
  const { state: _, ...selection } = await withPatterns(flags, "inspect");
  const lists = await listEverything(query);
  const names = image === undefined ? undefined : await readImageNames(query, image);
  const containers = lists.containers.filter((listed) =>
    image === undefined || names?.isOf(listed, image)
  );
  return selectContainers({ ...lists, containers }, {
    ...selection,
    ...(state === undefined ? {} : { state }),
  });
}
